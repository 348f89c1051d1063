"""What a piece of work costs in CPU, served by one process and by two: ten reads, then a change."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from itertools import cycle
from pathlib import Path

from tests.bench import load, serve
from tests.bench.crowd import Crowd
from tests.bench.fanout import Editor, join_all
from tests.bench.ground import Ground
from tests.bench.measure import Figure, lower, ratio
from tests.bench.serve import Served, cpu_of
from tests.bench.town import Plan

SCREENS = 20
PIECES = 30
READS = 10


def measure(ground: Ground) -> Iterator[Figure]:
    """``two_processes_cpu``: seconds of CPU of web processes and database for the same work."""
    with ExitStack() as stack:
        alone = stack.enter_context(serve.ipplan(ground.settings))
        one = _work(stack, ground, ground.plans[0], [alone])
        both = [stack.enter_context(serve.ipplan(ground.settings)) for _ in range(2)]
        two = _work(stack, ground, ground.plans[1], both)
        yield lower("two_processes_cpu", ratio(two, one), 1.4, 1.15)


def _work(stack: ExitStack, ground: Ground, plan: Plan, servers: list[Served]) -> Callable[[], float]:
    """Twenty screens, reads and changes go to the processes by turns; returns what is to be measured."""
    crowd = stack.enter_context(Crowd())
    for served in servers:
        join_all(crowd, ground, plan, served.port, SCREENS // len(servers))
    crowd.settle()
    turns = cycle([(served, Editor(ground, plan, served.port)) for served in servers])
    reads = cycle([load.get(f"/plans/{plan.space_id}", cookie) for cookie in ground.cookies(plan)])

    def run() -> float:
        before = _used(ground, servers)
        for _ in range(PIECES):
            served, editor = next(turns)
            load.run(served.port, reads, count=READS, connections=2)
            crowd.until_all(editor.save())
        return _used(ground, servers) - before

    return run


def _used(ground: Ground, servers: list[Served]) -> float:
    """Seconds of CPU so far, of these and of the whole database."""
    postmaster = int((ground.postgres.folder.data / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    database = 0.0
    for child in map(int, children):
        # One that ends meanwhile is counted with the postmaster, who reaps it.
        with suppress(FileNotFoundError, ProcessLookupError):
            database += cpu_of(child)
    return database + cpu_of(postmaster, reaped=True) + sum(served.cpu for served in servers)
