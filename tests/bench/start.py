"""Cold start, and what one idle screen weighs."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack

import httpx2

from tests.bench import serve
from tests.bench.crowd import Crowd
from tests.bench.fanout import gather
from tests.bench.ground import Ground
from tests.bench.measure import Figure, lower, ratio
from tests.bench.serve import Served

SCREENS = 500


def measure(ground: Ground) -> Iterator[Figure]:
    """``cold_start_vs_bare`` and ``socket_memory_vs_bare``."""
    body = ground.folder / "body"
    body.write_bytes(b"x" * 20_000)
    plan, cookie = ground.plans[0], ground.cookies(ground.plans[0])[0]
    ours = _answered(lambda: serve.ipplan(ground.settings), f"/plans/{plan.space_id}", cookie)
    bare = _answered(lambda: serve.bare("pages", BENCH_BODY=str(body)), "/", "")
    yield lower("cold_start_vs_bare", ratio(ours, bare), 6, 4)
    yield lower("socket_memory_vs_bare", ratio(lambda: _ours(ground), _theirs), 1.25, 1.0)


def _answered(
    start: Callable[[], AbstractContextManager[Served]], path: str, cookie: str
) -> Callable[[], float]:
    """Seconds from the start of a process to its first page."""

    def run() -> float:
        began = time.perf_counter()
        with start() as served:
            page = httpx2.get(f"http://127.0.0.1:{served.port}{path}", cookies={"ipplan": cookie})
            assert page.status_code == 200
            return time.perf_counter() - began

    return run


def _ours(ground: Ground) -> float:
    """Bytes per screen, the second five hundred: what the first need for themselves is not a screen's."""
    with serve.ipplan(ground.settings) as served, ExitStack() as stack:
        weighed = []
        for _ in range(2):
            stack.callback(gather(ground, ground.plans[0], served.port, SCREENS).close)
            weighed.append(served.memory)
        return (weighed[1] - weighed[0]) / SCREENS


def _theirs() -> float:
    with serve.bare("uvicorn") as served, ExitStack() as stack:
        weighed = []
        for _ in range(2):
            crowd = Crowd()
            stack.callback(crowd.close)
            for _ in range(SCREENS):
                crowd.join(served.port, "/live", say=["hello"])
            crowd.settle()
            weighed.append(served.memory)
        return (weighed[1] - weighed[0]) / SCREENS
