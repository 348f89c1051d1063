"""Not too much at once: limits on logins and calendars by network address, and on what is posted by session.

Counted by the library ``limits`` in each process for itself, so several processes let through several times
as much: the limits are there against floods and guessing, and far above what people do.
"""

import time
from collections.abc import Mapping
from typing import Literal

import structlog
from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ipplan.config import Settings
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.request.body import takes_file
from ipplan.page.request.place import HIDDEN, address_of
from ipplan.page.respond import is_fragment, page, place

log = structlog.get_logger()
Rate = Literal["login", "write", "sign", "calendar", "code", "arrival"]


class Limits:
    """What one process has counted."""

    def __init__(self, settings: Settings) -> None:
        """Raises ValueError for limits that are not in the library's words."""
        self._items: Mapping[str, list[RateLimitItem]] = {
            "login": parse_many(settings.rate_login),
            "write": parse_many(settings.rate_write),
            "sign": parse_many(settings.rate_sign),
            "calendar": parse_many(settings.rate_calendar),
            "code": parse_many(settings.rate_code),
            "arrival": parse_many(settings.rate_arrival),
        }
        self._counter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def wait(self, rate: Rate, whose: str) -> int:
        """Count one more; 0 if that is within the limits, else in how many seconds to try again."""
        for item in self._items[rate]:
            if not await self._counter.hit(item, rate, whose):
                stats = await self._counter.get_window_stats(item, rate, whose)
                return max(1, round(stats.reset_time - time.time()))
        return 0


class Limited:
    """Stands before a door; ``rate`` says which limit counts there."""

    def __init__(self, app: ASGIApp, *, rate: Rate) -> None:
        self._app = app
        self._rate = rate

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        seconds = await house_of(request).limits.wait(self._rate, _whose(request, self._rate))
        if not seconds:
            await self._app(scope, receive, send)
            return
        visitor = scope.get("visitor")
        # Whose calendar it is, is not known here: perhaps of somebody whose address is protected.
        hidden = self._rate == "calendar" or (visitor and visitor.protected)
        address = HIDDEN if hidden else address_of(request)
        log.warning("limited", rate=self._rate, path=place(request), seconds=seconds, address=address)
        answer = await _too_many(request, seconds)
        await answer(scope, receive, send)


def _whose(request: Request, rate: Rate) -> str:
    """The session, where there is one; else, and for logins and calendars always, the address."""
    visitor = request.scope.get("visitor")
    return visitor.session_id.hex() if visitor and rate in ("write", "sign") else address_of(request)


async def _too_many(request: Request, seconds: int) -> Response:
    """A page that keeps what was typed, and posts it again at a press; a note, for a part of a page."""
    if is_fragment(request):
        draft = request.url.path.endswith("/draft")
        answer = page(request, "refusal/_too_many.html", 429, seconds=seconds, draft=draft)
    else:
        # A file is not read for somebody who is not let in: she chooses it again.
        file = takes_file(request.method, request.url.path)
        typed = await typed_in(request) if request.method == "POST" and not file else {}
        query = f"?{request.url.query}" if request.url.query else ""
        path = f"{request.url.path}/new" if file else request.url.path
        address = "/login" if path == "/login/callback" else path + query
        answer = page(
            request,
            "refusal/too_many.html",
            429,
            seconds=seconds,
            typed=typed,
            posted=request.method == "POST" and not file,
            address=address,
        )
    answer.headers["retry-after"] = str(seconds)
    return answer
