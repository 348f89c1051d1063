"""News that is lost, cut off, doubled or out of order: every screen is right again within two seconds."""

import asyncio
from random import Random
from uuid import uuid4

import httpx2
import psycopg
import pytest

from ipplan.embedded.folder import SUPERUSER
from ipplan.store.news import News
from tests.page.asking import socket_to
from tests.site import Site

pytestmark = pytest.mark.alone
HEALED = 2.0
CUT_OFF = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND query LIKE 'LISTEN%%'
"""


async def _write(site: Site, client: httpx2.AsyncClient) -> str:
    title = f"Mål {uuid4()}"
    form = {"kind": "goal", "title": title, "status": "active", "item": str(uuid4())}
    answer = await client.post(f"{site.section('leisure')}/items", data=form)
    assert answer.status_code == 303
    return title


class Screen:
    """A live screen that takes in what comes."""

    def __init__(self, site: Site, client: httpx2.AsyncClient) -> None:
        self._opening = socket_to(site, client, f"/plans/{site.world.spaces['tiril']}/live")

    async def __aenter__(self) -> "Screen":
        self._socket = await self._opening.__aenter__()
        await self._socket.send('{"seen": {}}')
        await self._socket.recv()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._socket.close()

    async def bears(self, text: str) -> None:
        async with asyncio.timeout(HEALED):
            async for frame in self._socket:
                if text in str(frame):
                    return
        raise AssertionError("closed")


async def test_news_that_a_process_did_not_come_to_tell(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    marte, sindre = await site.client("marte"), await site.client("sindre")
    async with Screen(site, sindre) as screen:
        await screen.bears(await _write(site, marte))
        monkeypatch.setattr(News, "tell", lambda self, news: None)
        await screen.bears(await _write(site, marte))


async def test_a_listener_that_was_cut_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    marte, sindre, world = await site.client("marte"), await site.client("sindre"), site.world
    # As if another process had told it: it is heard from the database alone.
    elsewhere = News(world.house.database.pool)
    monkeypatch.setattr(world.house.database.news, "tell", elsewhere.tell)
    name = world.owner_url.partition("?")[0].rpartition("/")[2]
    async with Screen(site, sindre) as screen:
        await screen.bears(await _write(site, marte))
        with psycopg.connect(world.postgres.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            assert connection.execute(CUT_OFF, [name]).fetchall() == [(True,)]
        await screen.bears(await _write(site, marte))
    await elsewhere.close()


async def test_news_that_comes_often_and_in_no_order(site: Site) -> None:
    marte, sindre, random = await site.client("marte"), await site.client("sindre"), Random(7)
    async with Screen(site, sindre) as screen:
        for _ in range(3):
            writing = asyncio.create_task(_write(site, marte))
            for _ in range(200):
                kind = random.choice(("space", "access", "presence"))
                plan = random.choice((site.world.spaces["tiril"], site.world.spaces["roar"], uuid4()))
                site.world.house.hub.news(f"{kind}:{plan}")
                await asyncio.sleep(0)
            await screen.bears(await writing)
