"""Public holidays, year by year: Easter by the tables, the rest by it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.unit.holidays import (
    easter_sunday,
    holidays,
    is_working_day,
    next_working_day,
    working_days_before,
)

YEARS = st.integers(min_value=1900, max_value=2400)
DAYS = st.dates(min_value=date(1900, 6, 1), max_value=date(2400, 6, 1))
EASTERS = """
1943-04-25 1954-04-18 1961-04-02 1981-04-19 2000-04-23 2008-03-23 2011-04-24 2016-03-27 2019-04-21 2024-03-31
2025-04-20 2026-04-05 2027-03-28 2028-04-16 2029-04-01 2030-04-21 2031-04-13 2032-03-28 2035-03-25 2038-04-25
2049-04-18 2076-04-19 2100-03-28 2285-03-22
"""
"""As the almanacs have them: with the latest and the earliest there can be, and the two rare exceptions."""


@pytest.mark.parametrize("day", EASTERS.split())
def test_easter_is_when_the_tables_say(day: str) -> None:
    assert easter_sunday(int(day[:4])) == date.fromisoformat(day)


@given(YEARS)
def test_easter_is_a_sunday_between_22_march_and_25_april(year: int) -> None:
    easter = easter_sunday(year)
    assert easter.weekday() == 6
    assert date(year, 3, 22) <= easter <= date(year, 4, 25)


@given(YEARS)
def test_easter_comes_after_the_first_full_moon_of_the_churchs_spring(year: int) -> None:
    """By another road: the almanac's own epacts, counted out day by day."""
    century = year // 100 + 1
    epact = (14 + 11 * (year % 19) - 3 * century // 4 + (5 + 8 * century) // 25) % 30
    if epact == 0 or (epact == 1 and year % 19 > 10):
        epact += 1
    full_moon = date(year, 4, 19) - timedelta(days=epact)
    sunday = full_moon + timedelta(days=6 - full_moon.weekday() or 7)
    assert easter_sunday(year) == sunday


def test_the_holidays_of_2027() -> None:
    said = "01-01 03-25 03-26 03-28 03-29 05-01 05-06 05-16 05-17 12-25 12-26"
    assert sorted(holidays(2027)) == [date.fromisoformat(f"2027-{day}") for day in said.split()]


def test_two_holidays_may_be_one_day() -> None:
    """In 2008 Ascension was on 1 May, and in 2027 Whit Monday is on 17 May."""
    assert len(holidays(2008)) == 11
    assert len(holidays(2027)) == 11
    assert len(holidays(2026)) == 12


def test_eves_are_working_days() -> None:
    assert is_working_day(date(2026, 12, 24))
    assert is_working_day(date(2026, 12, 31))
    assert not is_working_day(date(2026, 12, 25))


@given(DAYS)
def test_the_next_working_day_is_one_and_none_lies_between(day: date) -> None:
    found = next_working_day(day)
    assert is_working_day(found)
    skipped = [day + timedelta(days=n) for n in range((found - day).days)]
    assert not any(map(is_working_day, skipped))
    assert len(skipped) <= 5


@given(DAYS, st.integers(min_value=0, max_value=30))
def test_as_many_working_days_lie_between_as_were_asked_for(day: date, count: int) -> None:
    found = working_days_before(day, count)
    between = [found + timedelta(days=n) for n in range((day - found).days)]
    assert sum(map(is_working_day, between)) == count
    assert found == day or is_working_day(found)
