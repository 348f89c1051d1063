"""Asking ClamAV whether a file is clean, over a socket: INSTREAM of clamd's own protocol."""

import asyncio
from collections.abc import AsyncIterator

PATIENCE = 60.0
"""Seconds for one step: clamd looks through what it was given only when it has all of it."""
MOST_ANSWER = 4_096


class ClamdAway(ConnectionError):
    """Nobody answers, or not what was asked: the file is tried again."""


async def is_clean(where: str, pieces: AsyncIterator[bytes]) -> bool:
    """Whether nothing is found in what ``pieces`` make. ``where``: ``host:port``, or a socket's path.

    Raises `ClamdAway`; also where clamd takes no stream so long (its ``StreamMaxLength``).
    """
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await _open(where)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClamdAway(type(error).__name__) from None
    try:
        return _read(await _ask(reader, writer, pieces))
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        raise ClamdAway(type(error).__name__) from None
    finally:
        writer.close()


async def _open(where: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if "/" in where:
        return await asyncio.open_unix_connection(where)
    host, _, port = where.rpartition(":")
    return await asyncio.open_connection(host, int(port))


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, pieces: AsyncIterator[bytes]
) -> str:
    """Each piece with its length before it, then a piece of none; the answer ends with a NUL."""
    writer.write(b"zINSTREAM\0")
    async for piece in pieces:
        async with asyncio.timeout(PATIENCE):
            writer.write(len(piece).to_bytes(4) + piece)
            await writer.drain()
    writer.write(bytes(4))
    async with asyncio.timeout(PATIENCE):
        return (await reader.readuntil(b"\0"))[:MOST_ANSWER].decode("utf-8", "replace").rstrip("\0")


def _read(answer: str) -> bool:
    if answer == "stream: OK":
        return True
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return False
    raise ClamdAway("no_verdict")
