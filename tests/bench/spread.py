"""Ten thousand sockets over five hundred plans, and a change in each at the same moment."""

import asyncio
import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from ipplan.app import open_gate
from ipplan.gate.gate import Gate
from ipplan.gate.keys import load
from ipplan.gate.visit import Actor
from ipplan.permit import Access
from ipplan.plan import changes
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.store.database import Tx
from ipplan.store.items import section_items
from ipplan.store.spaces import hold
from tests.bench import serve
from tests.bench.crowd import Crowd
from tests.bench.fanout import go, join_all
from tests.bench.ground import Ground
from tests.bench.measure import Figure, lower, ratio
from tests.bench.town import LEVEL, Plan

EACH = 20
"""Screens on each plan."""


def measure(ground: Ground) -> Iterator[Figure]:
    """``live_10000_vs_websockets``: what is compared is from the commit of all changes to the last socket."""
    with ExitStack() as stack:
        # Begun first: it would else inherit our sockets, and be left with too few of its own.
        seat_peers = stack.enter_context(_peers())
        ours = stack.enter_context(serve.ipplan(ground.settings))
        crowd = stack.enter_context(Crowd())
        for plan in ground.plans:
            join_all(crowd, ground, plan, ours.port, EACH)
        crowd.settle()
        change = Changes(ground)
        crowd.until_all(change.made())
        crowd.settle()
        size = sum(seat.size for seat in crowd.seats) // len(crowd.seats)
        bare = stack.enter_context(serve.bare("sockets", BENCH_SIZE=str(size)))
        theirs = seat_peers(bare.port, crowd)

        def mine() -> float:
            taken = crowd.until_all(change.made())
            crowd.settle()
            return taken

        yield lower("live_10000_vs_websockets", ratio(mine, theirs), 1.0, 0.75)


@contextmanager
def _peers() -> Iterator[Callable[[int, Crowd], Callable[[], float]]]:
    """A peer's crowd, in a process of its own: one may hold no more sockets than one crowd has.

    What is given takes the peer's port, and our own crowd, as many as sit there; what that returns measures.
    Each crowd answers its pings while it is the other's turn: who does not is hung up on.
    """
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe()
    process = fork.Process(target=_peer, args=(there,), daemon=True)
    process.start()

    def seated(port: int, ours: Crowd) -> Callable[[], float]:
        here.send((port, len(ours.seats)))
        return partial(run, ours)

    def run(ours: Crowd) -> float:
        here.send("go")
        _meanwhile(here, ours)
        return float(here.recv())

    yield seated
    process.kill()
    process.join()


def _peer(to: "Connection[Any, Any]") -> None:
    port, screens = to.recv()
    crowd, control = Crowd(), Crowd()
    for _ in range(screens):
        crowd.join(port, "/")
    seat = control.join(port, "/control")
    crowd.settle()
    while True:
        _meanwhile(to, crowd, control)
        word = to.recv()
        taken = crowd.until_all(go(seat, word))
        crowd.settle()
        to.send(taken)


def _meanwhile(other: "Connection[Any, Any]", *crowds: Crowd) -> None:
    """Take in what comes until there is word from the other process."""
    while not other.poll():
        for crowd in crowds:
            crowd.take_until(time.perf_counter() + 0.1)


class Changes:
    """One goal of each plan gets a new title, all in one transaction: a commit for all of them."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._number = 0

    def made(self) -> Callable[[], float]:
        """Commits, and tells when that was acknowledged. What goes before the commit is not measured."""
        self._number += 1

        def commit() -> float:
            return asyncio.run(self._commit(f"Mål {self._number}"))

        return commit

    async def _commit(self, title: str) -> float:
        settings = self._ground.settings
        async with open_gate(settings, load(settings.keys)) as gate:
            async with gate.database.begin() as tx:
                for plan in self._ground.plans:
                    await _retitle(gate, tx, plan, title)
            return time.perf_counter()


async def _retitle(gate: Gate, tx: Tx, plan: Plan, title: str) -> None:
    actor = Actor(plan.people[0], b"bench", LEVEL, gate.clock.now())
    held = await hold(tx, gate.clock, plan.space_id)
    visit = await gate.visit_within(held, actor)
    permit = await visit.open(plan.sections[0], Access.WRITE)
    item = next(one for one in await section_items(tx, permit) if one.clear.kind == "goal")
    filled = fill(KINDS["goal"], {"title": title, "status": "active"}, item.clear, item.content)
    await changes.save(held, permit, item, item.head.version_id, filled)
    await held.finish()
