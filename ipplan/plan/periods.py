"""End dates of grants: a grant runs to the end of its last day in Oslo."""

import calendar
from datetime import date, datetime, timedelta

from ipplan.clock import OSLO as OSLO
from ipplan.language import N_

PERIODS = {"1m": (1, N_("1 måned")), "6m": (6, N_("6 måneder")), "1y": (12, N_("1 år"))}
"""The end dates that are offered: months from today, and their words."""
LONGEST_YEARS = 3


def last_day(period: str, today: date) -> date | None:
    """The last day of an offered period; ``None`` for a word that is not offered."""
    months = PERIODS.get(period, (None, ""))[0]
    return months_on(today, months) if months else None


def latest(today: date) -> date:
    """The latest last day there may be: three years on."""
    return months_on(today, 12 * LONGEST_YEARS)


def end_of(day: date) -> datetime:
    """The moment after ``day``'s last, in Oslo: when a grant that runs to and including it ends."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), OSLO)


def last_day_of(end: datetime) -> date:
    """The last whole or begun day before ``end``, in Oslo."""
    return (end.astimezone(OSLO) - timedelta(seconds=1)).date()


def birthday(born: date, age: int) -> datetime:
    """The moment at which somebody comes to that age: when the day begins, in Oslo (29 February: 1 March)."""
    try:
        day = born.replace(year=born.year + age)
    except ValueError:
        day = date(born.year + age, 3, 1)
    return datetime.combine(day, datetime.min.time(), OSLO)


def birthday_after(other: datetime, years: int) -> datetime:
    """From the moment of one birthday that of another, so many years later; earlier, if negative."""
    return birthday(other.astimezone(OSLO).date(), years)


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
