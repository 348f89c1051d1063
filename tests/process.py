"""The real web process, with the provider in the test's own loop: to be killed, stopped, started again."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import httpx2

from ipplan.app import open_house
from ipplan.clock import SetClock
from ipplan.config import ROOT, Settings
from ipplan.idp.serve import demo_provider
from tests.conftest import Ground
from tests.site import Site, serving
from tests.waiting import free_port
from tests.world import world_of


@dataclass
class Server:
    """The real command, as a process of its own that can be killed and started again."""

    settings: Settings
    process: subprocess.Popen[bytes] | None = field(default=None)

    def spawn(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "ipplan", "serve"],
            cwd=ROOT,
            env={**os.environ, **_environment(self.settings)},
        )

    async def start(self) -> None:
        self.process = self.spawn()
        async with httpx2.AsyncClient() as client:
            while not await self._ready(client):
                assert self.process.poll() is None, "the server stopped by itself"
                await asyncio.sleep(0.05)

    async def _ready(self, client: httpx2.AsyncClient) -> bool:
        try:
            return (await client.get(f"{self.settings.address}/readyz")).status_code == 200
        except httpx2.HTTPError:
            return False

    def kill(self) -> None:
        """SIGKILL: no farewell, nothing written on the way out."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def _environment(settings: Settings) -> Mapping[str, str]:
    return {
        "IPPLAN_ENV": "test",
        "IPPLAN_PORT": str(settings.port),
        "IPPLAN_IDP_PORT": str(settings.idp_port),
        "IPPLAN_DATABASE_URL": settings.database_url,
        "IPPLAN_KEYS": str(settings.keys),
    }


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
