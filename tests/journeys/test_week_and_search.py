"""A week plan that two look at, and what they find in the plan; who lacks the section sees none of it."""

import re
from datetime import timedelta

from playwright.async_api import Browser, Page, expect

from ipplan.plan.periods import OSLO
from tests.journeys.judging import judge
from tests.journeys.steps import more_rooms
from tests.page.asking import Answer
from tests.site import Site

PHONE = {"viewport": {"width": 320, "height": 640}}
TITLE = "Ridefysioterapi"


async def test_an_appointment_comes_into_the_week_of_who_may_see_it_and_is_found(
    site: Site, browser: Browser
) -> None:
    marte = await site.person(browser, "marte", **PHONE)
    page, week = marte.page, f"{site.plan()}/week"
    day = site.clock.now().astimezone(OSLO).date() + timedelta(days=8)
    await page.goto(f"{site.plan()}/search")
    await (await more_rooms(page)).get_by_role("link", name="Uke", exact=True).click()
    await page.locator("summary", has_text="Ny avtale").click()
    await page.locator(".week-make").get_by_role("link", name="Kroppen min").click()
    # What is missing is said, and what was typed is kept.
    await page.get_by_label("Hva", exact=True).fill(TITLE)
    await page.get_by_label("Fra klokka").fill("10:00")
    await page.get_by_label("Til klokka").fill("11:00")
    await page.get_by_text("Gjentas det hver uke?").click()
    weekday = ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag", "Lørdag", "Søndag")[day.weekday()]
    await page.get_by_label(weekday).check()
    await judge(page, "the form of an appointment")
    await page.get_by_role("button", name="Lagre").click()
    await expect(page.get_by_text("Skriv hvilken dag.", exact=True)).to_be_visible()
    await expect(page.get_by_label(weekday)).to_be_checked()
    await expect(page.get_by_label("Hva", exact=True)).to_have_value(TITLE)
    await page.get_by_label("Hvilken dag?").fill(day.isoformat())
    await page.get_by_label("Gjentas til og med").fill((day + timedelta(days=14)).isoformat())
    await page.get_by_role("button", name="Lagre").click()
    # It stands in the week in which it is next, and in the one after that.
    shown = page.locator(".week-day").nth(day.weekday())
    await expect(page).to_have_url(re.compile("/week"))
    await expect(shown).to_contain_text(TITLE)
    await expect(shown).to_contain_text("10:00–11:00")
    await page.get_by_role("link", name="Neste uke").click()
    await expect(shown).to_contain_text(TITLE)
    await judge(page, "a week on a phone")
    await page.get_by_role("link", name="Vis måneden").click()
    await expect(page.locator(".month").get_by_role("link", name=TITLE).first).to_be_visible()
    await judge(page, "a month on a phone")
    leila = await site.person(browser, "leila")
    await leila.page.goto(f"{week}?day={day}")
    await expect(leila.page.locator(".week-day").nth(day.weekday())).to_contain_text(TITLE)
    await expect(leila.page.locator("summary", has_text="Ny avtale")).to_have_count(0)
    await judge(leila.page, "a week on a desk")
    await _finds(leila.page)
    berit = await site.person(browser, "berit")
    for path in (f"week?day={day}", f"month?day={day}"):
        await berit.page.goto(f"{site.plan()}/{path}")
        await expect(berit.page.locator("main")).not_to_contain_text(TITLE)
    await _search(berit.page, site, "ridefys")
    await expect(berit.page.locator("#found")).to_have_text("Ingen treff")
    await judge(berit.page, "nothing found")
    roar = await site.client("roar")
    for path in ("week", "month", "search"):
        answer = Answer.of(await roar.get(f"{site.plan()}/{path}"))
        assert answer == Answer.of(await roar.get("/plans/ingenting"))
    for person in (marte, leila, berit):
        assert [one for one in person.errors if "422" not in one] == []
        await person.context.close()


async def _search(page: Page, site: Site, words: str) -> None:
    await page.goto(f"{site.plan()}/search")
    await page.get_by_label("Hva leter du etter?").fill(words)
    await page.get_by_role("button", name="Søk", exact=True).click()


async def _finds(page: Page) -> None:
    """From the bar of rooms to the item's own place, and back without a question from the browser."""
    await page.get_by_role("link", name="Søk", exact=True).click()
    await page.get_by_role("button", name="Søk", exact=True).click()
    await expect(page.get_by_text("Skriv minst ett ord å søke etter.", exact=True)).to_be_visible()
    await page.get_by_label("Hva leter du etter?").fill("RIDEFYS")
    await page.keyboard.press("Enter")
    await expect(page.locator("#found")).to_have_text("1 treff")
    await expect(page.locator("#found")).to_be_focused()
    await expect(page.locator("mark")).to_have_text(TITLE)
    assert "RIDEFYS" not in page.url
    await judge(page, "what was found")
    await page.locator("#search").get_by_role("link", name=TITLE).click()
    item = page.locator(".item.appointment", has_text=TITLE)
    await expect(item).to_be_in_viewport()
    await page.go_back()
    await expect(page.get_by_label("Hva leter du etter?")).to_be_visible()
