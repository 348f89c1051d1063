"""The unit's statistics as they are told: tables of numbers, small ones hidden, and charts of the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from ipplan.unit.hiding import Told, alone, is_small, together, told

BAR, GAP = 100, 0.6
"""The longest bar, and the shortest that is seen: percent of the width."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a table, and its bar. ``number``: ``None`` where it is hidden."""

    name: str
    number: int | None
    width: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A table and its chart. ``whole`` says nothing where there is ``no_whole``."""

    word: str
    title: str
    about: str
    parts: tuple[Part, ...]
    whole: int | None
    no_whole: bool = False
    over_time: bool = False
    """Whether it is of the time that was chosen; else of today."""
    more: str = ""
    """A line below, with ``number`` in it."""
    number: int | None = None

    @property
    def hides(self) -> bool:
        """Whether anything of it is hidden."""
        return any(one.number is None for one in self.parts) or (self.whole is None and not self.no_whole)


def figure(word: str, title: str, about: str, names: Sequence[str], counts: Sequence[int]) -> Figure:
    """A whole and its parts as they are today."""
    return _made(word, title, about, names, told(counts))


def apart(word: str, title: str, about: str, names: Sequence[str], counts: Sequence[int]) -> Figure:
    """Numbers as they are today that are no parts of one whole."""
    return _made(word, title, about, names, Told(None, tuple(map(alone, counts))), no_whole=True)


def over_time(
    word: str,
    title: str,
    about: str,
    names: Sequence[str],
    pieces: Sequence[Sequence[int]],
    *,
    no_whole: bool = False,
) -> Figure:
    """The same, of a time that is made of pieces."""
    if no_whole:
        found = together(Told(None, tuple(map(alone, one))) for one in pieces)
    else:
        found = together(map(told, pieces))
    return _made(word, title, about, names, found, no_whole=no_whole, of_time=True)


def average(pieces: Sequence[Sequence[int]], sums: Sequence[int]) -> int | None:
    """The average of what adds up to ``sums``; ``None``: of too few in one of the pieces, or of none."""
    counts: list[int] = [sum(one) for one in pieces]
    return round(sum(sums) / sum(counts)) if any(counts) and not any(map(is_small, counts)) else None


def _made(
    word: str,
    title: str,
    about: str,
    names: Sequence[str],
    found: Told,
    *,
    no_whole: bool = False,
    of_time: bool = False,
) -> Figure:
    longest = max([one for one in found.parts if one is not None], default=0) or 1
    parts = [
        Part(name, number, max(GAP, round(BAR * (number or 0) / longest, 2)) if number else 0.0)
        for name, number in zip(names, found.parts, strict=True)
    ]
    return Figure(word, title, about, tuple(parts), found.whole, no_whole, of_time)
