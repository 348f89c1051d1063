"""When to wake the others: in the transaction, right after it, or for several changes at once.

PostgreSQL takes a lock of the whole server for a NOTIFY, from before its commit is on disk until after it: so
transactions that notify wait for each other's disk.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from statistics import median

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from tests.bench.ground import Ground
from tests.bench.measure import Figure, lower, say
from tests.bench.town import Plan

WRITERS = 16
EACH = 60
"""Commits of each writer."""
ROUNDS = 5
TOGETHER = 0.002
"""Seconds for which news is gathered."""
CHANGE = "UPDATE space SET created_at = created_at WHERE space_id = %s"
NOTIFY = "SELECT pg_notify('bench', one) FROM unnest(%s::text[]) AS one"
To = AsyncConnection[TupleRow]


def measure(ground: Ground) -> Iterator[Figure]:
    """``wake_after_commit``: seconds for the same commits with news gathered after them, to news in each."""
    rounds = asyncio.run(_rounds(ground))
    for name, taken in rounds.items():
        rate = WRITERS * EACH / median(one.seconds for one in taken)
        late = median(one.late for one in taken) * 1e3
        say(f"    {name:9} {rate:6.0f} commits a second, heard {late:.1f} ms after the acknowledgement")
    pairs = zip(rounds["gathered"], rounds["inside"], strict=True)
    yield lower("wake_after_commit", median(one.seconds / other.seconds for one, other in pairs), 1.0, 0.8)


@dataclass(frozen=True)
class Taken:
    """One round: seconds for all commits, and how long after its acknowledgement a change was heard of."""

    seconds: float
    late: float


async def _rounds(ground: Ground) -> dict[str, list[Taken]]:
    found: dict[str, list[Taken]] = {"inside": [], "after": [], "gathered": []}
    async with AsyncExitStack() as stack:
        connect = partial(AsyncConnection.connect, ground.settings.database_url, autocommit=True)
        ear, voice, *writers = [await stack.enter_async_context(await connect()) for _ in range(WRITERS + 2)]
        await ear.execute("LISTEN bench")
        for _ in range(ROUNDS):
            for way, taken in found.items():
                taken.append(await Round(way, voice).run(ear, list(zip(writers, ground.plans, strict=False))))
    return found


class Round:
    """The same commits with news in one of three ways."""

    def __init__(self, way: str, voice: To) -> None:
        self._way = way
        self._voice = voice
        self._waiting: list[str] = []
        self._done: dict[str, float] = {}
        self._heard: dict[str, float] = {}

    async def run(self, ear: To, writers: list[tuple[To, Plan]]) -> Taken:
        listening = asyncio.create_task(self._listen(ear, len(writers) * EACH))
        started = time.perf_counter()
        telling = asyncio.create_task(self._gather())
        await asyncio.gather(*(self._write(number, *pair) for number, pair in enumerate(writers)))
        seconds = time.perf_counter() - started
        await listening
        telling.cancel()
        return Taken(seconds, median(self._heard[one] - at for one, at in self._done.items()))

    async def _write(self, number: int, to: To, plan: Plan) -> None:
        for turn in range(EACH):
            name = f"{number}-{turn}"
            if self._way == "inside":
                async with to.transaction():
                    await to.execute(CHANGE, [plan.space_id])
                    await to.execute(NOTIFY, [[name]])
            else:
                await to.execute(CHANGE, [plan.space_id])
            self._done[name] = time.perf_counter()
            if self._way == "after":
                await to.execute(NOTIFY, [[name]])
            elif self._way == "gathered":
                self._waiting.append(name)

    async def _gather(self) -> None:
        while True:
            await asyncio.sleep(TOGETHER)
            if self._waiting:
                names, self._waiting = self._waiting, []
                await self._voice.execute(NOTIFY, [names])

    async def _listen(self, ear: To, count: int) -> None:
        async for notice in ear.notifies():
            self._heard[notice.payload] = time.perf_counter()
            if len(self._heard) == count:
                return
