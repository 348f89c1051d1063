"""A decision is made on one screen and accepted on another; and a line goes where it belongs."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.judging import judge
from tests.journeys.steps import live
from tests.page.meeting_on import begun, goal_of
from tests.site import Site
from tests.world import PEOPLE

PHONE = {"viewport": {"width": 390, "height": 844}}
DESK = {"viewport": {"width": 1280, "height": 900}}
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}
WHAT = "Ringe hjelpemiddelsentralen om ny rullestol"


async def test_decided_on_one_screen_accepted_on_another(site: Site, browser: Browser) -> None:
    held = await begun(site)
    point = await held.point("health", "Hjelpemidler")
    await held.line("health", point, "Vi ringer hjelpemiddelsentralen om ny rullestol.")
    under, _ = await goal_of(site, "health")
    marte, leila = await site.person(browser, "marte", **DESK), await site.person(browser, "leila", **PHONE)
    for one in (marte.page, leila.page):
        await one.goto(site.address + held.path)
        await live(one)
    room = marte.page
    await room.get_by_role("link", name="Gjør til tiltak").click()
    await expect(room.get_by_label("Hva skal gjøres?")).to_have_value(
        "Vi ringer hjelpemiddelsentralen om ny rullestol."
    )
    await expect(room.get_by_label("Det nye målet")).to_be_hidden()
    await room.get_by_role("button", name="Lag tiltaket og spør").click()
    await expect(room.get_by_text("Velg hvem som skal gjøre det.", exact=True)).to_be_visible()
    await judge(room, "a decision with nothing chosen")
    await room.get_by_label("Hva skal gjøres?").fill(WHAT)
    await room.get_by_label("Hvem?").select_option(label=str(PEOPLE["leila"]["name"]))
    due = (site.clock.now() + timedelta(days=14)).date().isoformat()
    await room.get_by_label("Innen").fill(due)
    await room.get_by_label("Hvilket mål hører det til?").select_option(value=under)
    await room.get_by_role("button", name="Lag tiltaket og spør").click()
    await expect(room.locator(".outcome")).to_contain_text(f"{PEOPLE['leila']['name']} er spurt")
    await expect(room.locator(".editor")).to_have_count(0)
    await expect(leila.page.locator(".outcome")).to_contain_text(WHAT)
    await judge(leila.page, "asked in the room, on a phone")
    await leila.page.get_by_role("button", name="Ja, jeg gjør dette").click()
    await expect(room.locator(".outcome")).to_contain_text(f"{PEOPLE['leila']['name']} har sagt ja")
    await expect(leila.page.locator(".outcome")).to_contain_text("har sagt ja")
    await judge(room, "a line that became an action")
    await room.get_by_role("link", name="Vi ble enige om noe under Hjelpemidler").click()
    await room.get_by_label("Hva ble dere enige om?").fill("Prøve stolen i mai")
    await room.get_by_label("Hvilket mål hører det til?").select_option("new")
    await expect(room.get_by_label("Det nye målet")).to_be_visible()
    await judge(room, "a decision under a point, with a new goal")
    await room.get_by_role("link", name="Avbryt").click()
    await expect(room.locator(".editor")).to_have_count(0)
    await room.locator(".outcome a").click()
    await expect(room.locator("article.action", has_text=WHAT)).to_be_visible()
    for person in (marte, leila):
        assert not [one for one in person.errors if "422" not in one], person.errors


@pytest.mark.parametrize(
    "looks", [pytest.param(DESK, marks=pytest.mark.long), NARROW], ids=["desk", "320 px in the dark"]
)
async def test_a_line_that_stands_in_the_wrong_section_is_moved(
    site: Site, browser: Browser, looks: dict[str, Any]
) -> None:
    held = await begun(site, ("health", "home"), ("silje", "sindre", "wenche"))
    point = await held.point("home", "Hjemme")
    await held.line("home", point, "Hun sover dårlig etter operasjonen.")
    silje, marte = await site.person(browser, "silje"), await site.person(browser, "marte", **looks)
    await silje.page.goto(site.address + held.path)
    await live(silje.page)
    await expect(silje.page.get_by_text("Hun sover dårlig")).to_be_visible()
    page = marte.page
    await page.goto(site.address + held.path)
    await live(page)
    await page.locator(".item.line .menu summary").click()
    await page.get_by_role("link", name="Flytt til en annen del").click()
    await page.get_by_role("button", name="Flytt linjen").click()
    await judge(page, "a line to be moved, with nothing chosen")
    await page.locator(f"[id='to-{held.section('health')}']").check()
    await page.get_by_role("button", name="Flytt linjen").click()
    await expect(page.get_by_text("Linjer som sto i feil del")).to_be_visible()
    await expect(page.locator("section", has_text="Linjer som sto i feil del").first).to_contain_text(
        str(PEOPLE["silje"]["name"])
    )
    await expect(silje.page.get_by_text("Hun sover dårlig")).to_have_count(0)
    await judge(page, "the room after a line was moved")
    await page.get_by_role("link", name="Om linjer som er flyttet").click()
    await judge(page, "all lines that were moved")
    assert not [one for one in marte.errors if "422" not in one], marte.errors
