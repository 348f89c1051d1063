"""Meetings that come again: on which days, and what a change of one makes of those after it."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from ipplan.language import N_
from ipplan.plan.meetings import Meeting, Viewer, moment
from ipplan.plan.periods import OSLO
from ipplan.store.meetings import When, Words

WEEKS = {"1w": 1, "2w": 2, "4w": 4}
MONTHS = {"3m": 3}
STEPS = {
    "1w": N_("Hver uke"),
    "2w": N_("Hver andre uke"),
    "4w": N_("Hver fjerde uke"),
    "3m": N_("Hver tredje måned, samme ukedag"),
}
FEWEST, MOST = 2, 12
"""How many meetings a series has when it is made."""


class NoSuchTime(Exception):
    """On ``day`` the clocks are put forward past that time."""

    def __init__(self, day: date) -> None:
        super().__init__(str(day))
        self.day = day


@dataclass(frozen=True)
class Hours:
    """From which time of day until which, in Oslo; until the next day's where it ends before it begins."""

    first: time
    last: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        """That day's, in UTC; raises `NoSuchTime`."""
        return _moment(day, self.first), _moment(
            day + timedelta(days=1) if self.last <= self.first else day, self.last
        )


def days_of(first: date, step: str, count: int) -> list[date]:
    """Its days; after months the same weekday of the month (its last, where there is no fifth)."""
    if step in WEEKS:
        return [first + timedelta(weeks=WEEKS[step] * number) for number in range(count)]
    return [_months_on(first, MONTHS[step] * number) for number in range(count)]


def later_than(found: Meeting, meetings: Sequence[Meeting], at: datetime) -> list[Meeting]:
    """Those of its series that begin after a meeting, and can still be changed."""
    start = found.newest.when.starts_at
    return [
        one
        for one in of_series(found, meetings)
        if one.newest.when.starts_at > start and not one.cancelled and not one.over(at)
    ]


def of_series(found: Meeting, meetings: Sequence[Meeting]) -> list[Meeting]:
    """All of its series that are there for who looks, in their order; nothing where it is of none."""
    series = found.newest.words.series
    return [one for one in meetings if series and one.newest.words.series == series]


def waits(viewer: Viewer, meeting: Meeting, at: datetime) -> bool:
    """Whether something is proposed of it that is this viewer's to agree to."""
    waiting = meeting.waiting
    return waiting is not None and viewer.decides_over(waiting.when) and not meeting.over(at)


def carried(
    before: tuple[When, Words], after: tuple[When, Words], other: tuple[When, Words]
) -> tuple[When, Words]:
    """Another meeting of the series with the same change: what was not changed stays as it is there.

    Raises `NoSuchTime`.
    """
    (was, said), (now, says), (when, words) = before, after, other
    made = replace(
        words,
        title=words.title if said.title == says.title else says.title,
        place=words.place if said.place == says.place else says.place,
        link=words.link if said.link == says.link else says.link,
        place_in_mail=words.place_in_mail
        if (said.place, said.place_in_mail) == (says.place, says.place_in_mail)
        else says.place_in_mail,
        invited=_with_change(said.invited, says.invited, words.invited),
    )
    sections = _with_change(was.sections, now.sections, when.sections)
    return replace(_moved(was, now, when), sections=sections), made


def hours_of(when: When) -> Hours:
    """The times of day of a meeting."""
    first, last = when.starts_at.astimezone(OSLO), when.ends_at.astimezone(OSLO)
    return Hours(first.time(), last.time())


def day_of(when: When) -> date:
    """The day on which a meeting begins, in Oslo."""
    return when.starts_at.astimezone(OSLO).date()


def _moved(was: When, now: When, when: When) -> When:
    if (was.starts_at, was.ends_at) == (now.starts_at, now.ends_at):
        return when
    hours = hours_of(when) if hours_of(was) == hours_of(now) else hours_of(now)
    starts, ends = hours.on(day_of(when) + (day_of(now) - day_of(was)))
    return When(starts, ends, when.sections)


def _with_change(was: frozenset[UUID], now: frozenset[UUID], other: frozenset[UUID]) -> frozenset[UUID]:
    """What was put in and taken out, put in and taken out; but nothing is left empty."""
    return (other - (was - now)) | (now - was) or other


def _moment(day: date, clock: time) -> datetime:
    found = moment(day, clock)
    if found is None:
        raise NoSuchTime(day)
    return found


def _months_on(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    begins, length = monthrange(year, month + 1)
    day = 1 + (first.weekday() - begins) % 7 + 7 * ((first.day - 1) // 7)
    return date(year, month + 1, day if day <= length else day - 7)
