"""Two processes on one PostgreSQL: what is withdrawn through one is not read or pushed through the other."""

import asyncio
import json
import os
from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from statistics import median

import pytest

from tests.conftest import Ground
from tests.race.lane import Lane
from tests.race.stage import open_stage
from tests.race.window import Tally

ROUNDS = {"long": 10_000, "torture": 100_000}.get(os.environ.get("IPPLAN_TESTS", ""), 120)
"""A round is one withdrawal of one section from one person."""
ENOUGH = 600
"""Rounds after which a fault that was put in must have been found."""
AT_ONCE = 2
"""How many lanes run at a time; more would only wait for the other process, and no read would be early."""
FOUNDERS = {
    "berit": ("sindre", "leila", "kristin", "silje", "wenche"),
    "solveig": ("thea", "wenche", "mehmet", "silje", "grete"),
    "silje": ("grete", "berit", "thea", "roar", "leila"),
}
"""Who founds a small plan, and who take part in it: there more rounds are run in the same time."""
Plan = tuple[str, str, str, tuple[str, ...]]
"""Whose plan, which section, who decides over it, from whom it is taken."""
SMALL: tuple[Plan, ...] = tuple((owner, "health", owner, names) for owner, names in FOUNDERS.items())
LANES: tuple[Plan, ...] = (*SMALL, ("tiril", "health", "marte", ("leila", "sindre", "kristin", "silje")))
ROADS = {"plan", "section", "history", "edit", "view.json"}


async def test_nothing_leaks_through_the_other_process(ground: Ground) -> None:
    tally = Tally()
    async with racing(ground, tally) as lanes:
        for lane in lanes:
            # One lane at a time, and the middle of them all: what is measured is not how busy the machine is.
            for _ in range(2):
                await lane.turn()
        assert median(tally.lost) < 1, "off the screen within a second"
        while tally.rounds < ROUNDS:
            await _run(lanes, 5 * len(lanes))
        assert tally.leaks == []
        assert await _pushed_too_late(lanes) == set()
        # There was something to leak, by every road, and it was asked for in time.
        assert set(tally.got) == set(tally.refused) == ROADS
        assert sum(tally.got.values()) >= tally.rounds
        assert sum(tally.refused.values()) >= 3 * tally.rounds
        lines = [line for said in lanes[0].stage.said for line in said.open()]
        assert not [line for line in lines if json.loads(line)["level"] == "error"]


@pytest.mark.long
async def test_the_race_finds_reads_on_a_check_that_is_fifty_milliseconds_old(ground: Ground) -> None:
    tally = Tally()
    async with racing(ground, tally, SMALL[:2], "tests.race.stale") as lanes:
        while not tally.leaks and tally.rounds < ENOUGH:
            await _run(lanes, len(lanes))
    assert tally.leaks


@pytest.mark.long
async def test_the_race_finds_pushes_on_a_check_that_is_seconds_old(ground: Ground) -> None:
    tally = Tally()
    pushed: set[str] = set()
    async with racing(ground, tally, SMALL[:2], "tests.race.stale_pushes") as lanes:
        while not pushed and tally.rounds < ENOUGH:
            await _run(lanes, len(lanes))
            pushed = await _pushed_too_late(lanes)
    assert pushed


@asynccontextmanager
async def racing(
    ground: Ground, tally: Tally, of: Sequence[Plan] = LANES, other: str = "ipplan"
) -> AsyncIterator[list[Lane]]:
    """The lanes ``of`` the race, with everybody logged in; ``other``: the module run as the other process."""
    async with open_stage(ground, FOUNDERS, other) as stage:
        lanes = [Lane(stage, tally, *one) for one in of]
        try:
            for lane in lanes:
                await lane.open()
            yield lanes
        finally:
            for lane in lanes:
                await lane.close()


async def _run(lanes: Iterable[Lane], turns: int) -> None:
    """So many turns, `AT_ONCE` lanes at a time, each lane as often as the others."""
    left, free = iter(range(turns)), deque(lanes)

    async def go_on() -> None:
        for _ in left:
            lane = free.popleft()
            await lane.turn()
            free.append(lane)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(go_on())


async def _pushed_too_late(lanes: Iterable[Lane]) -> set[str]:
    return {mark for lane in lanes for marks in (await lane.pushed_too_late()).values() for mark in marks}
