"""Short-lived things in memory: codes, pushed requests, sessions. A restart forgets them, as it should."""

import secrets
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Shelf(Generic[T]):
    """Things by an unguessable name, each until its time is out."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._things: dict[str, tuple[float, T]] = {}

    def put(self, thing: T, seconds: float) -> str:
        """Keep it under a new name, which is returned."""
        name = secrets.token_urlsafe(32)
        self.keep(name, thing, seconds)
        return name

    def keep(self, name: str, thing: T, seconds: float) -> None:
        """Keep it under a given name."""
        self._sweep()
        self._things[name] = (self._now() + seconds, thing)

    def get(self, name: str | None) -> T | None:
        """Look without taking."""
        ends, thing = self._things.get(name or "", (0.0, None))
        return thing if self._now() < ends else None

    def take(self, name: str | None) -> T | None:
        """Take it away, so that it can be had once only."""
        thing = self.get(name)
        self._things.pop(name or "", None)
        return thing

    def __iter__(self) -> Iterator[tuple[str, T]]:
        self._sweep()
        return iter([(name, thing) for name, (_, thing) in self._things.items()])

    def _sweep(self) -> None:
        now = self._now()
        self._things = {name: kept for name, kept in self._things.items() if now < kept[0]}
