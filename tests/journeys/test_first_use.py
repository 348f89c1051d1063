"""A new owner's first time, on a phone with a keyboard: five steps, and what she wrote is in the plan."""

import re
from typing import Any

from playwright.async_api import Browser, Locator, Page, expect

from tests.journeys.judging import judge
from tests.site import Site

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
MATTERS = "Å bade hver lørdag."


async def new_here(site: Site, name: str) -> None:
    """Somebody who has never been here, and about whom nothing is written yet."""
    await site.world.sql("DELETE FROM first_use WHERE account_id = :who", who=site.world.accounts[name])
    await site.world.sql("UPDATE item SET closed = true WHERE kind = 'important'")
    site.world.house.reader.forget()


async def reach(page: Page, there: Locator) -> None:
    """Go to it with Tab alone, from where one is; the focus can be seen."""
    await expect(there).to_have_count(1)
    for _ in range(40):
        await page.keyboard.press("Tab")
        if await there.evaluate("one => one === document.activeElement"):
            assert await there.evaluate("one => one.matches(':focus-visible')")
            return
    raise AssertionError(f"not reached by Tab: {there}")


async def press(page: Page, there: Locator) -> None:
    await reach(page, there)
    await page.keyboard.press("Enter")


def at(page: Page, words: str) -> Any:
    return expect(page.locator(".guide-where")).to_have_text(words)


async def test_five_steps_by_keyboard_on_a_phone(site: Site, browser: Browser) -> None:
    await new_here(site, "roar")
    roar = await site.person(browser, "roar", **PHONE)
    page = roar.page
    await at(page, "Steg 1 av 5")
    await expect(page).to_have_title(re.compile("^Steg 1 av 5: Planen er din"))
    await judge(page, "the first step")
    prominent = page.locator(".guide [data-variant=primary]")
    await press(page, prominent)
    await at(page, "Steg 2 av 5")
    await reach(page, page.locator("#text_size-normal"))
    await page.keyboard.press("ArrowDown")
    await judge(page, "choosing how to read")
    await press(page, prominent)
    await at(page, "Steg 3 av 5")
    await expect(page.locator("html")).to_have_attribute("data-text", "large")
    await press(page, prominent)
    await reach(page, page.locator("textarea[name=body]"))
    await page.keyboard.type(MATTERS)
    await press(page, page.get_by_role("button", name="Lagre"))
    await at(page, "Steg 3 av 5")
    await expect(page.locator(".guide-words")).to_contain_text(MATTERS)
    await judge(page, "what matters, written")
    await press(page, prominent)
    await at(page, "Steg 4 av 5")
    await press(page, page.locator(".help-word summary").first)
    await expect(page.locator(".help-word[open] p")).to_be_visible()
    await judge(page, "who sees it, and a word explained")
    await press(page, prominent)
    await at(page, "Steg 5 av 5")
    await press(page, prominent)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Hei, Roar")
    await expect(page.get_by_text("Ny her?")).to_have_count(0)
    await page.goto(site.plan("roar"))
    await expect(page.get_by_text(MATTERS)).to_be_visible()
    assert roar.errors == []


async def test_it_is_ended_at_any_step_and_taken_again_without_javascript(
    site: Site, browser: Browser
) -> None:
    await new_here(site, "leila")
    leila = await site.person(browser, "leila", **PHONE, java_script_enabled=False)
    page = leila.page
    await at(page, "Steg 1 av 2")
    await page.get_by_role("link", name="ipplan").click()
    await expect(page.get_by_role("heading", name="Ny her?")).to_be_visible()
    await page.locator("main").get_by_role("link", name="Kom i gang").click()
    await page.get_by_role("button", name="Hopp over").click()
    await expect(page.get_by_role("heading", name="Ny her?")).to_have_count(0)
    await page.locator("footer").get_by_role("link", name="Kom i gang").click()
    await page.get_by_role("link", name="Neste").click()
    await page.get_by_role("link", name="Forrige steg").click()
    await page.get_by_role("link", name="Neste").click()
    await page.get_by_role("button", name="Ferdig").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Hei, Leila")
