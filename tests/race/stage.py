"""Two real processes that serve one installation on one PostgreSQL, and the people who use it."""

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx2

from ipplan.app import open_house
from ipplan.clock import SetClock
from ipplan.gate.founding import Founding, found_plan
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.idp.serve import demo_provider
from ipplan.page.house import House
from ipplan.permit import Access
from ipplan.store.people import add_participant
from tests.conftest import Ground
from tests.page.asking import socket_to
from tests.race.screen import Screen
from tests.server import Server
from tests.site import Site, serving
from tests.waiting import free_port
from tests.world import World, world_of

SMALL = ("about", "health")
"""The sections of the plans that are made here."""


@dataclass(frozen=True)
class Stage:
    """One installation that two processes serve: ``one`` and ``other`` are where each answers."""

    world: World
    one: str
    other: str
    said: tuple[Path, Path]
    """What each process has written."""

    async def client(self, name: str, address: str) -> httpx2.AsyncClient:
        """Somebody logged in, at one of the processes. Close it."""
        first = await Site(self.world, self.one, None).client(name)
        await first.aclose()
        return httpx2.AsyncClient(
            base_url=address,
            headers={"sec-fetch-site": "same-origin", "origin": self.one},
            cookies=first.cookies,
            # The servers hang up on a connection that was idle for five seconds.
            limits=httpx2.Limits(keepalive_expiry=2),
            timeout=60,
        )

    async def screen(self, client: httpx2.AsyncClient, plan: str, section_id: UUID) -> Screen:
        """A live screen of the client's person, at the client's process, which starts empty."""
        there = Site(self.world, str(client.base_url).rstrip("/"), None)
        path = f"/plans/{self.world.spaces[plan]}/live"
        connection = await socket_to(there, client, path, self.one)
        await connection.send('{"seen": {}}')
        return Screen(connection, section_id)

    async def head(self, item_id: UUID) -> str:
        """The newest version of an item: what an editor that is opened now starts from."""
        async with self.world.house.database.pool.connection() as connection:
            cursor = await connection.execute("SELECT head FROM item WHERE item_id = %s", [item_id])
            row = await cursor.fetchone()
        assert row is not None
        return str(row[0])


@asynccontextmanager
async def open_stage(
    ground: Ground, founders: Mapping[str, tuple[str, ...]], other: str = "ipplan"
) -> AsyncIterator[Stage]:
    """``founders``: who has a small plan besides the demo's, and who take part in it.

    ``other``: the module that is run as the other process.
    """
    name = ground.fresh()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    settings = ground.settings(name, port=free_port(), idp_port=listener.getsockname()[1])
    # As behind a load balancer: both are the same installation to the outside, at the first one's address.
    settings = settings.model_copy(update={"base_url": settings.address})
    said = (ground.folder / f"{name}-1.log", ground.folder / f"{name}-2.log")
    first = Server(settings, said=said[0])
    second = Server(settings.model_copy(update={"port": free_port()}), other, said[1])
    clock = SetClock(datetime.now(UTC))
    async with AsyncExitStack() as stack:
        stack.callback(ground.postgres.drop_database, name)
        await stack.enter_async_context(serving(demo_provider(settings), listener))
        house = await stack.enter_async_context(open_house(settings, clock))
        world = await world_of(house, clock, ground.postgres, name)
        for owner, participants in founders.items():
            await _found(house, world, owner, participants)
        for server in (first, second):
            stack.callback(server.kill)
            await server.start()
        world = await world_of(house, clock, ground.postgres, name)
        yield Stage(world, first.address, second.address, said)


async def _found(house: House, world: World, owner: str, participants: tuple[str, ...]) -> None:
    actor = world.actor(owner)
    founding = Founding("fjordvik", actor.account_id, None, areas=SMALL)
    async with house.database.begin() as tx:
        held = await found_plan(house.gate, tx, actor, actor, founding, now=world.clock.now())
        for name in participants:
            await add_participant(
                held,
                account_id=world.accounts[name],
                role="participant",
                relation="",
                added_by=actor.account_id,
            )
        await held.finish()
    # The first has something else too: her screen stays when the section goes, and the others' are closed.
    async with house.gate.writing(held.space_id, actor) as (held, visit):
        about = next(row.section_id for row in visit.space.sections if row.area == "about")
        end = held.now + timedelta(days=30)
        wish = Wish(world.accounts[participants[0]], about, Access.READ, end)
        await sign_wishes(held, visit, visit.gate.signer, [wish])
