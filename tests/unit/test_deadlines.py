"""Time limits by hand-counted examples over Easter, Christmas and May, and by what is always so."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.rules import standard
from ipplan.unit.deadlines import (
    case_deadline,
    complaint_deadline,
    days_used,
    forwarding_deadline,
    is_late,
    put_off,
    weeks_from,
)
from ipplan.unit.holidays import is_working_day

RULES = standard()
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2150, 12, 31))


@pytest.mark.parametrize(
    ("begins", "last"),
    [
        ("2026-11-23", "2026-12-21"),  # Monday to Monday: nothing in the way
        ("2026-11-25", "2026-12-23"),
        ("2026-11-26", "2026-12-24"),  # Christmas Eve is a Thursday, and a working day
        ("2026-11-27", "2026-12-28"),  # Christmas Day, a Friday: past the weekend
        ("2026-11-28", "2026-12-28"),  # the second day of Christmas
        ("2026-12-04", "2027-01-04"),  # New Year's Day, a Friday
        ("2027-02-25", "2027-03-30"),  # Maundy Thursday: past all of Easter, to the Tuesday
        ("2027-02-26", "2027-03-30"),  # Good Friday
        ("2027-02-27", "2027-03-30"),  # Easter Eve
        ("2027-03-01", "2027-03-30"),  # Easter Monday
        ("2027-03-02", "2027-03-30"),  # the Tuesday itself
        ("2027-02-24", "2027-03-24"),  # the Wednesday before
        ("2027-04-03", "2027-05-03"),  # 1 May, a Saturday
        ("2027-04-08", "2027-05-07"),  # Ascension, a Thursday
        ("2027-04-19", "2027-05-18"),  # 17 May and Whit Monday at once
        ("2026-04-19", "2026-05-18"),  # 17 May, a Sunday
        ("2028-02-01", "2028-02-29"),
    ],
)
def test_four_weeks_counted_by_hand(begins: str, last: str) -> None:
    assert weeks_from(date.fromisoformat(begins), 4) == date.fromisoformat(last)


@given(DAYS, st.integers(min_value=1, max_value=52))
def test_a_limit_ends_on_a_working_day_and_is_never_shortened(day: date, weeks: int) -> None:
    last = weeks_from(day, weeks)
    assert is_working_day(last)
    assert timedelta() <= last - (day + timedelta(weeks=weeks)) <= timedelta(days=5)
    if last.weekday() != day.weekday():
        assert not is_working_day(day + timedelta(weeks=weeks))


@given(DAYS, st.integers(min_value=1, max_value=51))
def test_who_begins_later_is_never_done_earlier(day: date, weeks: int) -> None:
    assert weeks_from(day, weeks) <= weeks_from(day + timedelta(days=1), weeks)
    assert weeks_from(day, weeks) < weeks_from(day, weeks + 1)


def test_a_case_over_christmas() -> None:
    """It came at half past eleven in the evening of 26 November; warned of five working days ahead."""
    limit = case_deadline(datetime(2026, 11, 26, 22, 30, tzinfo=UTC), RULES.case_weeks.value, RULES)
    assert (limit.begins, limit.last) == (date(2026, 11, 26), date(2026, 12, 24))
    assert limit.warned_from == date(2026, 12, 17)
    days = {date(2026, 12, 16): "runs", date(2026, 12, 17): "near", date(2026, 12, 24): "near"}
    assert {day: limit.state(day) for day in days} == days
    assert limit.state(date(2026, 12, 25)) == "late"
    assert [limit.days_left(date(2026, 12, day)) for day in (17, 24, 26)] == [7, 0, -2]


def test_the_day_is_the_day_in_oslo() -> None:
    """Half an hour before midnight in London it is the next day in Oslo. The weeks: a municipality's own."""
    limit = case_deadline(datetime(2026, 11, 26, 23, 30, tzinfo=UTC), 3, RULES)
    assert (limit.begins, limit.last) == (date(2026, 11, 27), date(2026, 12, 18))
    came = datetime(2027, 3, 27, 22, 59, tzinfo=UTC)
    assert days_used(came, datetime(2027, 3, 27, 23, 1, tzinfo=UTC)) == 1
    assert days_used(came, came) == 0
    # The night on which the clock is put forward has an hour less, and is a day all the same.
    assert days_used(came, datetime(2027, 3, 29, 22, 0, tzinfo=UTC)) == 3


def test_an_interim_reply_names_another_day() -> None:
    limit = case_deadline(datetime(2027, 2, 1, 9, tzinfo=UTC), 4, RULES)
    later = put_off(limit, date(2027, 3, 27), RULES)
    assert (later.begins, later.last) == (limit.begins, date(2027, 3, 30))
    # Before Easter: Wednesday, Tuesday, Monday, Friday, Thursday.
    assert later.warned_from == date(2027, 3, 18)
    assert put_off(limit, date(2027, 3, 24), RULES).last == date(2027, 3, 24)


def test_a_complaint_is_counted_from_when_she_knew() -> None:
    limit = complaint_deadline(date(2027, 2, 26), RULES)
    assert limit.last == date(2027, 3, 30)
    assert not is_late(date(2027, 3, 30), limit.last)
    assert is_late(date(2027, 3, 31), limit.last)
    assert forwarding_deadline(date(2027, 3, 30), RULES).last == date(2027, 4, 27)
