"""A coordinator asks when it suits, the mother agrees, two answer, and a time is chosen: all on phones."""

from datetime import timedelta

from playwright.async_api import Browser, Page, expect

from tests.journeys.judging import judge
from tests.site import Site
from tests.waiting import today_in_oslo
from tests.world import PEOPLE

PHONE = {"viewport": {"width": 390, "height": 844}}
FIRST = today_in_oslo() + timedelta(days=9)


async def test_from_times_to_a_meeting(site: Site, browser: Browser) -> None:
    wenche, marte, leila, sindre = [
        await site.person(browser, name, **PHONE) for name in ("wenche", "marte", "leila", "sindre")
    ]
    page = wenche.page
    await page.goto(f"{site.plan()}/meetings")
    await page.get_by_role("link", name="Finn et tidspunkt").click()
    await page.get_by_role("button", name="Foreslå for planeieren").click()
    await expect(page.locator("#times-error")).to_have_text("Foreslå minst to tidspunkter.")
    await judge(page, "a poll with nothing filled in")
    await propose(site, page)
    await expect(page.get_by_text("Ingen er spurt ennå")).to_be_visible()
    await judge(page, "a poll that is proposed")

    await marte.page.goto(page.url)
    await judge(marte.page, "what who decides is asked of a poll")
    await marte.page.get_by_role("button", name="Ja, spør dem").click()
    await expect(marte.page.get_by_text("Ikke svart").first).to_be_visible()

    for person, words in ((leila, ("Passer ikke", "Passer", "Kanskje")), (sindre, ("Passer",) * 3)):
        await person.page.goto(f"{site.plan()}/meetings")
        await expect(person.page.get_by_text("Du er spurt")).to_be_visible()
        await person.page.get_by_role("link", name="Møte i ansvarsgruppa").click()
        await person.page.get_by_role("button", name="Send svar").click()
        await expect(person.page.get_by_text("Velg ett av svarene.", exact=True)).to_have_count(3)
        await judge(person.page, "answers that are missing")
        await answer(person.page, words)
        await expect(person.page.get_by_text("svaret ditt er lagret")).to_be_visible()
        await judge(person.page, "a poll that is answered")
    assert PEOPLE["leila"]["name"] not in await sindre.page.inner_text("main")

    await page.reload()
    best = page.get_by_role("row").filter(has_text="Passer for alle")
    await expect(best).to_contain_text("13:00")
    await judge(page, "all answers, on a phone")
    await best.get_by_role("button", name="Velg denne tiden").click()
    await expect(page.get_by_role("heading", name="Hvem kommer")).to_be_visible()
    await expect(page.get_by_text("Ingen er kalt inn ennå")).to_have_count(0)
    await leila.page.reload()
    await leila.page.get_by_role("link", name="Se møtet").click()
    await expect(leila.page.get_by_role("heading", name="Kommer du?")).to_be_visible()
    for person in (wenche, marte, leila, sindre):
        assert not [one for one in person.errors if "422" not in one], person.errors
        await person.context.close()


async def propose(site: Site, page: Page) -> None:
    """Three times on three days, and who is asked."""
    await page.get_by_label("Hva slags møte er det?").fill("Møte i ansvarsgruppa")
    for row in (1, 2, 3):
        slot = page.get_by_role("group", name=f"Forslag {row}")
        await slot.get_by_label("Dag").fill((FIRST + timedelta(days=row)).isoformat())
        await slot.get_by_label("Fra klokka").fill(f"{11 + row}:00")
        await slot.get_by_label("Til klokka").fill(f"{12 + row}:00")
    await page.locator(f"[id='section-{site.world.sections['tiril']['health']}']").check()
    for name in ("leila", "sindre"):
        await page.get_by_label(PEOPLE[name]["name"]).check()
    await page.get_by_role("button", name="Foreslå for planeieren").click()


async def answer(page: Page, words: tuple[str, ...]) -> None:
    """A word for each time, by pressing on it."""
    slots = page.locator(".slot-answer")
    await expect(slots).to_have_count(len(words))
    for number, word in enumerate(words):
        await slots.nth(number).get_by_text(word, exact=True).click()
    await page.get_by_role("button", name="Send svar").click()
