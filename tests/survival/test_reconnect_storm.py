"""A process with thousands of screens is stopped: all are told, all come back, nobody misses anything."""

import asyncio
import os
import resource
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from uuid import uuid4

import pytest

from tests.survival.crowd import Crowd, Seat
from tests.survival.stage import Durable, Stage, open_stage
from tests.survival.writer import BASE

SEATS = {"long": 10_000, "torture": 10_000}.get(os.environ.get("IPPLAN_TESTS", ""), 1_000)
ALL_BACK = 20 + SEATS / 100
"""Seconds in which all are connected again, on a slow machine; a hundred a second are slow."""
PAUSE = SEATS / 2_500
"""Seconds between two texts: each goes to all, and one process here must take them all in."""
TEXTS = 6
"""At least so many: on a quick machine all are back before there was anything to miss."""
UP_TO_DATE = 10 + SEATS / 500
WRITTEN = 5.0
"""Seconds that no save may take meanwhile."""
AWAY, BEHIND = (bytes([0x88, 2, *code.to_bytes(2, "big")]) for code in (1001, 1013))
"""The frames that say: this process stops, or you do not keep up; come back."""


@dataclass
class Writer:
    """Writes one text anew again and again, at the process that stays."""

    stage: Stage
    cookie: str
    path: str
    took: list[float] = field(default_factory=list)

    async def run(self, over: asyncio.Event) -> None:
        item, section = uuid4(), self.path
        form = {"kind": "text", "item": str(item), "base": ""}
        async with self.stage.client(self.cookie) as client:
            client.base_url = self.stage.servers[1].address
            path = f"{section}/items"
            while not over.is_set() or len(self.took) < TEXTS:
                began = monotonic()
                answer = await client.post(path, data={**form, "body": f"storm-{len(self.took)}"})
                self.took.append(monotonic() - began)
                assert answer.status_code == 303, answer.text
                path = f"{section}/items/{item}"
                found = BASE.search((await client.get(f"{path}/edit")).text)
                assert found
                form["base"] = found[1]
                await asyncio.sleep(PAUSE)

    @property
    def last(self) -> int:
        return len(self.took) - 1


@pytest.mark.alone
async def test_all_come_back_and_nobody_misses_anything(durable: Durable, seed: int) -> None:
    _make_room()
    random = Random(seed)
    async with open_stage(durable) as stage:
        leaving, staying = stage.servers
        crowd, over = Crowd([leaving]), asyncio.Event()
        plan = stage.plans[0]
        cookie, reader = await stage.cookies(plan.people[:2])
        section = f"/plans/{plan.space_id}/sections/{plan.sections[0]}"
        writer = Writer(stage, cookie, section)
        seated = _seated(crowd, reader, f"/plans/{plan.space_id}/live", random)
        async with seated, asyncio.TaskGroup() as group:
            await crowd.until_all(lambda seat: seat.server is leaving, ALL_BACK, "connected")
            writing = group.create_task(writer.run(over))
            crowd.serving = [staying]
            assert leaving.process is not None
            crowd.ends.clear()  # whoever did not keep up while all arrived has come back since
            leaving.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(leaving.process.wait, 15)
            await crowd.until_all(lambda seat: seat.server is not leaving, 5, "told to go")
            assert len(crowd.ends) == SEATS
            # Ten thousand are much for one client: some do not keep up. Nobody is cut off without a word.
            assert set(crowd.ends) <= {AWAY, BEHIND}
            assert crowd.ends.count(AWAY) > 0.95 * SEATS
            await leaving.start()
            crowd.serving = [leaving, staying]
            await crowd.until_all(lambda seat: seat.server is not None, ALL_BACK, "back")
            over.set()
            await writing
            await crowd.until_all(lambda seat: seat.mark == writer.last, UP_TO_DATE, "up to date")
        assert max(writer.took) < WRITTEN


@asynccontextmanager
async def _seated(crowd: Crowd, cookie: str, path: str, random: Random) -> AsyncIterator[None]:
    """The whole crowd at the process that will be stopped, arriving one after the other."""
    tasks = []
    for _ in range(SEATS):
        crowd.seats.append(Seat(crowd, cookie, path))
        stay = crowd.seats[-1].stay(Random(random.random()), crowd.serving[0])
        tasks.append(asyncio.create_task(stay))
        await asyncio.sleep(0.002)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _make_room() -> None:
    """As many open files as the system grants: one for each seat, here and in each process."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    assert most == resource.RLIM_INFINITY or most > SEATS + 200, "raise the limit on open files (ulimit -Hn)"
