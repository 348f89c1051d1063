"""What is told of changes: gathered, to all, and by a process to itself at once."""

import asyncio

import psycopg

from ipplan.store.news import CHANNEL, News
from tests.world import World


class Slow:
    """A pool whose connection takes a statement only when it is let."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.asked = asyncio.Event()
        self.told: list[list[str]] = []

    def connection(self) -> "Slow":
        return self

    async def __aenter__(self) -> "Slow":
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def execute(self, _: str, values: tuple[str, list[str]]) -> None:
        self.told.append([one.partition("@")[0] for one in values[1]])
        self.asked.set()
        await self.let.wait()


async def test_what_comes_while_one_statement_is_under_way_is_told_by_the_next() -> None:
    pool, heard = Slow(), list[str]()
    news = News(pool)  # type: ignore[arg-type]
    news.here = heard.append
    news.tell("space:1")
    await pool.asked.wait()
    for _ in range(3):
        for name in ("2", "3"):
            news.tell(f"space:{name}")
    assert heard == ["space:1", *["space:2", "space:3"] * 3], "here at once"
    pool.let.set()
    await news.close()
    assert pool.told == [["space:1"], ["space:2", "space:3"]], "elsewhere once"


async def test_another_process_hears_it_and_ones_own_is_not_heard_twice(world: World) -> None:
    database, heard = world.house.database, list[str]()
    other = News(database.pool)
    other.here = heard.append
    own = News(database.pool)
    connection = await psycopg.AsyncConnection.connect(world.house.settings.database_url, autocommit=True)
    async with connection:
        await connection.execute(f'LISTEN "{CHANNEL}"')
        own.tell("space:seven")
        await own.close()
        async for notice in connection.notifies(timeout=20, stop_after=1):
            other.heard(notice.payload)
            own.here = lambda news: heard.append(f"twice: {news}")
            own.heard(notice.payload)
    assert heard == ["space:seven"]
    other.heard("access:seven")
    assert heard[1:] == ["access:seven"], "what the database itself tells has no teller"
