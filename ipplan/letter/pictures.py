"""Small pictures of files: drawn in a process of its own, since what reads a stranger's picture may fail."""

import asyncio
import sys
from collections.abc import Iterator

import structlog

from ipplan.letter import drawing
from ipplan.letter.drawing import BROKEN, SECONDS, TOO_MANY

log = structlog.get_logger()
DRAWN = ("application/pdf", "image/jpeg", "image/png", "image/webp")
"""Media types of which there are small pictures."""
LONGEST = 480
"""Pixels of a small picture's longer side."""
LONGEST_PHOTO = 960
_AT_ONCE = asyncio.Semaphore(2)


class TooManyPixels(Exception):
    """A picture that is small to send, and fills the memory of who looks at it."""


class NotAPicture(Exception):
    """A picture that does not open."""


async def small_picture(pieces: Iterator[bytes], media_type: str, longest: int) -> bytes | None:
    """A JPEG of the picture, or of a PDF's first page; ``None`` where there is none to be had.

    Raises `TooManyPixels` and `NotAPicture` for pictures; a PDF that cannot be drawn is one all the same.
    """
    if media_type not in DRAWN:
        return None
    async with _AT_ONCE:
        code, drawn = await _draw(pieces, media_type, longest)
    if code == 0 and drawn:
        return drawn
    log.info("not_drawn", media_type=media_type, code=code)
    if media_type == "application/pdf":
        return None
    raise TooManyPixels if code == TOO_MANY else NotAPicture


async def _draw(pieces: Iterator[bytes], media_type: str, longest: int) -> tuple[int, bytes]:
    """The process's exit code and what it wrote. It is given no environment, and so no secrets."""
    command = (sys.executable, "-I", drawing.__file__, media_type, str(longest))
    pipe, nowhere = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=nowhere, env={})
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(2 * SECONDS):
            reading = asyncio.ensure_future(process.stdout.read())
            try:
                for piece in pieces:
                    process.stdin.write(piece)
                    await process.stdin.drain()
            except (BrokenPipeError, ConnectionResetError):
                pass  # It has failed already, and says so.
            process.stdin.close()
            return await process.wait(), await reading
    except TimeoutError:
        return BROKEN, b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
