"""A login ends: said two minutes ahead, prolonged with one press, and what was typed is never lost by it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.judging import judge
from tests.site import Site

IDLE, WHOLE = 1800, 8 * 3600
ENDING = "dialog#session-end"


async def on(site: Site, page: Page, seconds: int) -> None:
    """Time goes on, for the server and the page."""
    site.clock.move(timedelta(seconds=seconds))
    await page.clock.fast_forward(seconds * 1000)


async def open_page(site: Site, browser: Browser, path: str = "/sessions") -> Page:
    """A page of Marte's whose clock the test moves."""
    page = (await site.person(browser, "marte", reduced_motion="reduce")).page
    await page.clock.install()
    await page.goto(site.address + path)
    return page


async def left(client: Any) -> dict[str, Any]:
    told: dict[str, Any] = (await client.get("/sessions/standing")).json()
    return told


async def test_to_ask_prolongs_nothing_and_a_press_does(site: Site) -> None:
    marte = await site.client("marte")
    site.clock.move(timedelta(minutes=20))
    for _ in range(2):
        assert await left(marte) == {"left": pytest.approx(600, abs=5), "last": False}
    answer = await marte.post("/sessions/prolonging")
    assert answer.json() == {"left": pytest.approx(IDLE, abs=5), "last": False}
    for _ in range(16):
        assert (await marte.post("/sessions/prolonging")).status_code == 200
        site.clock.move(timedelta(minutes=27))
    told = (await marte.post("/sessions/prolonging")).json()
    assert told == {"left": pytest.approx(WHOLE - 20 * 60 - 16 * 27 * 60, abs=5), "last": False}
    site.clock.move(timedelta(seconds=told["left"] - 100))
    assert await left(marte) == {"left": pytest.approx(100, abs=5), "last": True}
    assert (await marte.post("/sessions/prolonging")).json()["last"], "the whole of it is not prolonged"
    site.clock.move(timedelta(seconds=101))
    assert (await marte.get("/sessions/standing")).status_code == 303


async def test_it_is_said_two_minutes_ahead_and_one_press_prolongs(site: Site, browser: Browser) -> None:
    page = await open_page(site, browser)
    ending, stay = page.locator(ENDING), page.get_by_role("button", name="Bli innlogget")
    await page.get_by_role("button", name="Logg ut overalt").focus()
    await on(site, page, IDLE - 60 - 120 + 1)
    await expect(ending).to_be_hidden()
    await on(site, page, 60)
    await expect(page.get_by_role("alertdialog", name="Du blir snart logget ut")).to_be_visible()
    await expect(ending).to_contain_text("Du blir logget ut om 2 minutter.")
    await expect(stay).to_be_focused()
    await judge(page, "the login ends soon")
    await on(site, page, 70)
    await expect(ending).to_contain_text("Du blir logget ut om 1 minutt.")
    await stay.click()
    await expect(ending).to_be_hidden()
    await expect(page.get_by_role("button", name="Logg ut overalt")).to_be_focused()
    await on(site, page, IDLE - 119)
    await expect(ending).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(ending).to_be_hidden()
    await on(site, page, 60)
    assert (await page.reload()) is not None
    await expect(page.get_by_role("heading", name="Innloggingene dine")).to_be_visible()
    await page.context.close()


@pytest.mark.long
async def test_what_is_done_on_another_page_counts_on_this(site: Site, browser: Browser) -> None:
    page = await open_page(site, browser)
    other = await page.context.new_page()
    await on(site, page, IDLE - 119)
    await expect(page.locator(ENDING)).to_be_visible()
    await other.goto(f"{site.address}/notifications")
    await expect(page.locator(ENDING)).to_be_hidden()
    await page.context.close()


async def test_the_whole_login_ends_and_one_comes_back_to_the_same_page(site: Site, browser: Browser) -> None:
    page = await open_page(site, browser, "/info")
    for _ in range(16):
        site.clock.move(timedelta(minutes=29))
        await page.goto(f"{site.address}/notifications")
    rest = WHOLE - 16 * 29 * 60
    await on(site, page, rest - 119)
    ending = page.locator(ENDING)
    await expect(ending).to_contain_text("Du har vært logget inn lenge.")
    await expect(ending.get_by_role("link", name="Logg inn på nytt")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(ending).to_be_hidden()
    await on(site, page, 60)
    await expect(ending).to_be_hidden()
    await on(site, page, 60)
    await expect(page.get_by_role("alertdialog", name="Du er logget ut")).to_be_visible()
    await judge(page, "the login has ended")
    link = ending.get_by_role("link", name="Logg inn på nytt")
    assert await link.get_attribute("href") == "/login?return_to=%2Fnotifications"
    await link.click()
    await page.get_by_role("button", name=re.compile("Marte")).first.click()
    await page.wait_for_url("**/notifications")
    await expect(page.locator(ENDING)).to_be_hidden()
    await page.context.close()


async def test_what_no_draft_has_stays_while_one_logs_in_beside_it(site: Site, browser: Browser) -> None:
    page = await open_page(site, browser, f"/plans/{site.world.spaces['tiril']}/sections/new")
    await page.get_by_label("Navn på delen").fill("Ridning")
    await on(site, page, IDLE + 1)
    ending = page.locator(ENDING)
    await expect(ending).to_contain_text("Det du har fylt ut her, blir stående")
    async with page.context.expect_page() as opened:
        await ending.get_by_role("link", name="Logg inn på nytt").click()
    beside = await opened.value
    await beside.wait_for_load_state()
    assert "return_to" not in page.url
    await page.context.add_cookies(
        [{"name": site.cookie, "value": str(await site.session("marte")), "url": site.address}]
    )
    await beside.goto(f"{site.address}/sessions/again")
    await expect(beside.get_by_role("heading", name="Du er logget inn igjen")).to_be_visible()
    await expect(ending).to_be_hidden()
    await expect(page.get_by_label("Navn på delen")).to_have_value("Ridning")
    await page.context.close()


def fields(page: str) -> dict[str, str]:
    page = page.partition("<main")[2].partition("</main>")[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', page))


async def test_what_is_posted_too_late_is_set_aside_and_sent_after_a_new_login(site: Site) -> None:
    marte, path = await site.client("marte"), f"/plans/{site.world.spaces['tiril']}/sections"
    site.clock.move(timedelta(seconds=IDLE + 1))
    answer = await marte.post(path, data={"title": "Ridning"})
    assert answer.status_code == 401
    assert "Ridning" not in answer.text, "it is kept, and not left on a screen that is nobody's"
    (again,) = re.findall(r'href="(/login\?provider=[^"]*/sessions/unsent/[^"]*)"', answer.text)
    kept = again.partition("return_to=")[2]
    leila = await site.client("leila")
    refused = await leila.get(kept)
    assert refused.status_code == 404
    assert "Ridning" not in refused.text
    back = await site.client("marte")
    page = (await back.get(kept)).text
    assert f'method="post" action="{path}?late=1"' in page
    assert fields(page) == {"title": "Ridning"}
    assert (await back.post(f"{path}?late=1", data=fields(page))).status_code == 303
    assert "Ridning" in (await back.get(site.plan())).text
    site.clock.move(timedelta(minutes=29))
    await back.post("/sessions/prolonging")
    site.clock.move(timedelta(minutes=2))
    assert (await back.get(kept)).status_code == 404, "not for longer than it is needed"


async def test_what_somebody_filled_in_at_a_screen_left_open_is_signed_by_nobody_unseen(site: Site) -> None:
    marte, path = await site.client("marte"), f"/plans/{site.world.spaces['tiril']}/sharing"
    grants, berit = "SELECT count(*) FROM access_grant", site.world.accounts["berit"]
    before = await site.world.sql(grants)
    home = site.world.sections["tiril"]["home"]
    chosen = {f"access-{berit}-{home}": "read", f"until-{berit}": "1m"}
    site.clock.move(timedelta(seconds=IDLE + 1))
    (again,) = re.findall(r"/sessions/unsent/[\w-]+", (await marte.post(path, data=chosen)).text)
    back = await site.client("marte")
    page = (await back.get(again)).text
    assert fields(page) == chosen
    (address,) = re.findall(r'method="post" action="([^"]*late=1)"', page)
    answer = await back.post(address, data=fields(page))
    assert answer.status_code == 303
    assert re.match(rf"{path}/review\?aside=", answer.headers["location"]), "she is shown what she would sign"
    assert await site.world.sql(grants) == before
    shown = (await back.get(answer.headers["location"])).text
    assert "kan lese «Hjemme hos oss»" in shown
    assert f'name="access-{berit}-{home}" value="read"' in shown


async def test_without_a_login_that_ran_out_the_page_itself_keeps_what_was_typed(site: Site) -> None:
    marte, path = await site.client("marte"), f"/plans/{site.world.spaces['tiril']}/sections"
    assert (await marte.post("/logout")).status_code == 303
    answer = await marte.post(path, data={"title": 'Ri "fort"'})
    assert answer.status_code == 401
    assert f'method="post" action="{path}?late=1"' in answer.text
    assert 'name="title" value="Ri &#34;fort&#34;"' in answer.text
    assert (await site.world.sql("SELECT count(*) FROM set_aside"))[0][0] == 0, "nobody fills the database"


@pytest.mark.long
async def test_too_late_without_scripts_one_logs_in_and_sends_it(site: Site, browser: Browser) -> None:
    marte = await site.person(browser, "marte", java_script_enabled=False, by_provider=True)
    page = marte.page
    await page.goto(f"{site.plan()}/sections/new")
    await page.get_by_label("Navn på delen").fill("Ridning")
    site.clock.move(timedelta(seconds=IDLE + 1))
    await page.locator("main form button").first.click()
    await expect(page.get_by_role("heading", name="Innloggingen din er avsluttet")).to_be_visible()
    assert "Ridning" not in await page.content()
    await page.get_by_role("link", name="Logg inn og fortsett").click()
    if "/sessions/unsent" not in page.url:
        await page.get_by_role("button", name=re.compile("Marte")).first.click()
    await expect(page.get_by_role("heading", name="Du er logget inn igjen")).to_be_visible()
    await page.get_by_role("button", name="Send det nå").click()
    await expect(page.get_by_role("heading", name="Ridning")).to_be_visible()
    await page.context.close()
