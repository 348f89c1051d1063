"""A moderate load for long: nothing fails, what was taken comes back, and memory does not grow."""

import asyncio
import os
import subprocess
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from time import monotonic

import pytest

from tests.server import Server
from tests.survival.load import Person
from tests.survival.slope import theil_sen
from tests.survival.stage import Durable, Stage, open_stage
from tests.survival.told import told

FORM = os.environ.get("IPPLAN_TESTS", "")
SECONDS = {"long": 600, "torture": 7200}.get(FORM, 8)
EACH = {"long": 5, "torture": 30}.get(FORM, 1)
"""Seconds between two samples."""
BOUND = {"long": 2_000, "torture": 150}.get(FORM)
"""Bytes that a process may grow by for each request, in the second half of the run.

What the allocator gives and takes is some megabytes, in no direction: over the three thousand requests of the
long form's second half that is a kilobyte or two for each, over the longest's forty thousand a tenth of it.
What was found here once, old versions of sections that were remembered, was 240,000. In the short form the
allocator is all that could be measured, and so nothing is said about it.
"""
COMES_BACK = ("ipplan_sockets", "ipplan_spaces_watched", "ipplan_log_lines_waiting", "ipplan_tasks")
PEOPLE = (0, 2, 4, 6)


@dataclass
class Samples:
    """Of one process: requests answered so far, and bytes of resident memory."""

    server: Server
    points: list[tuple[float, float]] = field(default_factory=list)

    async def take(self) -> None:
        assert self.server.process is not None
        command = ["ps", "-o", "rss=", "-p", str(self.server.process.pid)]
        said = await asyncio.to_thread(subprocess.check_output, command, text=True)
        requests = (await told(self.server))["ipplan_requests_total"]
        self.points.append((requests, int(said) * 1024))

    @property
    def slope(self) -> float:
        """Bytes per request, over the second half."""
        return theil_sen(self.points[len(self.points) // 2 :])


@pytest.mark.long
async def test_nothing_fails_and_nothing_is_kept(durable: Durable, seed: int) -> None:
    async with open_stage(durable) as stage:
        before = [await told(server) for server in stage.servers]
        samples = [Samples(server) for server in stage.servers]
        async with _used(stage, Random(seed)) as done:
            began = monotonic()
            while monotonic() - began < SECONDS:
                await asyncio.gather(asyncio.sleep(EACH), *(one.take() for one in samples))
        assert min(done[name] for name in ("_reads", "_writes", "_watches")) > SECONDS / 4
        for server, first in zip(stage.servers, before, strict=True):
            await _comes_back(server, first)
        assert not [one for one in stage.said() if one["level"] == "error"]
        for one in samples:
            assert len(one.points) >= SECONDS / EACH / 2
            assert BOUND is None or one.slope < BOUND, f"{one.slope:.0f} bytes per request: {one.points}"


def test_the_slope_is_that_of_most() -> None:
    flat = [(float(x), 100.0 + x % 3) for x in range(30)]
    assert abs(theil_sen(flat)) < 0.1
    rising = [(x, 7 * x + y) for x, y in flat]
    assert abs(theil_sen(rising) - 7) < 0.1
    jump = [(x, y + (10_000 if x in (3, 17, 29) else 0)) for x, y in rising]
    assert abs(theil_sen(jump) - 7) < 0.2


@asynccontextmanager
async def _used(stage: Stage, random: Random) -> AsyncIterator[Counter[str]]:
    """People use their plans until the block ends; what they have done is counted."""
    done, over = Counter[str](), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for plan in stage.plans:
            home = f"/plans/{plan.space_id}"
            section = f"{home}/sections/{plan.sections[0]}"
            for cookie in await stage.cookies([plan.people[place] for place in PEOPLE]):
                person = Person(stage, cookie, home, section, Random(random.random()), done)
                group.create_task(person.run(over))
        yield done
        over.set()


async def _comes_back(server: Server, first: Counter[str]) -> None:
    """When everybody has left, a process holds what it held before they came."""
    now = await told(server)
    try:
        async with asyncio.timeout(20):
            while any(now[name] > first[name] for name in COMES_BACK):
                now = await told(server)
    except TimeoutError:
        kept = {name: (first[name], now[name]) for name in COMES_BACK if now[name] > first[name]}
        raise AssertionError(f"before and after: {kept}") from None
