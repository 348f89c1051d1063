"""Measures every answer, by the door it came through; outermost, so that it sees what the person sees."""

from functools import cache
from time import perf_counter

from prometheus_client import Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ipplan.metrics import DURATION, REQUESTS

METHODS = ("GET", "POST", "HEAD")


class Measured:
    """Counts and times requests. Whatever somebody makes up is one door, so that no series are made of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = 0, perf_counter()

        async def seen_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, seen_send)
        finally:
            route, method = scope.get("route"), scope["method"]
            door = route.path if route is not None else "none"
            duration, count = _series(door, method if method in METHODS else "other", status)
            duration.observe(perf_counter() - began)
            count.inc()


@cache
def _series(door: str, method: str, status: int) -> tuple[Histogram, Counter]:
    """Remembered: to look a series up costs more than to count in it. There are no more than doors allow."""
    return DURATION.labels(door), REQUESTS.labels(door, method, str(status))
