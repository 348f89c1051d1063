"""SIGTERM: no new callers, sockets sent elsewhere with 1001, what is under way ended; nothing half done."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from uuid import uuid4

import httpx2
import psycopg
import pytest
from playwright.async_api import Browser, expect

from tests.conftest import Ground
from tests.journeys.steps import at_plan, live
from tests.page.asking import socket_to
from tests.process import Server, killable
from tests.site import Site

WITHIN = 6.0
"""Seconds from SIGTERM to the end, whatever is under way."""


@pytest.fixture
async def served(ground: Ground) -> AsyncIterator[tuple[Site, Server]]:
    async with killable(ground) as both:
        yield both


@asynccontextmanager
async def space_held(site: Site) -> AsyncIterator[psycopg.AsyncConnection]:
    """Somebody else holds the lock under which the plan's changes are numbered, until the block ends."""
    async with await psycopg.AsyncConnection.connect(site.world.owner_url) as holder:
        space = site.world.spaces["tiril"]
        await holder.execute("SELECT FROM space WHERE space_id = %s FOR UPDATE", [space])
        yield holder


async def waits_for_lock(site: Site) -> None:
    """Return when the edit stands in the database's queue."""
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted"
    async with asyncio.timeout(20):
        while (await site.world.sql(query))[0][0] == 0:
            pass


async def stopped(server: Server, site: Site) -> None:
    """Ask the process to stop; return when it takes no new callers."""
    assert server.process is not None
    server.process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(20):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", server.settings.port)
            except ConnectionError:
                return
            writer.close()


async def ended(server: Server) -> float:
    """Seconds until the process is gone."""
    began = monotonic()
    assert server.process is not None
    await asyncio.to_thread(server.process.wait, 30)
    return monotonic() - began


async def goals(site: Site, title: str) -> int:
    """How many goals of that title the plan holds, as its owner's mother reads it."""
    permit = await site.world.open("marte", "leisure")
    outline = await site.world.house.reader.outline(permit)
    assert outline is not None
    return sum(node.content.get("title") == title for node, _ in outline.walk())


def edit(site: Site, client: httpx2.AsyncClient, title: str) -> "asyncio.Task[httpx2.Response]":
    form = {"kind": "goal", "title": title, "status": "active", "item": str(uuid4())}
    return asyncio.create_task(client.post(f"{site.section('leisure')}/items", data=form, timeout=30))


async def test_an_edit_under_way_is_ended_and_acknowledged(served: tuple[Site, Server]) -> None:
    site, server = served
    client = await site.client("marte")
    async with space_held(site) as holder:
        saving = edit(site, client, "Svømme hver tirsdag")
        await waits_for_lock(site)
        await stopped(server, site)
        assert not saving.done()
        await holder.rollback()
        answer = await saving
    assert answer.status_code in (200, 303), answer.text
    assert await goals(site, "Svømme hver tirsdag") == 1
    assert await ended(server) < WITHIN
    await client.aclose()


async def test_an_edit_that_cannot_end_in_time_is_neither_acknowledged_nor_stored(
    served: tuple[Site, Server],
) -> None:
    site, server = served
    client = await site.client("marte")
    async with space_held(site) as holder:
        saving = edit(site, client, "Svømme hver onsdag")
        await waits_for_lock(site)
        await stopped(server, site)
        assert await ended(server) < WITHIN
        with pytest.raises(httpx2.HTTPError):
            (await saving).raise_for_status()
        await holder.rollback()
    assert await goals(site, "Svømme hver onsdag") == 0
    await server.start()
    again = await site.client("marte")
    assert (await edit(site, again, "Svømme hver torsdag")).status_code in (200, 303)
    assert await goals(site, "Svømme hver torsdag") == 1
    await again.aclose()
    await client.aclose()


async def test_sockets_are_sent_elsewhere_with_1001(served: tuple[Site, Server]) -> None:
    site, server = served
    client = await site.client("marte")
    path = f"/plans/{site.world.spaces['tiril']}/live"
    sockets = [await socket_to(site, client, path) for _ in range(20)]
    for socket in sockets:
        await socket.send('{"seen": {}}')
        await socket.recv()
    await stopped(server, site)
    for socket in sockets:
        await asyncio.wait_for(socket.wait_closed(), 20)
    assert {socket.close_code for socket in sockets} == {1001}
    assert await ended(server) < WITHIN
    query = "SELECT count(*) FROM access_log WHERE road = 'live' AND until IS NOT NULL"
    assert (await site.world.sql(query))[0][0] > 0, "each subscription's end stands in the log"
    await client.aclose()


async def test_a_browser_comes_back_by_itself(served: tuple[Site, Server], browser: Browser) -> None:
    site, server = served
    marte = (await at_plan(site, browser, "marte")).page
    await stopped(server, site)
    await expect(marte.locator("#plan[data-live=off]")).to_be_attached()
    await ended(server)
    await server.start()
    await live(marte)
    await expect(marte.locator("#live-state")).to_be_hidden()


async def test_browsers_do_not_all_come_back_at_once(served: tuple[Site, Server]) -> None:
    """The page asks for a first attempt anywhere between at once and two seconds."""
    site, _ = served
    client = await site.client("marte")
    page = (await client.get(site.plan())).text
    assert '"reconnectDelay":1000' in page
    assert '"reconnectJitter":1}' in page
    await client.aclose()
