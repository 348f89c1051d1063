"""The installation that the machine works on: served for real, stopped, cut off, given new keys at will."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import httpx2
import psycopg

from ipplan.app import create_app
from ipplan.clock import SetClock
from ipplan.config import Settings
from ipplan.embedded.folder import SUPERUSER
from ipplan.embedded.postgres import Postgres
from ipplan.gate import rotation
from ipplan.idp.serve import demo_provider
from ipplan.live.connection import Connection, Show, View
from ipplan.live.hub import Hub
from ipplan.page import fresh
from ipplan.page.house import House
from tests.gate.machine.model import EVERYBODY
from tests.site import Site, listener, providers_key, serving
from tests.world import World, world_of

FOREVER = timedelta(days=50 * 365)
"""Logins stay good, and fresh, through the years that the machine lets pass: it is access that ends here."""
HOURS = FOREVER // timedelta(hours=1)
BEFORE = timedelta(milliseconds=30)


@dataclass
class Hold:
    """Stands between the hub and its check: knows whether one is under way, and can hold what it made."""

    under_way: int = 0
    made: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def over(self, show: Show) -> Show:
        async def watched(space_id: UUID, connections: Sequence[Connection]) -> list[View | None]:
            self.under_way += 1
            try:
                views = await show(space_id, connections)
                self.made.set()
                await self.released.wait()
                return views
            finally:
                self.under_way -= 1

        return watched


@dataclass
class Installation:
    """One seeded installation on a database of its own, with everybody logged in."""

    postgres: Postgres
    database: str
    settings: Settings
    door: socket.socket
    clock: SetClock
    hold: Hold = field(default_factory=Hold)
    heard: dict[str, asyncio.Event] = field(default_factory=dict)
    """Kinds of news that somebody waits for."""
    people: dict[str, httpx2.AsyncClient] = field(default_factory=dict)
    world: World = field(init=False)
    _running: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def house(self) -> House:
        return self.world.house

    @property
    def site(self) -> Site:
        return Site(self.world, self.settings.address, None)

    async def start(self) -> None:
        """A new process, as far as the house can tell: all that it remembered is gone."""
        app = create_app(self.settings, clock=self.clock)
        await self._running.enter_async_context(serving(app, self.door.dup()))
        house: House = app.state.house
        assert house.hub._show is not None
        house.hub._show = self.hold.over(house.hub._show)
        self.hold.released.set()
        self.world = await world_of(house, self.clock, self.postgres, self.database)

    async def stop(self) -> None:
        await self._running.aclose()

    async def cut_the_line(self) -> None:
        """The database ends the connection on which the process listens for news."""
        query = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                    WHERE datname = %s AND query LIKE 'LISTEN %%'"""
        url = self.postgres.url(SUPERUSER, "postgres")
        async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
            found = await (await connection.execute(query, [self.database])).fetchall()
        assert found[0][0], "there was a line to cut"

    def move_clock(self, to: datetime) -> None:
        """Let time pass. A clock that jumps wakes nobody, so whoever waits for an hour to come is woken."""
        self.clock.move(to - self.clock.now())
        self.house.hub.gap()

    async def let_come(self, moment: datetime) -> None:
        """Let the house itself live through that moment, from a little before."""
        self.move_clock(moment - BEFORE)
        await asyncio.sleep(BEFORE.total_seconds())

    def rotate(self, purpose: str) -> None:
        """A new key, seen by the process before it is used, as after the wait that rotation demands."""
        rotation.rotate(self.settings.keys, purpose, self.house.keyring.look)
        self.house.keyring.look()

    async def rewrap(self) -> None:
        """A new master key; every space is wrapped under it, and the old one is gone for good."""
        keys, old = self.settings.keys, self.house.keyring.master[0]
        rotation.rotate(keys, "master", self.house.keyring.look)
        await rotation.rewrap(keys, self.house.database)
        await rotation.retire(keys, self.house.database, f"master/{old}")

    def is_quiet(self, space_id: UUID) -> bool:
        """Whether the hub has nothing more to tell anybody who watches a plan."""
        watch = self.house.hub._spaces.get(space_id)
        if watch is None:
            return True
        behind = any(one.behind is not None for one in watch.connections)
        return not (behind or watch._woken.is_set() or self.hold.under_way)

    def listen_for(self, kind: str) -> asyncio.Event:
        """Set when such news reaches the hub from now on."""
        return self.heard.setdefault(kind, asyncio.Event())

    async def hear(self, news: asyncio.Event, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            await news.wait()

    def take(self, kind: str) -> None:
        """The hub has taken in some news."""
        if kind in self.heard:
            self.heard.pop(kind).set()


@asynccontextmanager
async def installed(
    postgres: Postgres, database: str, settings: Settings, keys: Path
) -> AsyncIterator[Installation]:
    """Serve the seeded database, with its provider, until the block ends. ``keys`` are its own to turn."""
    with listener() as door, listener() as idp_door:
        ports = {"port": door.getsockname()[1], "idp_port": idp_door.getsockname()[1]}
        lasting = {"session_hours": HOURS, "session_idle_minutes": 60 * HOURS}
        settings = settings.model_copy(update={**ports, **lasting, "keys": keys})
        clock = SetClock(datetime.now(UTC))
        here = Installation(postgres, database, settings, door, clock)
        async with AsyncExitStack() as stack:
            stack.enter_context(_overheard(here))
            provider = demo_provider(settings, now=lambda: clock.now().timestamp(), key=providers_key())
            await stack.enter_async_context(serving(provider, idp_door))
            await here.start()
            stack.push_async_callback(here.stop)
            for name in EVERYBODY:
                here.people[name] = client = await here.site.client(name)
                stack.push_async_callback(client.aclose)
            yield here


@contextlib.contextmanager
def _overheard(here: Installation) -> Any:
    """Let the installation know what news its hub has taken in."""
    news, gap = Hub.news, Hub.gap

    def hear_news(hub: Hub, text: str) -> None:
        news(hub, text)
        here.take(text.partition(":")[0])

    def hear_gap(hub: Hub) -> None:
        gap(hub)
        here.take("gap")

    with (
        patch.object(Hub, "news", hear_news),
        patch.object(Hub, "gap", hear_gap),
        patch.object(fresh, "FRESH_FOR", FOREVER),
    ):
        yield
