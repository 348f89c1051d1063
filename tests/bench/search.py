"""Searching a plan of 5,000 items, to rendering a section of 500 in a process that has not read it."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from itertools import count
from typing import Any

from ipplan.app import open_house
from ipplan.gate.visit import Actor, Visit
from ipplan.page.house import House
from ipplan.page.search.search import STEP, results_of
from ipplan.page.week.week import meetings_for
from ipplan.plan.search import words_of
from tests.bench.ground import Ground
from tests.bench.measure import Figure, lower, ratio
from tests.bench.town import LEVEL, Plan, Shape, build

SECTION, SECTIONS = 500, 10
QUERIES = ("middag", "ove hver dag", "alle som hjelp", "finnes ikke")


def measure(ground: Ground) -> Iterator[Figure]:
    """``search_first``: in a process that has not read the plan; ``search_again``: the slowest after it."""
    one, many = asyncio.run(build(ground.settings, [Shape([SECTION]), Shape([SECTION] * SECTIONS)]))
    render = _timed(ground, lambda house: _rendered(house, one))
    yield lower("search_first", ratio(_timed(ground, lambda house: _searched(house, many)), render), 10, 5)
    yield lower("search_again", ratio(_timed(ground, lambda house: _again(house, many)), render), 10, 1)


def _timed(ground: Ground, what: Callable[[House], Coroutine[Any, Any, float]]) -> Callable[[], float]:
    async def run() -> float:
        async with open_house(ground.settings) as house:
            return await what(house)

    return lambda: asyncio.run(run())


async def _rendered(house: House, plan: Plan) -> float:
    visit = await _enter(house, plan)
    started = time.perf_counter()
    await house.screens.view(visit, await visit.open_all())
    return time.perf_counter() - started


async def _searched(house: House, plan: Plan, query: str = QUERIES[0]) -> float:
    visit = await _enter(house, plan)
    started = time.perf_counter()
    words = words_of(query)
    opened = await house.reader.outlines(await visit.open_all())
    found = results_of(visit, opened, await meetings_for(house, visit), words, STEP)
    values = {"space_id": visit.space.space_id, "query": query, "error": "", "results": found}
    house.render("search/_search.html", "nb", values)
    return time.perf_counter() - started


async def _again(house: House, plan: Plan) -> float:
    await _searched(house, plan)
    return max([await _searched(house, plan, query) for query in QUERIES])


async def _enter(house: House, plan: Plan) -> Visit:
    actor = Actor(plan.people[0], b"bench-%d" % next(_SESSIONS), LEVEL, house.clock.now())
    return await house.gate.enter(plan.space_id, actor, road="search")


_SESSIONS = count()
