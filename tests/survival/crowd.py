"""A crowd of browsers that only listen, and come back as the page does; cheap enough for ten thousand."""

import asyncio
import json
import os
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from random import Random

from ipplan.config import ROOT
from tests.bench.crowd import masked
from tests.server import Server

MARK = re.compile(rb"storm-(\d+)")
TAIL = 32
"""Bytes that are kept, so that what comes in two parts is found."""


def comes_back() -> tuple[float, float]:
    """After how many seconds the page tries again at first, and at most; twice that with all its jitter."""
    page = (ROOT / "web/templates/base.html").read_text(encoding="utf-8")
    found = re.search(r"name=\"htmx-config\" content='([^']*)'", page)
    assert found
    config = json.loads(unescape(found[1]))["ws"]
    assert config["reconnectJitter"] == 1, "spread over all of the time"
    return config["reconnectDelay"] / 1000, config["reconnectMaxDelay"] / 1000


@dataclass(eq=False)
class Seat:
    """Somebody's page of a plan."""

    crowd: "Crowd"
    cookie: str
    path: str
    server: Server | None = None
    """Where it is connected."""
    mark: int = -1
    """The newest text that has come."""

    async def stay(self, random: Random, first: Server) -> None:
        """Be there, and come back, until cancelled."""
        delay, longest = comes_back()
        attempt, server = 0, first
        while True:
            try:
                reader, writer = await asyncio.open_connection(server.settings.host, server.settings.port)
                try:
                    attempt = await self._listen(reader, writer, server, attempt)
                finally:
                    writer.close()
            except OSError:
                pass
            self._moved(None)
            attempt += 1
            # As the page's own script does, exponentially and with jitter.
            await asyncio.sleep(random.uniform(0, 2 * min(delay * 2 ** (attempt - 1), longest)))
            server = random.choice(self.crowd.serving)

    async def _listen(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: Server, attempt: int
    ) -> int:
        """Connect, and take in what comes until it ends; returns how many attempts have failed by now."""
        key = b64encode(os.urandom(16)).decode()
        writer.write(
            (
                f"GET {self.path} HTTP/1.1\r\nhost: {server.settings.host}\r\nupgrade: websocket\r\n"
                f"connection: Upgrade\r\nsec-websocket-key: {key}\r\nsec-websocket-version: 13\r\n"
                f"origin: {server.settings.base_url}\r\ncookie: ipplan={self.cookie}\r\n\r\n"
            ).encode()
        )
        try:
            head = await reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError:
            return attempt
        if not head.startswith(b"HTTP/1.1 101"):
            return attempt
        writer.write(masked(b'{"seen": {}}'))
        tail = b""
        while data := await reader.read(1 << 16):
            tail += data
            for number in MARK.findall(tail):
                self.mark = max(self.mark, int(number))
            tail = tail[-TAIL:]
            if self.server is None:
                self._moved(server)
            self.crowd.changed.set()
        self.crowd.ends.append(tail[-4:])
        return 0

    def _moved(self, server: Server | None) -> None:
        self.server = server
        self.crowd.changed.set()


@dataclass
class Crowd:
    """Many seats; ``ends`` are the last bytes that each got before it was hung up on."""

    serving: list[Server]
    """Where a proxy sends who comes now."""
    seats: list[Seat] = field(default_factory=list)
    ends: list[bytes] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def until_all(self, holds: Callable[[Seat], bool], within: float, what: str) -> None:
        """Wait until something is so for every seat."""
        try:
            async with asyncio.timeout(within):
                while not all(map(holds, self.seats)):
                    self.changed.clear()
                    await self.changed.wait()
                    await asyncio.sleep(0.05)  # thousands change at once: they are looked at together
        except TimeoutError:
            number = sum(map(holds, self.seats))
            raise AssertionError(f"{number} of {len(self.seats)} within {within} s: {what}") from None
