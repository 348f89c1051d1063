"""People at a site in each kind of browser. The journeys belong to the long form; there, none is left out."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from tests.browsers.engine import Opener
from tests.browsers.finding import OTHERS, started
from tests.browsers.tab import Tab
from tests.folders import open_folder
from tests.site import Site

FAMILIES = (*OTHERS, "chromium")
"""Chromium too, by the way that Playwright's own Firefox and WebKit go where the distribution has none."""
DESK, PHONE = (1280, 900), (390, 844)
People = Callable[..., Awaitable[Tab]]


@pytest.fixture(scope="package", params=FAMILIES)
async def opener(request: pytest.FixtureRequest) -> AsyncIterator[Opener]:
    """A browser of each kind."""
    with open_folder() as folder:
        async with started(request.param, folder) as opener:
            yield opener


@pytest.fixture
async def people(site: Site, opener: Opener) -> AsyncIterator[People]:
    """Opens a browser for one more, logged in if she is named; in the end, no page's script has failed."""
    tabs: list[Tab] = []
    async with AsyncExitStack() as stack:

        async def come(name: str | None = None, address: str = "") -> Tab:
            engine = await opener()
            stack.push_async_callback(engine.close)
            await engine.resize(*DESK)
            cookie = await site.session(name) if name else None
            if cookie:
                await engine.take_cookie(site.cookie, cookie, site.address)
            tabs.append(Tab(engine))
            await tabs[-1].goto(address or site.address)
            return tabs[-1]

        yield come
        assert not [error for tab in tabs for error in tab.engine.errors]
