"""A browser's plan page without the browser: what it shows, as the page and then frames brought it."""

import asyncio
import contextlib
import json
import re
from dataclasses import dataclass, field

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from tests.gate.machine.model import words_in

PART = re.compile(r'<div id="(live-[\w-]+)" class="live" data-seen="([^"]+)">')
SECTIONS, SECTION = "live-sections", "live-section-"


@dataclass(frozen=True)
class Part:
    """One part of the page: the digest of what it shows, and its words."""

    digest: str
    words: frozenset[str]


def parts_in(html: str) -> dict[str, Part]:
    """The parts of a page, or of what a frame brings, by their element's id."""
    _, *found = PART.split(html)
    triples = zip(found[::3], found[1::3], found[2::3], strict=True)
    return {name: Part(digest, words_in(text)) for name, digest, text in triples}


@dataclass(eq=False)
class Screen:
    """What one person has before her. It stays as it was while the line is down."""

    parts: dict[str, Part]
    socket: ClientConnection | None = None
    received: list[str] = field(default_factory=list)
    """Frames since they were last judged, as they came."""
    gone: bool = False
    """It was told to cover itself for good."""
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _reading: asyncio.Task[None] | None = None

    @property
    def digests(self) -> dict[str, str]:
        return {name: part.digest for name, part in self.parts.items()}

    @property
    def words(self) -> frozenset[str]:
        return frozenset[str]().union(*(part.words for part in self.parts.values()))

    @property
    def is_live(self) -> bool:
        return self.socket is not None

    async def connect(self, socket: ClientConnection) -> None:
        """Say what the page shows, and listen."""
        if self._reading is not None:
            await self._reading
        self.socket, self.gone = socket, False
        self._reading = asyncio.create_task(self._read(socket))
        await socket.send(json.dumps({"seen": self.digests}))

    async def drop(self) -> None:
        if self.socket is not None and self._reading is not None:
            await self.socket.close()
            await self._reading

    async def change(self, seconds: float) -> None:
        """Until a frame comes or the line ends, but no longer than that."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        self._changed.clear()

    async def catch_up(self) -> None:
        """Read all that was on its way: the answer to a ping comes after it."""
        if self.socket is not None:
            with contextlib.suppress(ConnectionClosed):
                await (await self.socket.ping())

    async def _read(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for frame in socket:
                self._take(str(frame))
                self._changed.set()
        self.socket = None
        self._changed.set()

    def _take(self, frame: str) -> None:
        self.received.append(frame)
        message = json.loads(frame)
        self.gone = self.gone or message.get("gone", False)
        if "target" not in message:
            return
        brought = parts_in(message["content"])
        if message["target"] == f"#{SECTIONS}":
            others = {name: part for name, part in self.parts.items() if not name.startswith(SECTION)}
            self.parts = others | brought
        else:
            assert list(brought) == [message["target"].removeprefix("#")], "a frame replaces its target"
            self.parts |= brought
