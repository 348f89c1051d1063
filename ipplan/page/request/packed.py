"""Pages are sent packed, but not where the length of what is packed could tell somebody what it says.

Whoever sees how long packed answers are, and can have her own words packed beside somebody's secret,
guesses the secret letter by letter (BREACH): a right guess packs better. It takes thousands of answers
that she makes a browser fetch. So what a script fetches is not packed, nor are pushes: others decide when
they come. Of pages that another site leads to (Sec-Fetch-Site; browsers that say nothing get nothing
packed), some in an hour are: a link in a mail, the way back from the login. Answers that say
``no-transform`` show a secret address or code, and are packed by nobody. A file name of a length of
chance in the gzip header blurs each length ("Heal the Breach", 2022; Django does the same): telling one
byte's difference takes some ten thousand answers.
"""

import gzip
import io
import secrets
from dataclasses import dataclass

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ipplan.page.house import house_of

LEAST = 1_000
"""Bytes under which a page fits in a packet as it is."""
LARGE = 50_000
"""Bytes over which packing takes a millisecond, and others need not wait for it."""
BLUR = 100
OWN = ("same-origin", "none")


class Packed:
    """Packs whole pages that a person opens."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        may = scope["type"] == "http" and _opens(Headers(scope=scope))
        await self._app(scope, receive, _Packing(scope, send) if may else send)


def _opens(asked: Headers) -> bool:
    said = bool(asked.get("sec-fetch-site")) and asked.get("sec-fetch-mode") == "navigate"
    return said and "gzip" in asked.get("accept-encoding", "")


@dataclass(slots=True)
class _Packing:
    """Holds an answer's start back until its first body has come."""

    scope: Scope
    send: Send
    start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body" and self.start is not None:
            start, self.start = self.start, None
            headers = MutableHeaders(scope=start)
            if _packable(headers, message) and await _may(self.scope):
                await _pack(headers, message)
            await self.send(start)
            await self.send(message)
        else:
            await self.send(message)


async def _may(scope: Scope) -> bool:
    """Whether somebody opens the page from here, or other sites have not led her here too often."""
    request = Request(scope)
    visitor = scope.get("visitor")
    if visitor is None or request.headers["sec-fetch-site"] in OWN:
        return True
    return not await house_of(request).limits.wait("arrival", visitor.session_id.hex())


def _packable(headers: MutableHeaders, body: Message) -> bool:
    return (
        headers.get("content-type", "").startswith("text/html")
        and "content-encoding" not in headers
        and "no-transform" not in headers.get("cache-control", "")
        and not body.get("more_body")
        and len(body.get("body", b"")) >= LEAST
    )


async def _pack(headers: MutableHeaders, message: Message) -> None:
    body = message["body"]
    message["body"] = await run_sync(packed, body) if len(body) > LARGE else packed(body)
    headers["content-length"] = str(len(message["body"]))
    headers["content-encoding"] = "gzip"
    headers.add_vary_header("accept-encoding")
    if headers.get("etag", "").startswith('"'):
        headers["etag"] = f"W/{headers['etag']}"


def packed(body: bytes) -> bytes:
    """``body`` in gzip, with a file name of a length of chance."""
    out = io.BytesIO()
    blur = "a" * secrets.randbelow(BLUR + 1)
    with gzip.GzipFile(filename=blur, mode="wb", compresslevel=6, fileobj=out, mtime=0) as file:
        file.write(body)
    return out.getvalue()
