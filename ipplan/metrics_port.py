"""A port of its own for Prometheus and for health checks, so that nobody outside comes near it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

from ipplan.config import Settings
from ipplan.metrics import Gauge, exposition

Look = Callable[[], Awaitable[Sequence[Gauge]]]
LONGEST_ASKING = 5.0
LARGEST = 8 * 1024
TEXT = "text/plain; version=0.0.4; charset=utf-8"


@asynccontextmanager
async def metrics_served(
    settings: Settings, look: Look, well: Callable[[], bool] = lambda: True
) -> AsyncIterator[None]:
    """Answer ``/metrics`` and ``/healthz`` for as long as the block lasts; nothing where the port is 0."""
    if not settings.metrics_port:
        yield
        return

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            async with asyncio.timeout(LONGEST_ASKING):
                head = await reader.readuntil(b"\r\n\r\n")
                status, body = await _body(head.split(b" ", 2)[:2], look, well)
                writer.write(_head(status, len(body)) + body)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(
        answer, settings.metrics_host, settings.metrics_port, limit=LARGEST, reuse_address=True
    )
    try:
        yield
    finally:
        server.close()


async def _body(asked: list[bytes], look: Look, well: Callable[[], bool]) -> tuple[str, bytes]:
    if asked == [b"GET", b"/metrics"]:
        return "200 OK", exposition(await look())
    if asked == [b"GET", b"/healthz"]:
        return ("200 OK", b"well\n") if well() else ("503 Service Unavailable", b"not well\n")
    return "404 Not Found", b""


def _head(status: str, length: int) -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\ncontent-type: {TEXT}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    )
    return head.encode()
