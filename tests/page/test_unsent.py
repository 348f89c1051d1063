"""What one writes without net: kept on the device, sealed; sent when there is net; gone at logout."""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from playwright.async_api import Browser, Page, Route, expect

from ipplan.page.who import mark_of
from tests.journeys.judging import judge
from tests.page.asking import some_item
from tests.page.cast import fresh_meeting, fresh_point, fresh_talk
from tests.page.test_offline import READY
from tests.site import Site

WORDS = "Hemmelig sykkeltur til Bjørnøya"
STORED = """
async () => {
  const found = [document.cookie, JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage})];
  for (const { name } of await indexedDB.databases()) found.push(`database ${name}`);
  for (const name of await caches.keys()) {
    const store = await caches.open(name);
    for (const request of await store.keys()) {
      found.push(request.url, await (await store.match(request)).text());
    }
  }
  const folder = await navigator.storage.getDirectory();
  for await (const name of folder.keys()) found.push(`file ${name}`);
  return found.join('\\n');
}
"""
SHELVED = "Object.keys(localStorage).filter(name => name.startsWith('ipplan-unsent-'))"


async def writing(site: Site, browser: Browser, **options: Any) -> tuple[Page, str]:
    """Marte at a goal's editor, with her caret in it; and the address of its draft."""
    item = await some_item(site, "leisure")
    page = (await site.person(browser, "marte", **options)).page
    await page.goto(f"{site.section('leisure')}/items/{item}/edit")
    async with page.expect_response("**/sessions/key"):
        await page.get_by_label("Mål").first.focus()
    return page, f"{site.section('leisure')}/items/{item}"


async def kept(page: Page, number: int) -> list[str]:
    """The names of what is kept on the device, when they are so many."""
    await page.wait_for_function(f"number => {SHELVED}.length === number", arg=number)
    names: list[str] = await page.evaluate(SHELVED)
    return names


async def no_word_of_it(page: Page) -> None:
    stored = await page.evaluate(STORED)
    for word in ("Hemmelig", "sykkeltur", "Bjørn", "/plans/", "title="):
        assert word not in stored, word


async def offline(page: Page, words: str = WORDS) -> None:
    await page.context.set_offline(True)
    await page.get_by_label("Mål").first.fill(words)
    await expect(page.locator(".draft-state")).to_contain_text("tatt vare på på denne enheten")


FORMS = {
    "an item in its place on the plan's page": ("{plan}", ".item.text .edit-button"),
    "a message": ("{plan}/messages/{section}/{talk}", ""),
    "a line at a meeting": ("{plan}/meetings/{on}/points/{section}/{point_on}/lines/new", ""),
    "an inquiry": ("/inquiries/new", ""),
}
"""Where to, and what to press there, to come to a form whose drafts are kept."""


@pytest.mark.long
async def test_every_form_that_keeps_drafts_does(site: Site, browser: Browser) -> None:
    talk = await fresh_talk(site, "tiril", "health")
    on = await fresh_meeting(site, "tiril", "health", "leila", days=0, on=True)
    ids = {"plan": site.plan().removeprefix(site.address), "talk": talk, "on": on}
    ids |= {"section": str(site.world.sections["tiril"]["health"])}
    ids |= {"point_on": await fresh_point(site, "tiril", "health", on)}
    page = (await site.person(browser, "marte")).page
    for what, (path, press) in FORMS.items():
        await page.goto(site.address + path.format(**ids))
        if press:
            await page.locator(press).first.click()
        field = page.locator("form:has(.draft-state)").locator("textarea, input.ds-input:not([type])").last
        async with page.expect_response("**/sessions/key"):
            await field.focus()
            await field.press("Shift")
        await page.context.set_offline(True)
        await field.fill(WORDS)
        await kept(page, 1)
        await no_word_of_it(page)
        await page.context.set_offline(False)
        await kept(page, 0)
        state = page.locator("form:has(.draft-state) .draft-state").last
        await expect(state, what).to_contain_text("tatt vare på.")
    await page.context.close()


async def drafts(site: Site) -> int:
    return int((await site.world.sql("SELECT count(*) FROM draft"))[0][0])


async def test_it_is_kept_sealed_and_sent_when_there_is_net(site: Site, browser: Browser) -> None:
    page, _ = await writing(site, browser)
    before = await drafts(site)
    await offline(page)
    await kept(page, 1)
    await no_word_of_it(page)
    await page.context.set_offline(False)
    await kept(page, 0)
    await expect(page.locator(".draft-state")).to_contain_text("Utkastet er tatt vare på.")
    assert await drafts(site) == before + 1
    await page.context.close()


async def test_a_later_page_of_the_login_finds_it_and_shows_it_as_the_draft(
    site: Site, browser: Browser
) -> None:
    page, _ = await writing(site, browser, service_workers="allow")
    await page.evaluate(READY)
    await offline(page)
    await kept(page, 1)
    await no_word_of_it(page)
    await page.reload()
    await expect(page.get_by_role("heading", name="Du er uten nett")).to_be_visible()
    await no_word_of_it(page)
    await page.context.set_offline(False)
    await expect(page.get_by_label("Mål").first).to_have_value(WORDS)
    await expect(page.locator(".draft-note")).to_contain_text("utkastet ditt")
    await kept(page, 0)
    await page.context.close()


@pytest.mark.long
async def test_elsewhere_one_is_told_and_led_to_the_draft(site: Site, browser: Browser) -> None:
    page, item = await writing(site, browser)
    await offline(page)
    await kept(page, 1)
    await page.context.set_offline(False)
    other = await page.context.new_page()
    await page.close(run_before_unload=False)
    await other.goto(f"{site.address}/notifications")
    await kept(other, 0)
    assert WORDS in (await (await other.request.get(f"{item}/edit")).text())
    await other.context.close()


@pytest.mark.long
async def test_an_answer_that_it_cannot_be_taken_now_is_like_no_net(site: Site, browser: Browser) -> None:
    page, item = await writing(site, browser)
    await page.route("**/draft", lambda route: route.fulfill(status=503, headers={"retry-after": "1"}))
    await page.get_by_label("Mål").first.fill(WORDS)
    await kept(page, 1)
    await no_word_of_it(page)
    await page.unroute("**/draft")
    await kept(page, 0)
    assert WORDS in (await (await page.request.get(f"{item}/edit")).text())
    await page.context.close()


@pytest.mark.long
async def test_what_goes_well_leaves_nothing(site: Site, browser: Browser) -> None:
    page, _ = await writing(site, browser)
    async with page.expect_response("**/draft"):
        await page.get_by_label("Mål").first.fill(WORDS)
    await expect(page.locator(".draft-state")).to_contain_text("Utkastet er tatt vare på.")
    await no_word_of_it(page)
    assert await page.evaluate(SHELVED) == []
    await page.context.close()


async def test_logging_out_drops_it_after_a_question(site: Site, browser: Browser) -> None:
    page, _ = await writing(site, browser)
    await page.route("**/draft", lambda route: route.abort())
    await page.get_by_label("Mål").first.fill(WORDS)
    await kept(page, 1)
    asked: list[str] = []

    async def answer(dialog: Any) -> None:
        asked.append(dialog.message)
        await (dialog.accept() if len(asked) > 1 else dialog.dismiss())

    page.on("dialog", answer)
    log_out = "document.querySelector('form[action=\"/logout\"]').requestSubmit()"
    await page.evaluate(log_out)
    assert "ikke sendt ennå" in asked[0]
    await kept(page, 1)
    await page.evaluate(log_out)
    await page.wait_for_url(f"{site.world.house.settings.issuer}/**")
    await page.goto(f"{site.address}/logout/done")
    await kept(page, 0)
    await page.context.close()


async def test_the_server_has_the_browser_forget_it_all_at_logout(shared: Site) -> None:
    for path, form in (("/logout", {}), ("/sessions/ending", {"session": "all"})):
        marte = await shared.client("marte")
        assert (await marte.post(path, data=form)).headers["clear-site-data"] == '"storage"'


async def test_what_hangs_under_way_is_kept_meanwhile(site: Site, browser: Browser) -> None:
    page, _ = await writing(site, browser)
    await page.clock.install()
    await page.reload()
    async with page.expect_response("**/sessions/key"):
        await page.get_by_label("Mål").first.focus()
    hanging: list[Any] = []
    await page.route("**/draft", lambda route: hanging.append(route))
    async with page.expect_request("**/draft"):
        await page.get_by_label("Mål").first.fill(WORDS)
    assert await page.evaluate(SHELVED) == []
    await page.clock.fast_forward(3_100)
    await kept(page, 1)
    await no_word_of_it(page)
    await page.unroute("**/draft")
    await kept(page, 0)
    await page.context.close()


@pytest.mark.long
async def test_of_a_login_that_was_ended_elsewhere_nothing_is_read_again(
    site: Site, browser: Browser
) -> None:
    page, _ = await writing(site, browser, by_provider=True)
    await offline(page)
    (name,) = await kept(page, 1)
    marte = await site.client("marte")
    await marte.post("/sessions/ending", data={"session": "others"})
    await page.context.set_offline(False)
    before = await drafts(site)
    await page.goto(f"{site.address}/login?hint=x")
    await log_in(page)
    await kept(page, 0)
    assert await drafts(site) == before
    assert name
    await page.context.close()


async def test_a_login_that_ran_out_is_followed_by_one_that_finds_it(site: Site, browser: Browser) -> None:
    page, item = await writing(site, browser, by_provider=True)
    await offline(page)
    await kept(page, 1)
    site.clock.move(timedelta(minutes=40))
    await page.context.set_offline(False)
    await page.goto(f"{item}/edit")
    await log_in(page)
    await expect(page.get_by_label("Mål").first).to_have_value(WORDS)
    await kept(page, 0)
    await page.context.close()


async def log_in(page: Page) -> None:
    """By the provider's page, where it asks."""
    if "/choose" in page.url:
        await page.get_by_role("button", name="Marte").first.click()


async def test_what_was_written_after_it_is_not_written_over(site: Site, browser: Browser) -> None:
    page, item = await writing(site, browser)
    await offline(page)
    await kept(page, 1)
    await _draft(site, item, "Skrevet etterpå")
    other = await page.context.new_page()
    await page.close()
    await page.context.set_offline(False)
    await other.goto(f"{site.address}/notifications")
    note = other.locator("#unsent")
    await expect(note).to_contain_text(WORDS)
    assert "Skrevet etterpå" in (await (await other.request.get(f"{item}/edit")).text())
    await judge(other, "something that was written without net and did not get in")
    await note.get_by_role("button", name="Kast dette").click()
    await expect(note).to_be_hidden()
    await kept(other, 0)
    await other.context.close()


async def test_a_way_that_takes_long_makes_no_words_newer(site: Site, browser: Browser) -> None:
    page, item = await writing(site, browser)
    await offline(page)
    await kept(page, 1)
    await _draft(site, item, "Skrevet etterpå")
    other = await page.context.new_page()
    await page.close()
    held: asyncio.Future[Route] = asyncio.get_running_loop().create_future()
    await other.route("**/draft", lambda route: held.set_result(route))
    await page.context.set_offline(False)
    await other.goto(f"{site.address}/notifications")
    sent = await held
    site.clock.move(timedelta(seconds=30))
    await sent.continue_()
    await expect(other.locator("#unsent")).to_contain_text(WORDS)
    await other.context.close()


async def _draft(site: Site, item: str, title: str) -> None:
    marte = await site.client("marte")
    (base,) = (await site.world.sql("SELECT head FROM item WHERE item_id = :item", item=item[-36:]))[0]
    answer = await marte.post(f"{item}/draft", data={"kind": "goal", "base": str(base), "title": title})
    assert answer.status_code == 200


async def late(client: httpx2.AsyncClient, item: str, ago: int, **typed: str) -> int:
    """A draft that comes from a device's keeping, typed so many seconds ago by the server's clock."""
    at = int((await client.get("/sessions/key")).json()["now"]) - ago * 1000
    answer = await client.post(f"{item}/draft", data=typed, headers={"ipplan-typed-at": str(at)})
    return answer.status_code


async def test_a_kept_draft_that_comes_late(site: Site) -> None:
    marte, item = await site.client("marte"), f"{site.section('leisure')}/items/{uuid4()}"
    goal = {"kind": "goal", "base": "", "under": ""}
    assert await late(marte, item, 60, **goal, title="Først") == 200
    site.clock.move(timedelta(minutes=1))
    assert await late(marte, item, 300, **goal, title="Gammelt") == 409
    assert await late(marte, item, 300, **goal, title="Først") == 200, "the same words: nothing is lost"
    assert await late(marte, item, 5, **goal, title="Nyere") == 200
    saved = await marte.post(
        f"{site.section('leisure')}/items", data={**goal, "item": item[-36:], "title": "Lagret"}
    )
    assert saved.status_code == 303
    site.clock.move(timedelta(minutes=1))
    assert await late(marte, item, 300, **goal, title="Nyere") == 409
    assert await late(marte, item, 300, **goal, title="Lagret") == 200
    assert "utkastet ditt" not in (await marte.get(f"{item}/edit")).text


async def keys(client: httpx2.AsyncClient) -> dict[str, str]:
    answer = await client.get("/sessions/key")
    assert answer.headers["cache-control"] == "no-store"
    told: dict[str, str] = json.loads(answer.text)
    assert len(base64.b64decode(told["key"])) == 32
    assert set(told) == {"name", "key", "now"}
    return {name: told[name] for name in ("name", "key")}


async def test_each_login_has_a_key_of_its_own(site: Site) -> None:
    one, two, leila = [await site.client(name) for name in ("marte", "marte", "leila")]
    found = [await keys(client) for client in (one, two, leila)]
    assert len({each["key"] for each in found}) == len({each["name"] for each in found}) == 3
    assert await keys(one) == found[0], "the same each time it is asked for"
    assert (await (await site.client()).get("/sessions/key")).status_code == 303
    await one.post("/logout")
    assert (await one.get("/sessions/key")).status_code == 303


async def test_words_are_not_sent_in_the_name_of_who_logged_in_beside_them(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    hers = {"ipplan-whose": mark_of(site.world.accounts["marte"]), "hx-request": "true"}
    draft = f"{site.section('health')}/items/{uuid4()}/draft"
    goal = {"kind": "comment", "base": "", "under": "", "title": "Mitt"}
    answer = await leila.post(draft, data=goal, headers=hers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?return_to=/&ended=1")
    site.clock.move(timedelta(minutes=31))
    after = await leila.post(draft, data=goal, headers={"ipplan-whose": hers["ipplan-whose"]})
    assert after.status_code == 401
    assert not await site.world.sql("SELECT 1 FROM set_aside UNION ALL SELECT 1 FROM draft")
    site.clock.move(-timedelta(minutes=31))
    assert (await leila.get("/sessions/key", headers=hers)).status_code == 303
    assert (await marte.get("/sessions/key", headers=hers)).status_code == 200


async def test_a_page_that_stayed_open_sends_and_shows_nothing_when_another_has_logged_in(
    site: Site, browser: Browser
) -> None:
    page, _ = await writing(site, browser)
    await offline(page)
    await kept(page, 1)
    other = await site.session("leila")
    assert other
    await page.context.add_cookies([{"name": site.cookie, "value": other, "url": site.address}])
    async with page.expect_request("**/draft"):
        await page.context.set_offline(False)
    await expect(page.locator("#toast")).to_contain_text("Innloggingen din er avsluttet")
    assert await drafts(site) == 0
    await expect(page.get_by_label("Mål").first).to_have_value(WORDS)
    await kept(page, 1)
    await page.context.close()
