"""A crisis page on a phone: made, put on paper with its code, read by a stranger, and taken back."""

import re

import segno
from playwright.async_api import Browser, Page, expect

from tests.journeys.judging import judge
from tests.journeys.steps import at_plan
from tests.page.test_crisis import text_of
from tests.site import Site

PHONE = {"viewport": {"width": 390, "height": 844}}
CALM, MEDICINE = "Snakk lavt, og ikke hold henne fast.", "Buccolam 10 mg etter fem minutter."


async def test_marte_makes_a_code_a_stranger_reads_by_it_and_she_takes_it_back(
    site: Site, browser: Browser
) -> None:
    marte = await at_plan(site, browser, "marte", **PHONE)
    page = marte.page
    await page.goto(f"{site.plan()}/crisis")
    await page.get_by_role("button", name="Lag krisesiden").click()
    await _write(page, "Slik roer du henne", CALM, "Også på papiret, for alle")
    await _write(page, "Medisin", MEDICINE, "Bare med kode og innlogging")
    await page.goto(f"{site.plan()}/crisis")
    await page.get_by_role("link", name="Hent fra planen").click()
    await page.locator("main summary").first.click()
    await judge(page, "what can be taken to the crisis page")
    await page.goto(f"{site.plan()}/crisis")
    await page.get_by_label("1 måned", exact=True).check()
    await page.get_by_role("button", name="Signer og lag koden").click()
    address = await page.locator(".qr-address").inner_text()
    await judge(page, "the crisis page with its code, on a phone")
    # What a telephone would read out of the picture is the address beside it.
    assert await _drawn(page) == _squares(address)
    paper = await page.request.get(f"{site.plan()}/crisis/paper.pdf")
    said = text_of(await paper.body())
    assert CALM in said.replace("\r\n", " ")
    for unsaid in ("Buccolam", "Medisin", "Tiril"):
        assert unsaid not in said
    assert address in "".join(said.split())
    # Somebody whom she never let in, and somebody who takes part but was not given the page.
    mehmet = await site.person(browser, "mehmet", **PHONE)
    assert (await mehmet.page.request.get(site.plan())).status == 404
    await mehmet.page.goto(address)
    await expect(mehmet.page.locator("main")).to_contain_text(CALM)
    await expect(mehmet.page.locator("main")).to_contain_text(MEDICINE)
    await judge(mehmet.page, "the crisis page, opened by its code")
    leila = await site.client("leila")
    assert (await leila.get(f"{site.plan()}/crisis")).status_code == 404
    await page.goto(f"{site.address}/notifications")
    await judge(page, "what one is told of, on a phone")
    await page.goto(f"{site.plan()}/log")
    await expect(page.locator("main")).to_contain_text("Åpnet krisesiden med koden")
    await expect(page.locator("main")).to_contain_text("Mehmet")
    await page.goto(f"{site.plan()}/crisis")
    await page.get_by_role("button", name="Ta koden tilbake").click()
    await expect(mehmet.page.locator("main")).not_to_contain_text(MEDICINE)
    await expect(mehmet.page.locator("main")).to_contain_text("ikke lenger åpen")
    await mehmet.page.goto(address)
    await expect(mehmet.page.locator("main")).not_to_contain_text(MEDICINE)
    for person in (marte, mehmet):
        assert not [one for one in person.errors if "404" not in one], person.errors
        await person.context.close()


async def _write(page: Page, title: str, body: str, where: str) -> None:
    await page.goto(re.sub("/crisis.*", "/crisis", page.url))
    await page.get_by_role("link", name="Skriv noe viktig").click()
    await page.get_by_label("Overskrift").fill(title)
    await page.get_by_label("Det som er viktig å vite").fill(body)
    await page.get_by_label("Hvor skal det stå?").select_option(label=where)
    await page.get_by_role("button", name="Lagre").click()
    await page.goto(re.sub("/plans/([^/#]+).*", r"/plans/\1/crisis", page.url))


async def _drawn(page: Page) -> set[tuple[int, int]]:
    path = await page.locator("svg.qr path").last.get_attribute("d") or ""
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)}


def _squares(address: str) -> set[tuple[int, int]]:
    rows = segno.make(address, error="m", micro=False).matrix
    return {(x + 4, y + 4) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
