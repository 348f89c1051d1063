"""From an inquiry to a granted decision that two people stand by, and its letter with whom it is about."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.judging import LOOKS, NARROW, judge
from tests.page.case_stage import inquire
from tests.page.casework import WHY, employ, set_up
from tests.site import Site

REASON = "Du får hjelp fra hjemmesykepleien og NAV, og de må samarbeide."


@pytest.mark.long
async def test_an_inquiry_is_granted_by_two_and_the_person_reads_it(site: Site, browser: Browser) -> None:
    await set_up(site, second_approver=True)
    await employ(site, "mehmet")
    case = await inquire(site, await site.client("leila"))
    unit = await site.person(browser, "ingeborg", **LOOKS[NARROW])
    page = unit.page
    await page.goto(f"{site.address}/unit")
    await page.get_by_role("link", name="Gå til sakene").click()
    await judge(page, "the inbox")
    await page.get_by_role("button", name="Ta saken").click()
    await judge(page, "a case")
    await page.get_by_role("link", name="Vurder saken").click()
    await _assess(page)
    await judge(page, "an assessment")
    await page.get_by_role("button", name="Lagre vurderingen").click()
    await page.get_by_role("link", name="Skriv avgjørelsen").click()
    reasons = page.get_by_label("Begrunnelse til personen")
    await expect(reasons.first).to_contain_text(WHY)
    await reasons.first.fill(REASON)
    await expect(page.locator(".draft-state")).to_contain_text("Utkastet er tatt vare på.")
    async with page.expect_response(lambda answer: answer.url.endswith("/draft")):
        await reasons.last.fill(REASON)
    await page.reload()
    await expect(reasons.last).to_have_value(REASON)
    await judge(page, "a decision")
    await page.get_by_role("button", name="Se brevet").click()
    await expect(page.get_by_role("heading", name="Individuell plan: innvilget")).to_be_visible()
    await judge(page, "a preview")
    await page.get_by_role("button", name="Send til godkjenning").click()
    await expect(page.locator("main")).to_contain_text("Venter på at en annen godkjenner.")
    await _approve(site, browser, page)
    await page.goto(f"{site.address}/unit/cases/{case}")
    await page.get_by_role("button", name="Åpne kontoer og lag plan").click()
    await expect(page.get_by_role("link", name="Oppnevn koordinator")).to_be_visible()
    await judge(page, "a decided case")
    leila = await site.person(browser, "leila")
    await leila.page.goto(f"{site.address}/cases/{case}")
    await leila.page.get_by_role("link", name="Avgjørelse i saken din", exact=True).click()
    await expect(leila.page.locator("main")).to_contain_text(REASON)
    await expect(leila.page.locator("main")).not_to_contain_text(WHY)
    for person in (unit, leila):
        assert person.errors == []
        await person.context.close()


async def _assess(page: Page) -> None:
    for condition in await page.get_by_role("group").filter(has=page.get_by_role("radio")).all():
        await condition.get_by_label("Ja", exact=True).check()
        await condition.get_by_label("Hvorfor?").fill(WHY)


async def _approve(site: Site, browser: Browser, page: Page) -> None:
    lead = await site.person(browser, "mehmet")
    await lead.page.goto(f"{site.address}/unit/cases")
    await lead.page.get_by_role("button", name="Les og godkjenn").click()
    await expect(lead.page.get_by_role("article")).to_contain_text(REASON)
    await judge(lead.page, "an approval")
    await lead.page.get_by_role("button", name="Godkjenn og send brevet").click()
    await expect(lead.page.locator(".case-card")).to_contain_text("Avgjort")
    assert lead.errors == []
    await lead.context.close()
