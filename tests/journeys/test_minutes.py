"""Minutes are sent, commented on, approved and locked, and who decides has the last word: in browsers."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.journeys.judging import judge
from tests.page.minutes import OPEN, hold
from tests.site import Person, Site
from tests.world import PEOPLE

PHONE = {"viewport": {"width": 390, "height": 844}}
NARROW = {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}
DESK = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
async def people(site: Site, browser: Browser) -> Any:
    """Marte on a phone, Wenche and Leila at desks, each with the meeting's page open; and its address."""
    held = await hold(site)
    looks: dict[str, dict[str, Any]] = {"marte": PHONE, "wenche": DESK, "leila": NARROW}
    found: dict[str, Person] = {}
    for name, look in looks.items():
        found[name] = await site.person(browser, name, **look)
        await found[name].page.goto(f"{site.address}{held.path}")
    yield found, held
    for one in found.values():
        assert not [error for error in one.errors if "422" not in error], one.errors
        await one.context.close()


@pytest.mark.long
async def test_from_the_end_of_the_meeting_to_the_last_word(people: Any) -> None:
    found, _ = people
    marte, wenche, leila = (found[name].page for name in ("marte", "wenche", "leila"))
    await judge(wenche, "a draft, for who runs it")
    await wenche.get_by_role("button", name="Send til godkjenning").click()
    await expect(wenche.get_by_text("Referatet er sendt til godkjenning.")).to_be_visible()
    for page, what in ((marte, "marte"), (leila, "leila"), (wenche, "wenche")):
        await expect(page.get_by_role("button", name="Jeg godkjenner referatet")).to_be_visible()
        await judge(page, f"minutes that are sent, {what}")

    await leila.get_by_role("link", name="Kommenter linjen").first.click()
    await leila.get_by_role("textbox", name="Kommentar").fill("Det var på torsdag.")
    await leila.locator(".editor").get_by_role("button", name="Lagre").click()
    await expect(leila.locator(".item.comment")).to_contain_text("Det var på torsdag.")
    await expect(marte.get_by_text("Det var på torsdag.")).to_be_visible()
    await judge(leila, "a comment under a line")
    await leila.get_by_role("button", name="Jeg godkjenner referatet").click()
    await expect(leila.get_by_role("button", name="Jeg godkjenner referatet")).to_have_count(0)

    line = marte.locator(".item.line", has_text=OPEN)
    await line.locator(".edit-button").first.click()
    await marte.get_by_role("textbox", name="Referat").fill("Barnehagen og skolen deler på treningen.")
    await marte.locator(".editor").get_by_role("button", name="Lagre").click()
    changed = f"Endret etter at {PEOPLE['leila']['name']} godkjente"
    await expect(wenche.get_by_text(changed)).to_be_visible()
    await expect(leila.get_by_text("Noe er endret etter at du godkjente.")).to_be_visible()
    await judge(wenche, "an approval that is older than a line")

    await wenche.get_by_text("Lås referatet", exact=True).click()
    await judge(wenche, "about to lock")
    await wenche.get_by_role("button", name="Ja, lås referatet").click()
    for page in (marte, wenche, leila):
        await expect(page.get_by_text("Det står slik det ble låst.")).to_be_visible()
    await judge(leila, "locked minutes")
    await judge(marte, "locked minutes, for who has the last word")

    await marte.get_by_role("link", name="Jeg er ikke enig").click()
    await marte.get_by_role("button", name="Ta det med i referatet").click()
    await judge(marte, "an objection with nothing filled in")
    await marte.get_by_label("Hva gjelder det?").select_option(index=2)
    await marte.get_by_label("Hva er du ikke enig i?").fill("Treningen er vårt ansvar, sa vi.")
    await marte.get_by_role("button", name="Ta det med i referatet").click()
    for page in (leila, marte):
        await expect(page.get_by_text("Innvending fra planeierens side")).to_be_visible()
        await expect(page.get_by_text("er ikke enig i alt")).to_be_visible()
    await judge(marte, "minutes with an objection")


async def test_what_was_being_written_when_it_was_locked_is_still_there(people: Any) -> None:
    found, held = people
    await held.press(held.marte, "sending")
    leila = found["leila"].page
    line = leila.locator(".item.line", has_text=OPEN)
    await line.locator(".edit-button").first.click()
    await leila.get_by_role("textbox", name="Referat").fill("Mine ord, ikke ferdige.")
    await held.press(held.wenche, "locking")
    await expect(leila.get_by_text("Låst og signert")).to_be_visible()
    await expect(leila.get_by_role("textbox", name="Referat")).to_have_value("Mine ord, ikke ferdige.")
    await leila.locator(".editor").get_by_role("button", name="Lagre").click()
    await expect(leila.get_by_text("Referatet ble låst mens du skrev")).to_be_visible()
    await expect(leila.get_by_text("Mine ord, ikke ferdige.")).to_be_visible()
    await judge(leila, "words that could not be saved")
    found["leila"].errors[:] = [one for one in found["leila"].errors if "409" not in one]
