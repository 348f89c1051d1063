"""Appointments: on which days one is, and when in Oslo, by what was written down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from ipplan.plan.forms import read_day
from ipplan.plan.kinds.asking import WEEKDAYS
from ipplan.plan.outline import Node
from ipplan.plan.periods import OSLO


@dataclass(frozen=True, slots=True)
class Rule:
    """On one day; or on days of the week from it until the last, but for some."""

    first: date
    last: date
    weekdays: tuple[str, ...]
    """As `WEEKDAYS` calls them; empty: on the first day alone."""
    without: frozenset[date]
    begins: time | None
    ends: time | None

    @property
    def repeats(self) -> bool:
        return bool(self.weekdays)

    @property
    def overnight(self) -> bool:
        """Whether it ends on the next day."""
        return self.begins is not None and self.ends is not None and self.ends <= self.begins

    def days(self, since: date, until: date) -> Iterator[date]:
        """Its days, from ``since`` to ``until``, both with."""
        if not self.repeats:
            if since <= self.first <= until:
                yield self.first
            return
        wanted = {number for number, word in enumerate(WEEKDAYS) if word in self.weekdays}
        first, last = max(since, self.first), min(until, self.last)
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if day.weekday() in wanted and day not in self.without:
                yield day

    def span(self, day: date) -> tuple[datetime, datetime] | None:
        """From when until when it is on one of its days, in UTC; ``None`` where it has no time of day.

        What has no end ends when it begins. Where the clocks are put forward past a time it is later.
        """
        if self.begins is None:
            return None
        starts = _moment(day, self.begins)
        if self.ends is None:
            return starts, starts
        ends = _moment(day + timedelta(days=1) if self.overnight else day, self.ends)
        return starts, max(starts, ends)


def rule_of(node: Node) -> Rule | None:
    """The rule of an appointment; ``None`` for what has no day."""
    content, starts_at = node.content, node.clear.starts_at
    if starts_at is None:
        return None
    first = starts_at.date()
    weekdays = tuple(one for one in WEEKDAYS if one in content.get("weekdays", "").split())
    last = read_day(content.get("until", "")) or first
    without = {day for one in content.get("without", "").split(",") if (day := read_day(one.strip()))}
    begins, ends = _clock(content.get("begins", "")), _clock(content.get("ends", ""))
    return Rule(first, last, weekdays, frozenset(without), begins, ends)


def _clock(value: str) -> time | None:
    try:
        return time.fromisoformat(value) if value else None
    except ValueError:
        return None


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, OSLO).astimezone(UTC)
