"""Public holidays in Norway, and which days people are at work."""

from datetime import date, timedelta
from functools import lru_cache

FIXED = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
"""Month and day: New Year's Day, the two of May, and the two of Christmas."""
FROM_EASTER = (-3, -2, 0, 1, 39, 49, 50)
"""Days from Easter Sunday: Maundy Thursday, Good Friday, Easter, Ascension, and the two of Whitsun."""
SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Neither Saturday, Sunday nor a public holiday. The eves of holidays are working days."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def next_working_day(day: date) -> date:
    """The day itself, if it is one; else the first after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_before(day: date, count: int) -> date:
    """The working day that lies ``count`` working days before ``day``."""
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """Those of a year, Sundays among them only where the holiday is one."""
    easter = easter_sunday(year)
    moving = {easter + timedelta(days=days) for days in FROM_EASTER}
    return frozenset(moving | {date(year, month, day) for month, day in FIXED})


def easter_sunday(year: int) -> date:
    """Of the Gregorian calendar: the computus that was printed anonymously in Nature, 20 April 1876."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leaps, left = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    moon = (19 * golden + century - leaps - shift + 15) % 30
    to_sunday = (32 + 2 * left + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * to_sunday) // 451
    month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)
