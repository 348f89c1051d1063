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
from tests.waiting import until

SCREENS = 1_000
A_SECOND = 20
EDITORS = 2
"""Processes that make changes by turns: one alone does not come to twenty."""
COUNT = 1_500
CONNECTIONS = 4
"""Few: how long a page takes is the question, not how many wait for it."""

Side = tuple[Crowd, list[Editor]]
"""What such a process makes changes in, and with."""


def measure(ground: Ground) -> Iterator[Figure]:
    """``page_p99_under_push``: the time within which 99 of 100 pages come, pushed to others or not."""
    with ExitStack() as stack:
        ours = stack.enter_context(serve.ipplan(ground.settings))
        sides = [(stack.enter_context(Crowd()), list[Editor]()) for _ in range(EDITORS)]
        for plan, (crowd, editors) in zip(ground.plans, cycle(sides), strict=False):
            join_all(crowd, ground, plan, ours.port, SCREENS // len(ground.plans))
            editors.append(Editor(ground, plan, ours.port))
        for crowd, _ in sides:
            crowd.settle()
        known = [
            load.get(f"/plans/{plan.space_id}", cookie)
            for plan in ground.plans
            for cookie in ground.cookies(plan)
        ]
        load.run(ours.port, iter(known), count=len(known))

        def idle() -> float:
            requests = iter(random.choices(known, k=COUNT))
            return load.run(ours.port, requests, count=COUNT, connections=CONNECTIONS).p99

        def pushed() -> float:
            with _pushing(sides):
                return idle()

        yield lower("page_p99_under_push", ratio(pushed, idle), 3, 2)


@contextmanager
def _pushing(sides: Sequence[Side]) -> Iterator[None]:
    """Changes are made, and the crowds told, by processes of their own: what measures is not disturbed."""
    fork = multiprocessing.get_context("fork")
    stop, made = fork.Event(), fork.Value("i", 0)
    processes = [fork.Process(target=_push, args=(*side, stop, made)) for side in sides]
    for process in processes:
        process.start()
    until(lambda: made.value >= len(sides), "the changes have begun")
    began, before = time.perf_counter(), made.value
    try:
        yield
    finally:
        rate = (made.value - before) / (time.perf_counter() - began)
        stop.set()
        for process in processes:
            process.join()
    assert not any(process.exitcode for process in processes), "the changes stopped by themselves"
    say(f"    {rate:.1f} changes a second")


def _push(crowd: Crowd, editors: Sequence[Editor], stop: Event, made: "Synchronized[int]") -> None:
    due = time.perf_counter()
    for editor in cycle(editors):
        editor.save()()
        with made.get_lock():
            made.value += 1
        due += EDITORS / A_SECOND
        crowd.take_until(due)
        if stop.is_set():
            return
