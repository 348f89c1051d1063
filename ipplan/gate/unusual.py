"""Unusual reading, pointed out to the owner: thresholds are data (unusual.toml); no judgement is passed."""

import tomllib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median
from uuid import UUID

from ipplan.plan.periods import OSLO

FILE = Path(__file__).with_name("unusual.toml")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The numbers of unusual.toml."""

    first_time: bool
    times: float
    days: int
    night_from: int
    night_until: int
    leaving_days: int


@dataclass(frozen=True, slots=True)
class Habits:
    """What everybody has read in one plan. ``but`` are those who decide: their own reading is not unusual."""

    first: Mapping[tuple[UUID, UUID], datetime]
    """When each (person, section) was first read."""
    daily: Mapping[UUID, Mapping[date, int]]
    """How many sections each person opened, by day."""
    but: Set[UUID]
    leaving: Mapping[UUID, Sequence[datetime]] = field(default_factory=dict)
    """When it was proposed to take access away, by whom it would be taken from."""


@cache
def thresholds(path: Path = FILE) -> Thresholds:
    """The thresholds of a file."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    many, night = data["many"], data["night"]
    return Thresholds(
        data["first_time"]["shown"],
        many["times"],
        many["days"],
        night["from"],
        night["until"],
        data["leaving"]["days"],
    )


def unusual(
    habits: Habits,
    limits: Thresholds,
    who: UUID,
    sections: Set[UUID],
    at: datetime,
    *,
    by_itself: bool = False,
) -> list[str]:
    """What is unusual about one reading: ``first``, ``many``, ``night``, ``leaving``.

    ``by_itself``: a machine read for her, by the clock: the hour is not hers, nor how often.
    """
    if who in habits.but:
        return []
    found = []
    if limits.first_time and any(habits.first.get((who, section)) == at for section in sections):
        found.append("first")
    if not by_itself and is_many(habits, limits, who, at.astimezone(OSLO).date()):
        found.append("many")
    if not by_itself and is_night(limits, at):
        found.append("night")
    if is_leaving(habits, limits, who, at):
        found.append("leaving")
    return found


def is_many(habits: Habits, limits: Thresholds, who: UUID, day: date) -> bool:
    """Whether somebody opened much more that day than on her usual day until then (the median)."""
    counts = habits.daily.get(who, {})
    before = [count for other, count in counts.items() if other < day]
    return len(before) >= limits.days and counts.get(day, 0) > limits.times * median(before)


def is_leaving(habits: Habits, limits: Thresholds, who: UUID, at: datetime) -> bool:
    """Whether it had been proposed, shortly before, to take access away from somebody."""
    longest = timedelta(days=limits.leaving_days)
    return any(proposed <= at <= proposed + longest for proposed in habits.leaving.get(who, ()))


def is_night(limits: Thresholds, at: datetime) -> bool:
    """Whether a moment is between the hours of the night, which may go past midnight."""
    hour, start, end = at.astimezone(OSLO).hour, limits.night_from, limits.night_until
    return start <= hour < end if start <= end else hour >= start or hour < end
