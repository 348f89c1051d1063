"""Before a birth and after, and coordination that becomes a plan: everybody concerned at their screens."""

import pytest
from playwright.async_api import Browser, Page, expect

from ipplan.permit import Access
from tests.journeys.steps import live, seldom
from tests.page.before_birth import (
    CHILD,
    COORDINATOR,
    MOTHER,
    OTHER,
    UNIT,
    Space,
    child_form,
    expecting,
    space_of,
)
from tests.site import Person, Site
from tests.world import PEOPLE

OWN, HERS = "Trygg fødsel på sykehuset", "Dette er bare mitt"


async def test_from_before_a_birth_to_the_childs_plan(site: Site, browser: Browser) -> None:
    own = await expecting(site)
    await own.write(MOTHER, "health", "goal", {"title": OWN, "status": "active"})
    people = {name: await site.person(browser, name) for name in (MOTHER, OTHER, COORDINATOR, UNIT)}
    mother, other, coordinator, unit = [one.page for one in people.values()]
    # She lets the other parent in, as she would anybody.
    await other.goto(site.address)
    await expect(other.locator("main")).not_to_contain_text("Koordinering")
    await _let_in(site, own, mother, OTHER, "health")
    await _at(own, other)
    await expect(other.locator("#live-sections")).to_contain_text(OWN)
    await _at(own, coordinator)
    await expect(coordinator.locator("#live-sections")).not_to_contain_text(OWN)
    await own.write(MOTHER, "health", "text", {"title": "", "body": "Ny time på mandag"})
    await expect(other.locator("#live-sections")).to_contain_text("Ny time på mandag")
    await own.write(MOTHER, "home", "text", {"title": "", "body": HERS})
    plan = await _born(site, own, unit)
    for page in (mother, other):
        await page.goto(plan.address)
        await expect(page.locator("#live-asked")).to_contain_text("Klar til å begynne")
        await live(page)
    # Both consent; what the first has signed waits on the other's screen.
    tab = await people[MOTHER].context.new_page()
    await tab.goto(f"{plan.address}/deciding")
    await tab.get_by_role("button", name="Jeg samtykker").click()
    await expect(other.locator("#live-asked")).to_contain_text("har samtykket, og venter på deg")
    await other.get_by_role("link", name="Les hva det er").click()
    await other.get_by_role("button", name="Jeg signerer også").click()
    await expect(mother.locator("#live-sections")).to_contain_text("Ressurser og behov")
    await _at(plan, other)
    await _at(plan, coordinator)
    await _moves(site, mother)
    await expect(other.locator("#live-sections")).to_contain_text(OWN)
    for page in (other, coordinator):
        await expect(page.locator("body")).not_to_contain_text(HERS)
    await expect(coordinator.locator("body")).not_to_contain_text(OWN)
    # What is left is hers, and she closes the door on all notices of it.
    await _at(own, other)
    await expect(other.locator("#live-sections")).not_to_contain_text(OWN)
    await mother.goto(own.address)
    await expect(mother.locator("#live-sections")).to_contain_text(HERS)
    await (await seldom(mother)).get_by_role("link", name="Stans alle varsler").click()
    await mother.get_by_role("button", name="Stans alle varsler").click()
    await expect(mother.locator("main")).to_contain_text("Varsler er stanset.")
    await expect(other.locator("#live-asked")).to_contain_text("Varsler er stanset.")
    for person in people.values():
        assert person.errors == []
        await person.context.close()


@pytest.mark.long
async def test_coordination_becomes_a_plan_while_somebody_writes_in_it(site: Site, browser: Browser) -> None:
    own = await expecting(site, "coordination")
    text = await own.write(MOTHER, "needs", "text", {"title": "", "body": "Det jeg trenger"})
    await own.grant(MOTHER, "leila", "needs", Access.WRITE)
    people: dict[str, Person] = {name: await site.person(browser, name) for name in (MOTHER, "leila")}
    mother, leila = [one.page for one in people.values()]
    await _at(own, leila)
    await expect(leila.locator("h1")).to_have_text(PEOPLE[MOTHER]["name"])
    await leila.locator(f"#item-{text} .edit-button").first.click()
    await leila.get_by_role("textbox", name="Tekst").fill("Det hun trenger, og litt til")
    await mother.goto(own.address)
    await (await seldom(mother)).get_by_role("link", name="Hvem bestemmer").click()
    await mother.get_by_role("button", name="Jeg ønsker en plan").click()
    await expect(mother.locator("main")).to_contain_text("Samtykke til å ha en plan")
    await mother.get_by_role("link", name="Tilbake til planen").click()
    await expect(mother.locator("#live-sections")).to_contain_text("Økonomi")
    # She still has what she was writing, and saves it in what is a plan now.
    field = leila.get_by_role("textbox", name="Tekst")
    await expect(field).to_have_value("Det hun trenger, og litt til")
    await leila.get_by_role("button", name="Lagre").click()
    await expect(mother.locator("#live-sections")).to_contain_text("Det hun trenger, og litt til")
    await leila.reload()
    await expect(leila.locator(".over").first).to_have_text("Individuell plan")
    await expect(leila.locator("#live-sections")).not_to_contain_text("Økonomi")
    for person in people.values():
        assert person.errors == []
        await person.context.close()


async def _at(space: Space, page: Page) -> None:
    await page.goto(space.address)
    await live(page)


async def _let_in(site: Site, own: Space, mother: Page, name: str, area: str) -> None:
    who = site.world.accounts[name]
    await mother.goto(own.address)
    await mother.get_by_role("link", name="Hvem ser hva").click()
    await mother.select_option(f"[name='access-{who}-{own.sections[area]}']", "read")
    await mother.select_option(f"[name='until-{who}']", "6m")
    await mother.get_by_role("button", name="Se hva du er i ferd med å signere").click()
    await mother.click("form[action$='/sharing'] button[data-variant=primary]")
    await expect(mother.get_by_role("heading", name="Hvem ser hva")).to_be_visible()


async def _born(site: Site, own: Space, unit: Page) -> Space:
    """The unit makes the child's plan."""
    await unit.goto(f"{site.address}/unit")
    row = unit.get_by_role("link").filter(has_text=PEOPLE[MOTHER]["name"])
    await expect(row).to_contain_text("Koordinering før fødselen")
    await row.click()
    await unit.get_by_role("link", name="lag barnets plan").click()
    for field, value in child_form(site).items():
        if field == "alone":
            await unit.get_by_label("Ja. Begge må signere").check()
        else:
            await unit.locator(f"[name={field}]").fill(value)
    await unit.get_by_role("button", name="Lag planen").click()
    await expect(unit.get_by_role("heading", name=f"Planen til {CHILD}")).to_be_visible()
    return await space_of(site, unit.url.rpartition("/")[2])


async def _moves(site: Site, mother: Page) -> None:
    """She chooses one of all."""
    await mother.goto(site.address)
    await mother.get_by_role("link", name="Velg hva som skal flyttes").click()
    await expect(mother.locator("main")).to_contain_text(HERS)
    await mother.get_by_label(OWN).check()
    await mother.get_by_role("button", name="Flytt det jeg har krysset av").click()
    await expect(mother.get_by_role("heading", name="Flyttet", exact=True)).to_be_visible()
