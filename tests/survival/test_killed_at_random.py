"""Web processes and PostgreSQL killed at random while many write: all that was acknowledged is there, once.

Set ``IPPLAN_SEED`` to the seed that a run has told of to draw the same again.
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from random import Random
from uuid import uuid4

import pytest

from tests.survival.ledger import Ledger, Sent, Stored, misfits
from tests.survival.stage import Durable, Stage, open_stage
from tests.survival.verifying import all_misfits
from tests.survival.writer import Writer

ROUNDS = {"long": 8, "torture": 600}.get(os.environ.get("IPPLAN_TESTS", ""), 1)
"""In each round all three are killed once, in any order."""
LANES = (0, 2, 4, 6)
"""Who write in each plan: its owner, and others who may."""


async def test_what_was_acknowledged_is_there_once_and_in_order(durable: Durable, seed: int) -> None:
    random = Random(seed)
    ledger = Ledger()
    async with open_stage(durable) as stage:
        async with writing(stage, ledger, random):
            for _ in range(ROUNDS):
                for victim in random.sample(("one", "other", "postgres"), 3):
                    await asyncio.sleep(random.uniform(0.3, 1.2))
                    await _killed(stage, victim, random)
        assert await all_misfits(stage, ledger) == []
        # There was something to lose, and something was cut off in the middle.
        assert sum(one.acknowledged for one in ledger.sent) > 50 * ROUNDS
        assert sum(one.lost > 0 for one in ledger.sent) > ROUNDS


async def test_edits_that_are_acknowledged_but_not_kept_are_found(durable: Durable) -> None:
    ledger = Ledger()
    async with open_stage(durable, 1, module="tests.survival.forgetful") as stage:
        with pytest.raises(ExceptionGroup) as seen:
            async with writing(stage, ledger, Random(1)):
                await asyncio.sleep(20)  # cut short by the first who finds it
        # The writer herself sees it when she goes on; and so does the ledger.
        assert "what was saved last" in str(seen.value.exceptions) or "404" in str(seen.value.exceptions)
        assert [one for one in await all_misfits(stage, ledger) if "lost" in one]


@asynccontextmanager
async def writing(stage: Stage, ledger: Ledger, random: Random) -> AsyncIterator[None]:
    """Many write for as long as the block lasts; each ends what she has begun."""
    over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for plan in stage.plans:
            cookies = await stage.cookies([plan.people[place] for place in LANES])
            section = f"/plans/{plan.space_id}/sections/{plan.sections[0]}"
            for cookie in cookies:
                writer = Writer(stage, ledger, Random(random.random()), cookie, section)
                group.create_task(writer.run(over))
        yield
        over.set()


async def _killed(stage: Stage, victim: str, random: Random) -> None:
    """One of three is killed with everything under way, is away for a moment, and comes back."""
    if victim == "postgres":
        await stage.kill_postgres()
        await asyncio.sleep(random.uniform(0, 0.5))
        await stage.start_postgres()
        return
    server = stage.servers[victim == "other"]
    server.kill()
    await asyncio.sleep(random.uniform(0, 0.5))
    await server.start()


def _kept(*texts: str) -> list[Stored]:
    ids = [uuid4() for _ in texts]
    bases = [None, *ids]
    return [
        Stored(own, number, base, text)
        for number, (own, base, text) in enumerate(zip(ids, bases, texts, strict=False), start=1)
    ]


def test_the_ledger_tells_what_is_wrong() -> None:
    item = uuid4()
    sent = [Sent(item, "a", True), Sent(item, "b", False, 1), Sent(item, "c", True)]
    assert misfits(sent, _kept("a", "c")) == [] == misfits(sent, _kept("a", "b", "c"))
    assert misfits(sent, _kept("a", "b")) == ["lost: c"]
    assert misfits(sent, []) == ["lost: a", "lost: c"]
    assert misfits(sent, _kept("a", "b", "b", "c")) == ["doubled: b"]
    assert misfits(sent, _kept("a", "c", "x")) == ["never sent: x"]
    assert misfits(sent, _kept("c", "a")) == ["out of order: ['c', 'a']"]
    whole = _kept("a", "b", "c")
    assert [one.base for one in whole] == [None, *(earlier.version for earlier, _ in pairwise(whole))]
    assert misfits(sent, [whole[0], *_kept("b", "c")])[0].startswith("numbered")
    assert misfits(sent, [*whole[:2], Stored(uuid4(), 3, whole[0].version, "c")]) == [
        "version 3 is not made from the one before it"
    ]
    assert misfits(sent, _kept("x", "a", "c")[1:])[1] == "the first version is made from another"
