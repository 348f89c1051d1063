"""One clock for every rule: it follows the database, and tests move it."""

from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
"""Where days begin and end, for whoever counts in days."""


class Clock(Protocol):
    """Tells the time that rules go by, always aware and in UTC."""

    def now(self) -> datetime:
        """The time now, between two sightings of the database's clock."""
        ...

    def sight(self, database_time: datetime) -> datetime:
        """Take note of the database's ``clock_timestamp()``; returns the time that rules shall use for it."""
        ...


class DatabaseClock:
    """Follows the database's clock and never runs backwards, so that no expired grant comes back to life."""

    def __init__(self, mark: datetime) -> None:
        """``mark`` is the latest time known to have passed (stored, or the database's own at start)."""
        self._mark = mark
        self._sighted = monotonic()

    def now(self) -> datetime:
        return self._mark + timedelta(seconds=monotonic() - self._sighted)

    def sight(self, database_time: datetime) -> datetime:
        self._mark = max(database_time.astimezone(UTC), self.now())
        self._sighted = monotonic()
        return self._mark


class SetClock:
    """A clock that tests set and move."""

    def __init__(self, start: datetime) -> None:
        self._base = start
        self._started = monotonic()

    def now(self) -> datetime:
        return self._base + timedelta(seconds=monotonic() - self._started)

    def sight(self, database_time: datetime) -> datetime:
        return self.now()

    def move(self, by: timedelta) -> None:
        """Move on (or back, to play a machine whose clock is wrong)."""
        self._base += by
