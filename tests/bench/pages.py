"""The plan's page: ten sections, sixty items, sixteen connections over six hundred sessions."""

import asyncio
import random
from collections.abc import Callable, Iterator
from itertools import chain, cycle, islice

import httpx2

from tests.bench import load, serve
from tests.bench.ground import Ground
from tests.bench.measure import Figure, higher, ratio
from tests.bench.town import log_in

COUNT = 2_000
FRESH = 20
"""One read in so many is a session's first, and writes its lines in the log."""


def measure(ground: Ground) -> Iterator[Figure]:
    """Pages a second to bare Starlette sending the same bytes; and to the page without its verdicts."""
    people = [(plan, who) for plan in ground.plans for who in plan.people]
    cookies = asyncio.run(log_in(ground.settings, [who for _, who in people]))
    known = [
        load.get(f"/plans/{plan.space_id}", cookie) for (plan, _), cookie in zip(people, cookies, strict=True)
    ]
    fresh = _fresh(ground)
    mixed = _mixed(known, fresh)
    with (
        serve.ipplan(ground.settings) as ours,
        serve.ipplan(ground.settings, module="tests.bench.ungated") as open_,
    ):
        for port in (ours.port, open_.port):
            load.run(port, iter(known), count=len(known))
        body = ground.folder / "body"
        body.write_bytes(_page(ours.port, f"/plans/{ground.plans[0].space_id}", cookies[0]))
        with serve.bare("pages", BENCH_BODY=str(body)) as bare:
            pages, bytes_ = _rate(ours.port, mixed), _rate(bare.port, cycle([load.get("/")]))
            yield higher("page_vs_bare", ratio(pages, bytes_), 0.15, 0.30)
            yield higher("page_first_read", ratio(_rate(ours.port, fresh), bytes_), 0.10, 0.20)
        yield higher("page_ungated", ratio(pages, _rate(open_.port, mixed)), 0.85, 0.95)


def _rate(port: int, requests: Iterator[bytes]) -> Callable[[], float]:
    return lambda: load.run(port, requests, count=COUNT).rate


def _fresh(ground: Ground) -> Iterator[bytes]:
    """Requests of sessions that have read nothing yet, without end; logged in by the hundred."""
    while True:
        people = [(plan, who) for plan in ground.plans for who in plan.people]
        random.shuffle(people)
        cookies = asyncio.run(log_in(ground.settings, [who for _, who in people]))
        yield from (load.get(f"/plans/{p.space_id}", c) for (p, _), c in zip(people, cookies, strict=True))


def _mixed(known: list[bytes], fresh: Iterator[bytes]) -> Iterator[bytes]:
    while True:
        yield from chain(islice(fresh, 1), random.choices(known, k=FRESH - 1))


def _page(port: int, path: str, cookie: str) -> bytes:
    answer = httpx2.get(f"http://127.0.0.1:{port}{path}", cookies={"ipplan": cookie})
    assert answer.status_code == 200
    return answer.content
