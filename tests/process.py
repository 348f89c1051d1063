"""A site whose app is a process of its own, with the provider in the test's loop: to be killed and so on."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from ipplan.app import open_house
from ipplan.clock import SetClock
from ipplan.idp.serve import demo_provider
from tests.conftest import Ground
from tests.server import Server
from tests.site import Site, serving
from tests.waiting import free_port
from tests.world import world_of

__all__ = ["Server", "killable"]


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
