"""Without a mouse: the owner writes, undoes and shares, the GP answers, the coordinator calls a meeting."""

from datetime import timedelta

from playwright.async_api import Browser, Page, expect

from tests.journeys.keys import fill, follow, press, said, to
from tests.journeys.steps import live
from tests.page.test_minute import TITLE, ask, write
from tests.site import Site
from tests.waiting import today_in_oslo
from tests.world import PEOPLE


async def test_an_owner_writes_corrects_undoes_and_shares(site: Site, browser: Browser) -> None:
    page = (await site.person(browser, "roar")).page
    await follow(page, PEOPLE["roar"]["name"], within="main")
    await live(page)
    leisure = f"#live-section-{site.world.sections['roar']['leisure']}"
    await page.keyboard.press("Tab")
    assert await said(page) == "Gå til innholdet"
    await page.keyboard.press("Enter")
    await press(page, "Sjøen og fritida", within=".plan-outline")
    await press(page, "Nytt mål", within=leisure)
    await expect(page.locator(".editor [name=title]")).to_be_focused()
    await press(page, "Lagre", within=".editor")
    await expect(page.locator(".editor [data-summed]")).to_be_focused()
    await press(page, "Målet: Skriv noe her.", most=1)
    await expect(page.locator(".editor [name=title]")).to_be_focused()
    await page.keyboard.type("Gå på fjelltur")
    await press(page, "Lagre", within=".editor")
    await expect(page.locator(leisure)).to_contain_text("Gå på fjelltur")
    await expect(page.get_by_role("link", name="Endre Gå på fjelltur")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(".editor [name=title]")).to_be_focused()
    await page.keyboard.type("Bli hjemme")
    await press(page, "Lagre", within=".editor")
    await expect(page.locator("#toast").get_by_role("button", name="Angre")).to_be_visible()
    await expect(page.locator(leisure)).to_contain_text("Bli hjemme")
    await page.keyboard.press("Control+z")
    await expect(page.locator(leisure)).not_to_contain_text("Bli hjemme")
    await expect(page.locator(leisure)).to_contain_text("Gå på fjelltur")
    await _share(site, page)
    await page.context.close()


async def _share(site: Site, page: Page) -> None:
    """What is of leisure, with her who does not see it yet, for half a year; and it is signed."""
    who, section = site.world.accounts["leila"], site.world.sections["roar"]["leisure"]
    leila = await site.client("leila")
    assert (await leila.get(site.section("leisure", "roar"))).status_code == 404
    await page.goto(site.plan("roar"))
    await follow(page, "Hvem ser hva", within="main")
    await to(page, "", within=f"[name='access-{who}-{section}']")
    await page.keyboard.press("ArrowDown")
    await to(page, "", within=f"[name='until-{who}']", most=20)
    await page.keyboard.press("ArrowDown")
    await follow(page, "Se hva du er i ferd med å signere", most=400)
    await follow(page, "Signer", within="form[action$='/sharing']")
    assert (await leila.get(site.section("leisure", "roar"))).status_code == 200


async def test_a_gp_comes_from_the_front_page_to_the_minute_and_answers(site: Site, browser: Browser) -> None:
    marte = await site.client("marte")
    duty = await ask(site, marte, "leila", await write(site, marte, TITLE))
    page = (await site.person(browser, "leila")).page
    await follow(page, PEOPLE["tiril"]["name"], within=".plan-card")
    await follow(page, "Siden sist", within="main")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Siden sist")
    await follow(page, "Ja, det gjør jeg", within=f"#asked-{duty}")
    await expect(page.get_by_role("status").filter(has_text="Svaret er lagret.")).to_be_visible()
    await page.context.close()


async def test_a_coordinator_calls_a_meeting(site: Site, browser: Browser) -> None:
    page = (await site.person(browser, "wenche")).page
    await page.goto(site.plan())
    await follow(page, "Møter", within=".plan-rooms")
    await follow(page, "Kall inn til et møte")
    await fill(page, "Hva slags møte er det?", "Møte i ansvarsgruppa")
    await fill(page, "Dag", f"{today_in_oslo() + timedelta(days=9):%m%d%Y}")
    await fill(page, "Sted", "Rådhuset, rom 3")
    await to(page, "Kroppen min", within="main")
    await page.keyboard.press("Space")
    await to(page, PEOPLE["leila"]["name"], within="main")
    await page.keyboard.press("Space")
    await follow(page, "Foreslå for planeieren")
    await expect(page.get_by_text("Ingen er kalt inn ennå")).to_be_visible()
    await page.context.close()
