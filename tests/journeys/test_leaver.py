"""A leaver with her pages open: what she had by her work is gone within a second, and her own plan stays."""

from playwright.async_api import Browser, Page, expect

from tests.journeys.judging import EVERY_LOOK, NARROW, judge, look_at
from tests.journeys.steps import live
from tests.page.asking import socket_to
from tests.site import Site
from tests.world import PEOPLE


async def test_what_a_leaver_had_by_her_work_is_gone_and_her_own_plan_stays(
    site: Site, browser: Browser
) -> None:
    client = await site.client("silje")
    own = (await client.post("/plans", data={"consent": "plan"})).headers["location"]
    feed = (await client.post("/calendar")).text.split("/calendar/")[1].split(".ics")[0]
    silje = await site.person(browser, "silje")
    work = [silje.page, await silje.context.new_page()]
    private = await silje.context.new_page()
    addresses = [site.plan(), site.plan("roar"), site.address + own]
    for page, address in zip((*work, private), addresses, strict=True):
        await page.goto(address)
        await live(page)
    for page in work:
        await expect(page.locator("#plan article")).not_to_have_count(0)
    lead = await site.person(browser, "ingeborg", **EVERY_LOOK[NARROW])
    await _leave(site, lead.page)
    for page in work:
        await expect(page.locator("#gone")).to_be_visible()
        await expect(page.locator("#plan article")).to_have_count(0)
    for page, address in zip(work, addresses[:2], strict=True):
        answer = await page.goto(address)
        assert answer is not None
        assert answer.status == 404
    await expect(private.locator("#gone")).to_be_hidden()
    await expect(private.locator("#plan[data-live=on]")).to_be_attached()
    await private.reload()
    await live(private)
    assert (await client.get(f"/calendar/{feed}.ics")).status_code == 404
    await private.goto(site.address)
    await expect(private.locator(".plan-card")).to_have_count(1)
    await judge(lead.page, "the account of a leaver")
    for path in ("/unit/changes", "/unit/people", "/unit/organisations", "/unit/accounts/new"):
        await look_at(lead.page, site.address + path)
    for person in (silje, lead):
        await person.context.close()
    async with socket_to(site, client, f"{own}/live") as socket:
        await socket.send('{"seen": {}}')


async def _leave(site: Site, page: Page) -> None:
    """As the unit's lead does it, on a telephone."""
    await page.goto(f"{site.address}/unit")
    await page.get_by_role("link", name="Kontoer").click()
    await page.get_by_label("Navn eller arbeidssted").fill("silje")
    await page.get_by_role("button", name="Finn").click()
    await page.get_by_role("link", name=PEOPLE["silje"]["name"]).click()
    await page.locator("summary", has_text="Har sluttet i jobben").click()
    await page.get_by_role("button", name="Har sluttet i jobben").click()
    await expect(page.get_by_text("Velg når personen slutter.", exact=True)).to_be_visible()
    await judge(page, "a leaving with nothing chosen")
    await page.get_by_label("Nå, med en gang").check()
    await page.get_by_role("button", name="Har sluttet i jobben").click()
    await expect(page.locator("main .ds-tag").first).to_have_text("Har sluttet i jobben")
