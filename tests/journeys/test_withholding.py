"""One item hidden from one person while both look: gone from her screen at once, and back again."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.gate.holding import grow_branch, hide
from tests.journeys.judging import LOOKS, look_at
from tests.journeys.steps import at_plan, part, settle
from tests.site import Site


async def press(tab: Page, words: str) -> None:
    """One press, and the page that answers it."""
    await tab.get_by_role("button", name=words).click()
    await expect(tab).to_have_url(re.compile("/readers#reader-"))


@pytest.mark.alone
async def test_an_item_is_withheld_and_shown_again_live(site: Site, browser: Browser) -> None:
    branch = await grow_branch(site.world)
    people = {name: await at_plan(site, browser, name) for name in ("marte", "wenche", "sindre")}
    marte, wenche = people["marte"].page, people["wenche"].page
    await settle(site, people)
    home = part(site, wenche, "home")
    await expect(home.locator(f"#item-{branch.goal}")).to_be_visible()
    await expect(wenche.locator("#live-asked")).to_contain_text("Hemmelig")
    await part(site, marte, "home").locator(f"#item-{branch.goal} > .item-view summary").first.click()
    link = part(site, marte, "home").locator(
        f"#item-{branch.goal} > .item-view .menu-list a", has_text="Hvem"
    )
    address = await link.get_attribute("href")
    hers = await marte.locator("#live").inner_html()
    for person in people.values():
        person.frames.received.clear()
    tab = await marte.context.new_page()
    await tab.goto(f"{site.address}{address}")
    await press(tab, "Skjul for Wenche Dahl")
    await expect(wenche.locator(f"#item-{branch.goal}")).to_have_count(0)
    await expect(wenche.locator("body")).not_to_contain_text("Hemmelig")
    await expect(tab.get_by_role("button", name="Vis for Wenche Dahl igjen")).to_be_visible()
    assert await marte.locator("#live").inner_html() == hers
    assert people["marte"].frames.received == people["sindre"].frames.received == []
    assert not any("Hemmelig" in frame for frame in people["wenche"].frames.received)
    await press(tab, "Vis for Wenche Dahl igjen")
    await expect(home.locator(f"#item-{branch.goal}")).to_be_visible()
    await expect(wenche.locator("#live-asked")).to_contain_text("Hemmelig")
    assert all(not person.errors for person in people.values()), [p.errors for p in people.values()]


@pytest.mark.long
@pytest.mark.parametrize("looks", LOOKS.values(), ids=LOOKS)
async def test_its_pages_are_for_everybody(site: Site, browser: Browser, looks: dict[str, Any]) -> None:
    branch = await grow_branch(site.world)
    await hide(site.world, branch.action)
    marte = await site.person(browser, "marte", **looks)
    for item in (branch.goal, branch.action, branch.comment):
        await look_at(marte.page, f"{site.section('home')}/items/{item}/readers")
    wenche = site.world.accounts["wenche"]
    await look_at(marte.page, f"{site.plan()}/as/{wenche}")
    await look_at(marte.page, f"{site.plan()}/as/{wenche}?day=2020-01-01", 422)
    await look_at(marte.page, f"{site.plan()}/sharing")
    await marte.page.get_by_role("link", name="Se planen som Berit").click()
    await expect(marte.page.get_by_role("heading", level=1)).to_contain_text("Berit")
    assert not marte.frames.received, "no socket is opened"
