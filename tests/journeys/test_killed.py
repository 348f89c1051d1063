"""The server killed while somebody types: the draft is there after the restart, and the page comes back."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, expect

from tests.conftest import Ground
from tests.journeys.steps import at_plan, part
from tests.process import Server, killable
from tests.site import Site


@pytest.fixture
async def killed(ground: Ground) -> AsyncIterator[tuple[Site, Server]]:
    async with killable(ground) as both:
        yield both


@pytest.mark.alone
async def test_a_draft_survives_the_servers_death(killed: tuple[Site, Server], browser: Browser) -> None:
    site, server = killed
    marte = (await at_plan(site, browser, "marte")).page
    article = part(site, marte, "leisure").locator("article.text").first
    item = (await article.get_attribute("id") or "").removeprefix("item-")
    await article.locator(".edit-button").first.click()
    box = marte.locator(f"#edit-{item} textarea[name=body]")
    await box.fill("")
    typed = "Dette skriver jeg mens serveren dør, bokstav for bokstav. "
    await box.press_sequentially(typed, delay=40)
    server.kill()
    # Less than two seconds of typing is lost: at 40 ms a letter, fifty letters.
    await expect(marte.locator("#live-state")).to_be_visible()
    assert await box.input_value() == typed, "what one has typed stays on the screen"
    await server.start()
    await expect(marte.locator("#plan[data-live=on]")).to_be_attached()
    await expect(marte.locator("#live-state")).to_be_hidden()
    tab = await marte.context.new_page()
    await tab.goto(f"{site.section('leisure')}/items/{item}/edit")
    draft = await tab.locator("textarea[name=body]").input_value()
    assert typed.startswith(draft.rstrip("\n")), draft
    assert len(typed) - len(draft) <= 50, f"lost {len(typed) - len(draft)} letters"
    await expect(tab.locator(".draft-note")).to_be_visible()
    await marte.locator(f"#edit-{item}").get_by_role("button", name="Lagre").click()
    await expect(marte.locator(f"#item-{item} .item-view")).to_contain_text("bokstav for bokstav")
