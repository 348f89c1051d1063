"""A live screen of somebody at one process: which marks its frames bore, and whether a section is on it."""

import asyncio
import json
import re
from collections.abc import Callable
from uuid import UUID

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

MARK = re.compile(r"merke-\d+-\d+-[abc]")
"""A text written in the race: of which lane, in which round, before, during or after the withdrawal."""
PATIENCE = 20.0
"""Seconds after which something that must come is held not to come."""


class Screen:
    """Listens from the moment it is made; use ``close`` at the end."""

    def __init__(self, connection: ClientConnection, section_id: UUID) -> None:
        self._connection = connection
        self._name = f"live-section-{section_id}"
        self._changed = asyncio.Event()
        self.marks: set[str] = set()
        """All marks that any frame bore."""
        self.shown = False
        """Whether the section is on the screen."""
        self.closed = False
        """Told that there is nothing more to see, or disconnected."""
        self._task = asyncio.get_running_loop().create_task(self._listen())

    async def bears(self, mark: str) -> None:
        """Wait for a frame with ``mark``."""
        await self._until(lambda: mark in self.marks, f"a frame with {mark}")

    async def loses(self) -> None:
        """Wait until the section is off the screen, or the screen has been taken away."""
        await self._until(lambda: not self.shown, "the section's leaving the screen")

    async def close(self) -> None:
        await self._connection.close()
        await self._task

    async def _until(self, holds: Callable[[], bool], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                while not holds():
                    assert not self.closed, f"closed while waiting for {what}"
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"not within {PATIENCE} s: {what}") from None

    async def _listen(self) -> None:
        try:
            async for text in self._connection:
                self._take(str(text))
                self._changed.set()
        except ConnectionClosed:
            pass
        finally:
            self.closed, self.shown = True, False
            self._changed.set()

    def _take(self, text: str) -> None:
        self.marks.update(MARK.findall(text))
        message = json.loads(text)
        if "gone" in message:
            self.closed, self.shown = True, False
        elif message.get("target") == "#live-sections":
            self.shown = self._name in message["content"]
        elif message.get("target") == f"#{self._name}":
            self.shown = True
