"""The times that statistics are made for, in pieces that do not overlap: so none is told by a difference.

Whole months only: what happened today cannot be read from today's number and yesterday's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ipplan.clock import OSLO
from ipplan.language import N_

LATEST = "12m"
YEARS = 4
"""Years to choose among, this one counted."""


@dataclass(frozen=True, slots=True)
class Time:
    """A choice: its word in addresses, what it is called, and its pieces' first days, with the day after."""

    word: str
    name: str
    edges: tuple[date, ...]

    @property
    def first(self) -> date:
        return self.edges[0]

    @property
    def after(self) -> date:
        return self.edges[-1]

    @property
    def moments(self) -> list[datetime]:
        """The edges as moments, in Oslo."""
        return [datetime(one.year, one.month, one.day, tzinfo=OSLO) for one in self.edges]


def times(today: date) -> list[Time]:
    """The choices: the last twelve whole months, this year so far, and the years before it.

    The twelve months and last year overlap; both are made of the piece that they share, and another.
    """
    month, year = today.replace(day=1), today.year
    window, this, last = month.replace(year=year - 1), date(year, 1, 1), date(year - 1, 1, 1)
    found = [Time(LATEST, N_("Siste tolv måneder"), _edges(window, this, month))]
    found += [Time(str(year), str(year), _edges(this, month))]
    found += [Time(str(year - 1), str(year - 1), _edges(last, window, this))]
    for one in range(year - 2, year - YEARS, -1):
        found.append(Time(str(one), str(one), (date(one, 1, 1), date(one + 1, 1, 1))))
    return found


def _edges(*days: date) -> tuple[date, ...]:
    """Without pieces of no length, but one."""
    kept = sorted(set(days))
    return tuple(kept) if len(kept) > 1 else (kept[0], kept[0])


def chosen(word: str, among: Sequence[Time]) -> Time:
    """The choice of an address; the first where it names none."""
    return next((one for one in among if one.word == word), among[0])
