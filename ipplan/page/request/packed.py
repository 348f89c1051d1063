"""Pages are sent packed, but never where the length of what is packed could tell somebody what it says.

Whoever sees how long packed answers are, and can have her own words packed beside somebody's secret,
guesses the secret letter by letter (BREACH): a right guess packs better. So nothing is packed that somebody
else makes a browser fetch: not what comes by another site's link or form (its Sec-Fetch-Site says so, and
browsers that say nothing get nothing packed), not what a script asks for because of a push, not the pushes
themselves. Answers that say ``no-transform`` show a secret address or code, and are packed by nobody. What
remains is a page that a person opens by herself; a file name of a length of chance in its gzip header blurs
that ("Heal the Breach", 2022; Django does the same).
"""

import gzip
import io
import secrets
from dataclasses import dataclass

from anyio.to_thread import run_sync
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST = 1_000
"""Bytes under which a page fits in a packet as it is."""
LARGE = 50_000
"""Bytes over which packing takes more than a millisecond, and others need not wait for it."""
BLUR = 100
OPENED = ("same-origin", "none")


class Packed:
    """Packs whole pages that a person opened."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        may = scope["type"] == "http" and _opened(Headers(scope=scope))
        await self._app(scope, receive, _Packing(send) if may else send)


def _opened(asked: Headers) -> bool:
    by_herself = asked.get("sec-fetch-site") in OPENED and asked.get("sec-fetch-mode") == "navigate"
    return by_herself and "gzip" in asked.get("accept-encoding", "")


@dataclass(slots=True)
class _Packing:
    """Holds an answer's start back until its first body has come."""

    send: Send
    start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body" and self.start is not None:
            start, self.start = self.start, None
            if _packable(MutableHeaders(scope=start), message):
                await _pack(MutableHeaders(scope=start), message)
            await self.send(start)
            await self.send(message)
        else:
            await self.send(message)


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
