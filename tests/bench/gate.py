"""The gate's own cost: a verdict on rows that are known, to one verification of a signature."""

import asyncio
import time
from collections.abc import Callable, Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ipplan.app import open_gate
from ipplan.gate.asking import Knowledge
from ipplan.gate.keys import load
from ipplan.gate.standing import Standing
from tests.bench.ground import Ground
from tests.bench.measure import Figure, lower, ratio

TIMES = 2_000


def measure(ground: Ground) -> Iterator[Figure]:
    """``gate_warm_vs_verify``: judging one section, everything of it asked anew but the signatures."""
    yield lower("gate_warm_vs_verify", asyncio.run(_warm(ground)), 0.03, 0.01)


async def _warm(ground: Ground) -> float:
    plan = ground.plans[0]
    async with (
        open_gate(ground.settings, load(ground.settings.keys)) as gate,
        gate.database.pool.connection() as to,
    ):
        answer = (await Knowledge().ask(to, [plan.space_id]))[plan.space_id]
        assert answer.space is not None
        space, now, who, section = answer.space, gate.clock.sight(answer.at), plan.people[5], plan.sections[0]

        def judge() -> None:
            standing = gate.verdicts.standing(space.facts(who, answer.at), now)
            assert isinstance(standing, Standing)
            assert standing.may(section)

        return ratio(_timed(judge), _timed(_verify()))


def _verify() -> Callable[[], None]:
    key, text = Ed25519PrivateKey.generate(), b"x" * 600
    public, signature = key.public_key(), key.sign(text)
    return lambda: public.verify(signature, text)


def _timed(what: Callable[[], None]) -> Callable[[], float]:
    def run() -> float:
        start = time.perf_counter()
        for _ in range(TIMES):
            what()
        return time.perf_counter() - start

    return run
