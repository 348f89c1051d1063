"""How time grows with what is in the database: with many more plans, and with many more items in a plan."""

import asyncio
import random
from collections.abc import Callable, Iterator
from itertools import cycle
from statistics import median

from tests.bench import load, serve
from tests.bench.cloned import clone
from tests.bench.ground import Ground
from tests.bench.measure import Figure, lower, ratio
from tests.bench.town import Plan, Shape, build

PLANS = 100_000
ITEMS = 10_000
SECTION = 10
"""Items in the section whose page is compared."""
COUNT = 400


def measure(ground: Ground) -> Iterator[Figure]:
    """``grow_items``, then ``grow_plans``: the second server's database is a copy that is let grow."""
    small = Shape([SECTION] * 10)
    large = Shape([SECTION] + [(ITEMS - SECTION) // 9] * 9)
    few, many, seed = asyncio.run(build(ground.settings, [small, large, Shape([2, 2], people=2)]))
    with serve.ipplan(ground.settings) as served:
        much, little = (_sections(ground, plan, served.port) for plan in (many, few))
        yield lower("grow_items", ratio(much, little), 1.2, 1.05)
    grown = "grown"
    ground.postgres.create_database(grown, template=ground.database)
    clone(ground.owner_url.replace(f"/{ground.database}", f"/{grown}"), seed, PLANS)
    settings = ground.settings.model_copy(update={"database_url": ground.postgres.url(database=grown)})
    with serve.ipplan(settings) as full, serve.ipplan(ground.settings) as empty:
        much, little = _plans(ground.on(settings), full.port), _plans(ground, empty.port)
        yield lower("grow_plans", ratio(much, little), 1.2, 1.05)


def _sections(ground: Ground, plan: Plan, port: int) -> Callable[[], float]:
    """The median time of a section's page, opened by the people of the plan by turns."""
    path = f"/plans/{plan.space_id}/sections/{plan.sections[0]}"
    return _timed(port, [load.get(path, cookie) for cookie in ground.cookies(plan)])


def _plans(ground: Ground, port: int) -> Callable[[], float]:
    """The same of plans' pages, all over the town."""
    return _timed(
        port,
        [
            load.get(f"/plans/{plan.space_id}", cookie)
            for plan in ground.plans
            for cookie in ground.cookies(plan)
        ],
    )


def _timed(port: int, requests: list[bytes]) -> Callable[[], float]:
    random.shuffle(requests)
    load.run(port, iter(requests), count=len(requests))
    pages = cycle(requests)
    return lambda: median(load.run(port, pages, count=COUNT, connections=1).times)
