"""So many screens at a time: of one session, and on one plan. Who comes too late is asked to come again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, suppress

import httpx2
import pytest
from websockets.exceptions import ConnectionClosed

from ipplan.live.connection import BEHIND
from tests.conftest import Ground
from tests.page.asking import close_code, socket_to
from tests.site import Site, open_site


@pytest.fixture
async def small(ground: Ground) -> AsyncIterator[Site]:
    """A site with room for two screens of a session, and three on a plan."""
    name = ground.fresh()
    settings = ground.settings(name, live_per_session=2, live_per_space=3)
    async with open_site(ground.postgres, name, settings) as site:
        yield site
    ground.postgres.drop_database(name)


async def test_a_third_screen_of_a_session_is_let_in_when_one_has_left(small: Site) -> None:
    marte = await small.client("marte")
    path = f"/plans/{small.world.spaces['tiril']}/live"
    async with AsyncExitStack() as stack:
        first, second = [await stack.enter_async_context(socket_to(small, marte, path)) for _ in range(2)]
        for one in (first, second):
            await one.send('{"seen": {}}')
            assert await one.recv()
        async with socket_to(small, marte, path) as third:
            await third.send('{"seen": {}}')
            assert await close_code(third) == BEHIND
        await first.close()
        await _let_in(small, marte, path)


async def _let_in(site: Site, client: httpx2.AsyncClient, path: str) -> None:
    """Come again until there is room, as browsers do."""
    async with asyncio.timeout(20):
        while True:
            async with socket_to(site, client, path) as socket:
                await socket.send('{"seen": {}}')
                with suppress(ConnectionClosed):
                    assert await socket.recv()
                    return


async def test_a_full_plan_turns_the_next_away_and_another_plan_does_not(small: Site) -> None:
    world = small.world
    path = f"/plans/{world.spaces['tiril']}/live"
    async with AsyncExitStack() as stack:
        for name in ("marte", "leila", "sindre"):
            client = await small.client(name)
            one = await stack.enter_async_context(socket_to(small, client, path))
            await one.send('{"seen": {}}')
            assert await one.recv()
        late = await small.client("marte")
        async with socket_to(small, late, path) as fourth:
            await fourth.send('{"seen": {}}')
            assert await close_code(fourth) == BEHIND
        elsewhere = next(space for name, space in world.spaces.items() if name != "tiril")
        owner = next(name for name, space in world.spaces.items() if space == elsewhere)
        other = await small.client(owner)
        async with socket_to(small, other, f"/plans/{elsewhere}/live") as there:
            await there.send('{"seen": {}}')
            assert await there.recv()
