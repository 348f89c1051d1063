"""The server killed while somebody types: the draft is there after the restart, and the page comes back."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from playwright.async_api import Browser, expect

from ipplan.app import open_house
from ipplan.clock import SetClock
from ipplan.idp.serve import demo_provider
from tests.conftest import Ground
from tests.journeys.steps import at_plan, part
from tests.server import Server
from tests.site import Site, serving
from tests.waiting import free_port
from tests.world import world_of


@asynccontextmanager
async def killable(ground: Ground) -> AsyncIterator[tuple[Site, Server]]:
    """A site whose app is a process of its own."""
    name = ground.fresh()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    settings = ground.settings(name, port=free_port(), idp_port=listener.getsockname()[1])
    server, clock = Server(settings), SetClock(datetime.now(UTC))
    async with serving(demo_provider(settings), listener), open_house(settings, clock) as house:
        world = await world_of(house, clock, ground.postgres, name)
        await server.start()
        try:
            yield Site(world, settings.address, None), server
        finally:
            server.kill()


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
