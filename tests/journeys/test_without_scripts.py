"""With scripts off the main jobs are done all the same: forms and links are all it takes."""

import re

from playwright.async_api import Browser, Page, expect

from tests.journeys.steps import part
from tests.page.case_stage import HERSELF
from tests.page.test_minute import ask, write
from tests.site import Site
from tests.world import PEOPLE


async def plain(site: Site, browser: Browser, name: str, **more: bool) -> Page:
    return (await site.person(browser, name, java_script_enabled=False, **more)).page


async def test_who_decides_logs_in_reads_writes_shares_and_takes_back(site: Site, browser: Browser) -> None:
    page = await plain(site, browser, "marte", by_provider=True)
    await page.get_by_role("link", name=re.compile(PEOPLE["tiril"]["name"])).first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(PEOPLE["tiril"]["name"])
    await part(site, page, "leisure").get_by_role("link", name="Nytt mål").last.click()
    await page.get_by_role("button", name="Lagre").click()
    await expect(page.locator("[data-summed]")).to_be_focused()
    await page.get_by_label("Målet").fill("Jeg vil lære å ri")
    await page.get_by_role("button", name="Lagre").click()
    goal = part(site, page, "leisure").locator("article.goal", has_text="Jeg vil lære å ri")
    await goal.get_by_role("link", name="Endre").first.click()
    await page.get_by_label("Målet").fill("Jeg vil ri til sjøen")
    await page.get_by_role("button", name="Lagre").click()
    await expect(part(site, page, "leisure")).to_contain_text("Jeg vil ri til sjøen")
    await _share(site, page)
    await page.goto(f"{site.plan()}/overview")
    await expect(page.get_by_text("Jeg vil ri til sjøen").first).to_be_visible()
    await page.context.close()


async def _share(site: Site, page: Page) -> None:
    """A section to the GP, and back again."""
    who, section = site.world.accounts["leila"], site.world.sections["tiril"]["home"]
    leila = await site.client("leila")
    await page.goto(f"{site.plan()}/sharing")
    await page.select_option(f"[name='access-{who}-{section}']", "read")
    await page.select_option(f"[name='until-{who}']", "6m")
    await page.click("form[action$='/sharing/review'] button.ds-button[data-variant=primary]")
    await page.click("form[action$='/sharing'] button[data-variant=primary]")
    assert (await leila.get(site.section("home"))).status_code == 200
    await page.goto(f"{site.plan()}/sharing")
    await page.select_option(f"[name='access-{who}-{section}']", "none")
    await page.click("form[action$='/sharing/review'] button.ds-button[data-variant=primary]")
    await page.click("form[action$='/sharing'] button[data-variant=primary]")
    assert (await leila.get(site.section("home"))).status_code == 404
    await leila.aclose()


async def test_the_gp_answers_writes_a_message_and_sends_a_file(site: Site, browser: Browser) -> None:
    marte = await site.client("marte")
    duty = await ask(site, marte, "leila", await write(site, marte, "Bedre søvn"))
    page = await plain(site, browser, "leila")
    await page.goto(f"{site.plan()}/minute")
    await page.locator(f"#asked-{duty}").get_by_role("button", name="Ja, det gjør jeg").click()
    await expect(page.locator(f"#asked-{duty}").get_by_role("button", name="Det er gjort")).to_be_visible()
    await page.goto(f"{site.plan()}/messages/new?section={site.world.sections['tiril']['health']}")
    await page.get_by_label("Hva gjelder det?").fill("Søvn")
    await page.get_by_role("button", name="Begynn samtalen").click()
    await page.get_by_role("textbox").fill("Hvordan går nettene?")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("main")).to_contain_text("Hvordan går nettene?")
    await page.goto(f"{site.section('health')}/files/new")
    await page.locator("[type=file]").set_input_files(
        {"name": "søvn.txt", "mimeType": "text/plain", "buffer": b"Hun sover bedre."}
    )
    await page.get_by_role("button", name="Lagre").click()
    await page.goto(f"{site.plan()}/files")
    await expect(page.locator("main")).to_contain_text("søvn")
    await page.context.close()


async def test_somebody_sends_an_inquiry(site: Site, browser: Browser) -> None:
    page = await plain(site, browser, "silje")
    await page.goto(f"{site.address}/inquiries/new")
    for name, value in HERSELF.items():
        field = page.locator(f"main [name='{name}']").first
        match await field.evaluate("one => one.type"):
            case "radio":
                await page.locator(f"main [name='{name}'][value='{value}']").check()
            case "select-one":
                await field.select_option(value)
            case _:
                await field.fill(value)
    await page.get_by_role("button", name="Send inn").click()
    await expect(page).to_have_url(re.compile("/cases/.*sent=1"))
    await page.context.close()
