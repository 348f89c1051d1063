"""A memory that forgets: what was used least recently goes first."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memory(Generic[K, V]):
    """Keeps so many values by their keys, and ``most`` of what ``weigh`` says each is; ``None`` is no value.

    Where a key says which version of something it is, old versions are never asked for again, and a number
    alone lets as many of the longest be kept as of the shortest.
    """

    def __init__(self, size: int, *, most: int = 0, weigh: Callable[[V], int] | None = None) -> None:
        self._size = size
        self._most = most
        self._weigh = weigh or _nothing
        self._weight = 0
        self._kept: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        """What is remembered, and is now the last to be forgotten; else ``None``."""
        value = self._kept.get(key)
        if value is not None:
            self._kept.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> V:
        """Remember a value, and forget others where that is too much; returns it."""
        old = self._kept.pop(key, None)
        self._weight += self._weigh(value) - (0 if old is None else self._weigh(old))
        self._kept[key] = value
        while len(self._kept) > self._size or self._weight > self._most:
            self._weight -= self._weigh(self._kept.popitem(last=False)[1])
        return value

    def clear(self) -> None:
        """Forget everything."""
        self._kept.clear()
        self._weight = 0


def _nothing(_: object) -> int:
    return 0
