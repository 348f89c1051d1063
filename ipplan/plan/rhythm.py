"""When the next meeting might be: as far from the last as the plan's meetings have been from each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from ipplan.plan.meetings import Meeting
from ipplan.plan.periods import OSLO

LOOKED_AT = 6
"""The last meetings that a rhythm is read from."""
WITHOUT = 12
"""Weeks until the next meeting, where there was only one."""


@dataclass(frozen=True)
class Rhythm:
    """A day for the next meeting, and why that day."""

    day: date
    weeks: int
    """Between the meetings."""
    known: bool
    """Whether that is how they have been; else there was only one."""
    put_off: bool
    """Whether that day has passed, so that this is the first of its weekday to come."""


def next_day(days: Iterable[date], today: date) -> Rhythm:
    """The day after which the next meeting might be, on the weekday of the last. ``days``: one at least."""
    held = sorted(days)[-LOOKED_AT:]
    between = [(later - earlier).days for earlier, later in pairwise(held)]
    weeks = max(1, int(median(between) / 7 + 0.5)) if between else WITHOUT
    day = held[-1] + timedelta(weeks=weeks)
    if day > today:
        return Rhythm(day, weeks, bool(between), put_off=False)
    ahead = (held[-1].weekday() - today.weekday()) % 7 or 7
    return Rhythm(today + timedelta(days=ahead), weeks, bool(between), put_off=True)


def held_days(meetings: Sequence[Meeting], at: datetime) -> list[date]:
    """The days of those meetings that have been, in Oslo."""
    return [
        one.standing.when.starts_at.astimezone(OSLO).date()
        for one in meetings
        if one.standing and not one.cancelled and one.standing.when.ends_at <= at
    ]


def is_last(found: Meeting, meetings: Sequence[Meeting], at: datetime) -> bool:
    """Whether a meeting has been held, and none comes after it: then the next may be proposed."""
    if found.standing is None or found.cancelled or not found.over(at):
        return False
    start = found.newest.when.starts_at
    return not any(one.newest.when.starts_at > start and not one.cancelled for one in meetings)
