"""End dates: month ends, leap years, and the nights when the clock is turned."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.periods import OSLO, PERIODS, birthday, end_of, last_day, last_day_of, latest

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2150, 12, 31))


@pytest.mark.parametrize(
    ("period", "today", "last"),
    [
        ("1m", date(2027, 1, 31), date(2027, 2, 28)),
        ("1m", date(2028, 1, 31), date(2028, 2, 29)),
        ("1m", date(2027, 12, 15), date(2028, 1, 15)),
        ("6m", date(2027, 8, 31), date(2028, 2, 29)),
        ("6m", date(2027, 7, 1), date(2028, 1, 1)),
        ("1y", date(2028, 2, 29), date(2029, 2, 28)),
        ("1y", date(2027, 3, 1), date(2028, 3, 1)),
        ("2y", date(2027, 3, 1), None),
        ("", date(2027, 3, 1), None),
    ],
)
def test_the_last_day_of_an_offered_period(period: str, today: date, last: date | None) -> None:
    assert last_day(period, today) == last


def test_the_latest_day_is_three_years_on() -> None:
    assert latest(date(2028, 2, 29)) == date(2031, 2, 28)
    assert latest(date(2027, 5, 17)) == date(2030, 5, 17)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2027, 1, 10), datetime(2027, 1, 10, 23, tzinfo=UTC)),
        (date(2027, 6, 10), datetime(2027, 6, 10, 22, tzinfo=UTC)),
        # The clocks go forward on 28 March 2027 and back on 31 October 2027.
        (date(2027, 3, 27), datetime(2027, 3, 27, 23, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 22, tzinfo=UTC)),
        (date(2027, 10, 30), datetime(2027, 10, 30, 22, tzinfo=UTC)),
        (date(2027, 10, 31), datetime(2027, 10, 31, 23, tzinfo=UTC)),
        (date(2027, 12, 31), datetime(2027, 12, 31, 23, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_in_oslo(day: date, end: datetime) -> None:
    assert end_of(day) == end


@given(DAYS)
def test_the_end_of_a_day_is_read_back_as_that_day(day: date) -> None:
    end = end_of(day)
    assert last_day_of(end) == day == last_day_of(end.astimezone(UTC))
    assert end.astimezone(OSLO).date() == day + timedelta(days=1)


@given(DAYS, st.sampled_from(sorted(PERIODS)))
def test_every_offered_period_ends_after_today_and_within_three_years(today: date, period: str) -> None:
    last = last_day(period, today)
    assert last is not None
    assert today < last <= latest(today)


@pytest.mark.parametrize(
    ("born", "age", "comes"),
    [
        (date(2017, 9, 14), 16, "2033-09-14T00:00:00+02:00"),
        (date(2008, 2, 29), 16, "2024-02-29T00:00:00+01:00"),
        (date(2008, 2, 29), 18, "2026-03-01T00:00:00+01:00"),
    ],
)
def test_a_birthday_begins_at_midnight_in_oslo(born: date, age: int, comes: str) -> None:
    assert birthday(born, age).isoformat() == comes
