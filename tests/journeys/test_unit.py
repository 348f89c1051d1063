"""The unit at work, and those it concerns at their screens: two parents together, and a written decision."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from ipplan.plan.periods import OSLO
from tests.journeys.steps import at_plan, grant, live, part, seldom
from tests.site import Site
from tests.world import PEOPLE

WAITS = "Venter på at begge signerer"


async def test_two_parents_are_registered_and_what_one_signs_opens_when_the_other_does(
    site: Site, browser: Browser
) -> None:
    unit, marte = await site.person(browser, "ingeborg"), await site.person(browser, "marte")
    page = unit.page
    await page.goto(site.address)
    await page.get_by_role("link", name="Koordinerende enhet").click()
    await page.get_by_label("Finn en plan").fill("vollan")
    await page.get_by_role("button", name="Finn").click()
    await page.get_by_role("link", name="Tiril Aasen Vollan").click()
    await page.get_by_text("Avslutt …").click()
    await page.get_by_role("button", name="Avslutt fullmakten").click()
    for name in ("marte", "thea"):
        await _register(site, page, name)
    thea, leila = await at_plan(site, browser, "thea"), await at_plan(site, browser, "leila")
    await expect(part(site, leila.page, "economy")).to_have_count(0)
    await marte.page.goto(site.plan())
    await live(marte.page)
    await grant(site, marte.page, "leila", "economy", "read")
    # It is on the other's screen at once, and on nobody else's.
    asked = thea.page.locator("#live-asked")
    await expect(asked).to_contain_text("Marte Aasen har signert tilganger, og venter på deg")
    await expect(part(site, leila.page, "economy")).to_have_count(0)
    await marte.page.goto(f"{site.plan()}/sharing")
    await expect(marte.page.get_by_role("heading", name=WAITS)).to_be_visible()
    tab = await thea.context.new_page()
    await tab.goto(site.plan())
    await tab.get_by_role("link", name="Les hva det er").click()
    await expect(tab.locator("main")).to_contain_text("Leila Hosseini")
    await tab.get_by_role("button", name="Jeg signerer også").click()
    await expect(part(site, leila.page, "economy")).to_have_count(1)
    await expect(asked).not_to_contain_text("venter på deg")
    for person in (unit, marte, thea, leila):
        assert person.errors == []
        await person.context.close()


@pytest.mark.long
async def test_parents_disagree_and_it_stays_shut(site: Site, browser: Browser) -> None:
    unit, marte = await site.person(browser, "ingeborg"), await site.person(browser, "marte")
    await unit.page.goto(f"{site.address}/unit/plans/{site.world.spaces['tiril']}")
    await unit.page.get_by_text("Avslutt …").click()
    await unit.page.get_by_role("button", name="Avslutt fullmakten").click()
    for name in ("marte", "thea"):
        await _register(site, unit.page, name)
    thea, leila = await at_plan(site, browser, "thea"), await at_plan(site, browser, "leila")
    await grant(site, marte.page, "leila", "economy", "read")
    await thea.page.locator("#live-asked").get_by_role("link", name="Les hva det er").click()
    await thea.page.get_by_role("button", name="Jeg er ikke enig").click()
    await expect(thea.page.get_by_role("heading", name=WAITS)).to_have_count(0)
    await expect(part(site, leila.page, "economy")).to_have_count(0)
    wenche = await site.person(browser, "wenche")
    await wenche.page.goto(f"{site.plan()}/deciding")
    await expect(wenche.page.locator("main")).to_contain_text("har vært uenige om en tilgang")
    for person in (unit, marte, thea, leila, wenche):
        assert person.errors == []
        await person.context.close()


@pytest.mark.long
async def test_a_decision_is_written_and_the_owner_reads_it_and_asks_for_a_new_look(
    site: Site, browser: Browser
) -> None:
    unit, roar = await site.person(browser, "ingeborg"), await site.person(browser, "roar")
    await unit.page.goto(f"{site.address}/unit/plans/{site.world.spaces['roar']}")
    await unit.page.get_by_role("link", name="Registrer hvem som bestemmer").click()
    await _fill(site, unit.page, "solveig", "Nærmeste pårørende")
    await unit.page.get_by_role("button", name="Signer").click()
    await expect(unit.page.locator("#ground-error")).to_contain_text("Alder alene er ikke nok")
    await unit.page.get_by_label("på grunn av fysiske eller psykiske").check()
    await unit.page.get_by_label("Avgjort av").fill("Leila Hosseini, fastlege")
    await unit.page.get_by_label("Begrunnelse").fill("Han er forvirret etter slaget.")
    await unit.page.get_by_role("button", name="Signer").click()
    await expect(unit.page.get_by_role("heading", name=PEOPLE["solveig"]["name"])).to_be_visible()
    page = roar.page
    await page.goto(site.plan("roar"))
    await expect(page.get_by_role("link", name="Hvem ser hva")).to_have_count(0)
    await (await seldom(page)).get_by_role("link", name="Hvem bestemmer").click()
    await page.get_by_text("Les avgjørelsen").click()
    await expect(page.get_by_text("Han er forvirret etter slaget.")).to_be_visible()
    await page.get_by_role("button", name="Be om ny vurdering").click()
    await expect(page.locator("main")).to_contain_text("Koordinerende enhet ser det.")
    await unit.page.reload()
    await expect(unit.page.locator("main")).to_contain_text("Det er bedt om ny vurdering")
    solveig = await site.person(browser, "solveig")
    await solveig.page.goto(site.plan("roar"))
    await expect(solveig.page.get_by_role("link", name="Hvem ser hva")).to_be_visible()
    # The form that was not taken is an error to the browser.
    assert len(unit.errors) == 1
    assert "422" in unit.errors[0]
    for person in (unit, roar, solveig):
        assert person is unit or person.errors == []
        await person.context.close()


async def _register(site: Site, page: Page, name: str) -> None:
    await page.get_by_role("link", name="Registrer hvem som bestemmer").click()
    await _fill(site, page, name, "Foreldreansvar")
    await page.get_by_label("Ja. Begge må signere").check()
    await page.get_by_role("button", name="Signer").click()
    await expect(page.get_by_role("heading", name=PEOPLE[name]["name"])).to_be_visible()


async def _fill(site: Site, page: Page, name: str, basis: str) -> None:
    person, last = PEOPLE[name], site.clock.now().astimezone(OSLO).date() + timedelta(days=200)
    await page.get_by_label("Navn", exact=True).fill(person["name"])
    await page.get_by_label("Fødselsnummer").fill(person["pid"])
    await page.get_by_label("E-post").fill(person["email"])
    await page.get_by_label("Hva er personen for planeieren?").fill("Pårørende")
    await page.get_by_role("group", name="På grunnlag av").get_by_label(basis).check()
    await page.get_by_label("Siste dag").fill(last.isoformat())
