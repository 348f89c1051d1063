"""On a phone: one's meetings go into one's own calendar by an address: made, copied, fetched and ended."""

from typing import Any

from icalendar import Calendar
from playwright.async_api import Browser, expect

from tests.journeys.judging import judge
from tests.page.test_calendar_feed import fetch, meet, soon
from tests.page.test_fresh_login import OLD
from tests.page.test_meetings import PLACE
from tests.site import Site

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
COPYING = ["clipboard-read", "clipboard-write"]


async def test_an_address_is_made_fetched_by_a_calendar_and_ended(site: Site, browser: Browser) -> None:
    starts, ends = soon(site)
    await meet(site, starts, ends, "leila", in_mail=True)
    leila = await site.person(browser, "leila", permissions=COPYING, **PHONE)
    page = leila.page
    await page.locator(".who-menu > summary").click()
    await page.get_by_role("link", name="Kalender").click()
    await judge(page, "no address yet")
    await page.get_by_role("button", name="Lag adressen").click()
    field = page.get_by_label("Eller kopier adressen")
    address = await field.input_value()
    await judge(page, "an address that was just made")
    await page.get_by_role("button", name="Kopier adressen").click()
    await expect(page.get_by_text("Adressen er kopiert.")).to_be_visible()
    assert await page.evaluate("navigator.clipboard.readText()") == address
    webcal = await page.get_by_role("link", name="Legg den inn på denne enheten").get_attribute("href")
    assert webcal == address.replace("http://", "webcal://")

    whole: Any = Calendar.from_ical((await fetch(site, address)).content)
    (one,) = whole.walk("VEVENT")
    assert (one.start, one["LOCATION"]) == (starts, PLACE)
    opened = await page.goto(str(one["URL"]))
    assert opened is not None
    assert opened.status == 200, "the link leads to the meeting"

    await page.goto(f"{site.plan()}/meetings")
    await judge(page, "the meetings, with a way to the calendar")
    await page.get_by_role("link", name="Få møtene inn i kalenderen din").click()
    await expect(page.get_by_text("Du har en hemmelig adresse")).to_be_visible()
    assert address not in await page.content()
    await page.get_by_text("Lag en ny adresse").click()
    await judge(page, "about to make another")
    await page.get_by_role("button", name="Ja, lag en ny").click()
    second = await field.input_value()
    assert [(await fetch(site, each)).status_code for each in (address, second)] == [404, 200]

    site.clock.move(OLD)
    await page.get_by_text("Lag en ny adresse").click()
    await page.get_by_role("button", name="Ja, lag en ny").click()
    await judge(page, "asked for a login first")
    assert (await fetch(site, second)).status_code == 200
    await page.goto(f"{site.address}/calendar")
    await page.get_by_role("button", name="Slutt å bruke adressen").click()
    await expect(page.get_by_role("button", name="Lag adressen")).to_be_visible()
    assert (await fetch(site, second)).status_code == 404
    assert not leila.errors, leila.errors
    await leila.context.close()
