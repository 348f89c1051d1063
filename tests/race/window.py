"""One round's reads: from when somebody sees a section until well after it was taken from her."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from time import monotonic

import httpx2

SHUT = frozenset({"section", "history", "edit"})
"""Roads into the section itself, which are not there without it; the others answer without it."""


@dataclass(frozen=True)
class Leak:
    """Something of a section that reached her by a read sent after its withdrawal was acknowledged."""

    road: str
    after: float
    """Seconds from the acknowledgment to the request."""


@dataclass
class Tally:
    """What all lanes found; counters by road."""

    rounds: int = 0
    leaks: list[Leak] = field(default_factory=list)
    got: Counter[str] = field(default_factory=Counter)
    """Reads that were answered with the section, sent before its withdrawal."""
    refused: Counter[str] = field(default_factory=Counter)
    """Reads that were sent after it, and answered without."""
    lost: list[float] = field(default_factory=list)
    """Seconds from each acknowledgment until the section was off the screen."""


class Window:
    """``mark`` is what all texts of the section bear."""

    def __init__(self, tally: Tally, client: httpx2.AsyncClient, roads: Mapping[str, str], mark: str) -> None:
        self._tally = tally
        self._client = client
        self._roads = roads
        self._mark = mark
        self._closed_at: float | None = None
        self.closed = asyncio.Event()
        self.got = asyncio.Event()
        """A read has got the section: there is something to lose."""
        self.over = False
        """Set when there is nothing more to wait for."""

    def close(self) -> None:
        """The withdrawal is acknowledged: no read that is sent from now on may get the section."""
        self._closed_at = monotonic()
        self.closed.set()

    def since_closed(self) -> float:
        assert self._closed_at is not None
        return monotonic() - self._closed_at

    async def hammer(self, first: int) -> None:
        """One read after the other, by all roads in turn, the last one sent after the withdrawal."""
        names = list(self._roads)
        for number in count(first):
            if await self.read(names[number % len(names)]) and self.over:
                return

    async def read(self, road: str) -> bool:
        """Read; returns whether it was sent after the acknowledgment."""
        closed, sent = self._closed_at, monotonic()
        answer = await self._client.get(self._roads[road])
        there = answer.status_code == 200 and (road in SHUT or self._mark in answer.text)
        if closed is None:
            if there:
                self._tally.got[road] += 1
                self.got.set()
            return False
        if there:
            self._tally.leaks.append(Leak(road, sent - closed))
        else:
            self._tally.refused[road] += 1
        return True
