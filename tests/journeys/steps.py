"""What people do, as steps that journeys are made of."""

import re
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from tests.site import Person, Site


def part(site: Site, page: Page, area: str) -> Locator:
    """One section on the plan page."""
    return page.locator(f"#live-section-{site.world.sections['tiril'][area]}")


async def at_plan(site: Site, browser: Browser, name: str, **options: Any) -> Person:
    """Somebody with Tiril's plan open, live and up to date."""
    person = await site.person(browser, name, **options)
    await person.page.goto(site.plan())
    await live(person.page)
    return person


async def live(page: Page) -> None:
    """Wait until the page is connected."""
    await expect(page.locator("#plan[data-live=on]")).to_be_attached()


async def seldom(page: Page) -> Locator:
    """What is seldom done with a plan, opened: its doors stand in a menu."""
    menu = page.locator(".doors-menu")
    await menu.locator("summary").click()
    return menu


async def more_rooms(page: Page) -> Locator:
    """The rooms that are folded on a telephone, opened."""
    menu = page.locator(".rooms-more")
    await menu.locator("summary").click()
    return menu


async def settle(site: Site, people: dict[str, Person]) -> None:
    """Wait until everybody sees that the others who share something with her are here."""
    marte = people["marte"].page
    await expect(marte.locator("#live-people .here-now")).to_have_count(len(people) - 1)
    for name in set(people) - {"marte"}:
        await expect(people[name].page.locator("#live-people .here-now").first).to_be_visible()


async def grant(site: Site, marte: Page, name: str, area: str, word: str, period: str = "6m") -> None:
    """Marte signs one grant, in a tab of her own."""
    who = site.world.accounts[name]
    tab = await marte.context.new_page()
    await tab.goto(f"{site.plan()}/sharing")
    await tab.select_option(f"[name='access-{who}-{site.world.sections['tiril'][area]}']", word)
    await tab.select_option(f"[name='until-{who}']", period)
    await tab.click("form[action$='/sharing/review'] button.ds-button[data-variant=primary]")
    await tab.click("form[action$='/sharing'] button[data-variant=primary]")
    await expect(tab).to_have_url(re.compile("/sharing$"))
    await tab.close()


async def withdraw(site: Site, marte: Page, name: str, area: str) -> None:
    """Marte takes one grant back, as a script would post it: the promise is about time from the commit."""
    who, section = site.world.accounts[name], site.world.sections["tiril"][area]
    answer = await marte.request.post(
        f"{site.plan()}/sharing/{who}/{section}/withdrawal",
        headers={"origin": site.address, "sec-fetch-site": "same-origin"},
        max_redirects=0,
    )
    assert answer.status == 303
