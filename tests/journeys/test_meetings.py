"""A coordinator proposes a meeting, the mother agrees, people answer: each in a browser of her own."""

from datetime import timedelta

from playwright.async_api import Browser, expect

from tests.journeys.judging import judge
from tests.site import Site
from tests.waiting import today_in_oslo
from tests.world import PEOPLE

PHONE = {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}
DESK = {"viewport": {"width": 1280, "height": 900}}


async def test_from_a_proposal_to_answers(site: Site, browser: Browser) -> None:
    wenche = await site.person(browser, "wenche", **DESK)
    marte = await site.person(browser, "marte", **PHONE)
    page = wenche.page
    await page.goto(site.plan())
    await page.get_by_role("link", name="Møter", exact=True).click()
    await judge(page, "no meetings")
    await page.get_by_role("link", name="Kall inn til et møte").click()
    await page.get_by_role("button", name="Foreslå for planeieren").click()
    await judge(page, "a meeting with nothing filled in")
    await page.get_by_label("Hva slags møte er det?").fill("Møte i ansvarsgruppa")
    await page.get_by_label("Dag").fill((today_in_oslo() + timedelta(days=9)).isoformat())
    await page.get_by_label("Sted").fill("Rådhuset, rom 3")
    await page.locator(f"[id='section-{site.world.sections['tiril']['health']}']").check()
    for name in ("leila", "marte"):
        await page.get_by_label(PEOPLE[name]["name"]).check()
    await page.get_by_role("button", name="Foreslå for planeieren").click()
    await expect(page.get_by_text("Ingen er kalt inn ennå")).to_be_visible()
    await judge(page, "a meeting that is proposed")

    mother = marte.page
    await mother.goto(page.url)
    await judge(mother, "what who decides is asked, on a phone")
    await mother.get_by_label("Stedet kan stå i e-posten").check()
    await mother.get_by_role("button", name="Ja, kall inn").click()
    await mother.get_by_role("button", name="Ja", exact=True).click()
    await judge(mother, "a meeting, on a phone")

    leila = await site.person(browser, "leila", **DESK)
    await leila.page.goto(f"{site.plan()}/meetings")
    await expect(leila.page.get_by_text("Du har ikke svart")).to_be_visible()
    await leila.page.get_by_role("link", name="Møte i ansvarsgruppa").click()
    await leila.page.get_by_role("button", name="Kanskje").click()
    await judge(leila.page, "a meeting that is answered")
    await page.reload()
    await expect(page.get_by_text("Kommer kanskje")).to_be_visible()
    await page.get_by_role("link", name="Endre møtet").click()
    await judge(page, "a meeting about to be changed")
    await expect(page.get_by_label("Sted")).to_have_value("Rådhuset, rom 3")
    for person in (wenche, marte, leila):
        assert not [one for one in person.errors if "422" not in one], person.errors
        await person.context.close()
