"""Pages while others are pushed to: a thousand screens on fifty plans, twenty changes a second."""

import multiprocessing
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import cycle
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event

from tests.bench import load, serve
from tests.bench.crowd import Crowd
from tests.bench.fanout import Editor, join_all
from tests.bench.ground import Ground
from tests.bench.measure import Figure, lower, ratio, say

SCREENS = 1_000
A_SECOND = 20
COUNT = 1_500
CONNECTIONS = 4
"""Few: how long a page takes is the question, not how many wait for it."""


def measure(ground: Ground) -> Iterator[Figure]:
    """``page_p99_under_push``: the time within which 99 of 100 pages come, pushed to others or not."""
    with ExitStack() as stack:
        ours = stack.enter_context(serve.ipplan(ground.settings))
        crowd = stack.enter_context(Crowd())
        for plan in ground.plans:
            join_all(crowd, ground, plan, ours.port, SCREENS // len(ground.plans))
        crowd.settle()
        known = [
            load.get(f"/plans/{plan.space_id}", cookie)
            for plan in ground.plans
            for cookie in ground.cookies(plan)
        ]
        load.run(ours.port, iter(known), count=len(known))
        editors = [Editor(ground, plan, ours.port) for plan in ground.plans]

        def idle() -> float:
            requests = iter(random.choices(known, k=COUNT))
            return load.run(ours.port, requests, count=COUNT, connections=CONNECTIONS).p99

        def pushed() -> float:
            with _pushing(crowd, editors):
                return idle()

        yield lower("page_p99_under_push", ratio(pushed, idle), 3, 2)


@contextmanager
def _pushing(crowd: Crowd, editors: Sequence[Editor]) -> Iterator[None]:
    """Changes are made, and the crowd told, by a process of its own: what measures is not disturbed by it."""
    fork = multiprocessing.get_context("fork")
    stop, made = fork.Event(), fork.Value("i", 0)
    process = fork.Process(target=_push, args=(crowd, editors, stop, made))
    began = time.perf_counter()
    process.start()
    try:
        yield
    finally:
        stop.set()
        process.join()
    assert process.exitcode == 0, "the changes stopped by themselves"
    say(f"    {made.value / (time.perf_counter() - began):.1f} changes a second")


def _push(crowd: Crowd, editors: Sequence[Editor], stop: Event, made: "Synchronized[int]") -> None:
    due = time.perf_counter()
    for editor in cycle(editors):
        editor.save()()
        made.value += 1
        due += 1 / A_SECOND
        crowd.take_until(due)
        if stop.is_set():
            return
