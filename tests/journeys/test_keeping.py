"""A child, its mother, its father and a professional at once: kept from the father, and nothing tells him."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.gate.family import FATHER, MOTHER, PROFESSIONAL, family, kept
from tests.gate.holding import grow_branch
from tests.journeys.judging import LOOKS, look_at
from tests.journeys.steps import at_plan, live, part, seldom
from tests.page.test_handover import EIGHTEEN, tiril_decides
from tests.page.test_takeover import _tiril
from tests.site import Frames, Person, Site


async def tirils(site: Site, browser: Browser, **options: Any) -> Person:
    """Tiril's browser: the demo's provider knows no login of hers."""
    client = await _tiril(site)
    context = await browser.new_context(locale="nb-NO", **options)
    await context.add_cookies([{"name": "ipplan", "value": client.cookies["ipplan"], "url": site.address}])
    await client.aclose()
    page, frames, errors = await context.new_page(), Frames(), []
    frames.watch(page)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return Person(page, context, frames, errors)


@pytest.mark.alone
async def test_a_child_keeps_something_from_its_father_and_a_professional_assesses_it(
    site: Site, browser: Browser
) -> None:
    await family(site.world)
    branch, tiril = await grow_branch(site.world, asked=PROFESSIONAL), await tirils(site, browser)
    people = {name: await at_plan(site, browser, name) for name in (MOTHER, FATHER, PROFESSIONAL)}
    child, father, mother = tiril.page, people[FATHER].page, people[MOTHER].page
    await expect(father.locator(f"#item-{branch.goal}")).to_be_visible()
    await child.goto(f"{site.address}/")
    await child.get_by_role("link", name="Individuell plan for Tiril").click()
    await expect(child.get_by_role("heading", level=1)).to_have_text("Hei, Tiril")
    await child.get_by_role("link", name="Se hele planen").click()
    await live(child)
    item = part(site, child, "home").locator(f"#item-{branch.goal} > .item-view")
    await item.locator("summary").first.click()
    await item.get_by_role("link", name="Ikke vis for en forelder").click()
    hers = await mother.locator("#live-sections").inner_html()
    people[FATHER].frames.received.clear()
    await child.get_by_role("button", name="Ikke vis dette for Solveig Myklebust").click()
    await expect(father.locator(f"#item-{branch.goal}")).to_have_count(0)
    await expect(father.locator("body")).not_to_contain_text("Hemmelig")
    assert not any("Hemmelig" in frame for frame in people[FATHER].frames.received)
    await expect(mother.locator(f"#item-{branch.goal}")).to_be_visible()
    assert await mother.locator("#live-sections").inner_html() == hers
    await _assess(site, people[PROFESSIONAL].page)
    await child.goto(f"{site.plan()}/keepings")
    await expect(child.locator("main")).to_contain_text("Hun er trygg på meg.")
    people[FATHER].frames.received.clear()
    for address in ("", "/log?person=all", f"/as/{site.world.accounts[PROFESSIONAL]}", "/people"):
        await father.goto(site.plan() + address)
        await expect(father.locator("body")).not_to_contain_text("Hemmelig")
        await expect(father.locator("body")).not_to_contain_text("holdt tilbake")
    answer = await father.goto(f"{site.plan()}/keepings")
    assert answer is not None
    assert answer.status == 404
    for person in (tiril, *people.values()):
        # The form that was not filled in, and the page that is not there.
        assert not [one for one in person.errors if "422" not in one and "404" not in one], person.errors
        await person.context.close()


async def _assess(site: Site, page: Page) -> None:
    """She finds it on her front page, and writes why."""
    await page.goto(f"{site.address}/")
    await page.get_by_role("link", name=re.compile("vurder det")).click()
    await page.get_by_role("link", name="Hemmelig mål").click()
    await page.get_by_role("button", name="Lagre vurderingen").click()
    await expect(page.get_by_text("Velg hva vurderingen bygger på.", exact=True)).to_be_visible()
    await page.get_by_label(re.compile("Barnet ønsker det")).check()
    await page.get_by_label("Begrunnelse").fill("Hun er trygg på meg.")
    await page.get_by_role("button", name="Lagre vurderingen").click()
    await expect(page.locator("main")).to_contain_text("Hun er trygg på meg.")


async def test_she_comes_of_age_while_her_mother_and_the_coordinator_look_on(
    site: Site, browser: Browser
) -> None:
    """By the clock alone: her mother's screen is gone, and the coordinator is one no more."""
    await tiril_decides(site)
    site.clock.move(EIGHTEEN - timedelta(seconds=20) - site.clock.now())
    tiril = await tirils(site, browser)
    people = {name: await at_plan(site, browser, name) for name in (MOTHER, "wenche")}
    mother, wenche = people[MOTHER].page, people["wenche"].page
    await expect(mother.locator("#gone")).to_be_hidden()
    await expect((await seldom(wenche)).get_by_role("link", name="Deltakere")).to_be_visible()
    site.clock.move(EIGHTEEN - site.clock.now())
    site.world.house.hub.gap()
    await expect(mother.locator("#gone")).to_be_visible()
    await tiril.page.goto(f"{site.address}/")
    await tiril.page.get_by_role("link", name="Du blir myndig").click()
    await expect(tiril.page.get_by_role("heading", level=1)).to_have_text("Nå er du myndig")
    await expect(tiril.page.locator("main")).to_contain_text("Marte Aasen")
    await wenche.goto(f"{site.address}/")
    await expect(wenche.locator("main")).to_contain_text("Du er deltaker")
    await wenche.get_by_role("link", name="blir myndig").click()
    await expect(wenche.get_by_role("heading", level=1)).to_contain_text("Nå er Tiril")
    for person in (tiril, *people.values()):
        # Her mother's page asks once more, and is told that it is not there.
        assert not [one for one in person.errors if "404" not in one], person.errors
        await person.context.close()


@pytest.mark.long
@pytest.mark.parametrize("looks", LOOKS.values(), ids=LOOKS)
async def test_its_pages_are_for_everybody(site: Site, browser: Browser, looks: dict[str, Any]) -> None:
    await family(site.world)
    waits, done = await grow_branch(site.world), await grow_branch(site.world)
    await kept(site.world, waits.goal)
    tiril = await tirils(site, browser, **looks)
    sindre = await site.person(browser, PROFESSIONAL, **looks)
    home = f"{site.section('home')}/items"
    for page in (tiril.page, sindre.page):
        await look_at(page, f"{site.address}/")
        await look_at(page, f"{site.plan()}/keepings")
        for item in (waits.goal, waits.action, done.goal):
            await look_at(page, f"{home}/{item}/keeping")
    await look_at(tiril.page, f"{site.plan()}/mine")
    await tiril.page.get_by_text("Jeg er ikke enig i noe").click()
    await tiril.page.get_by_role("button", name="Si fra").click()
    await expect(tiril.page.get_by_text("Skriv noe her.", exact=True)).to_be_visible()
    await look_at(tiril.page, site.plan())
    site.clock.move(EIGHTEEN - site.clock.now())
    await tiril.context.close()
    tiril = await tirils(site, browser, **looks)
    await look_at(tiril.page, f"{site.plan()}/handover")
    await look_at(tiril.page, f"{site.plan()}/deciding")
    for person in (tiril, sindre):
        await person.context.close()
