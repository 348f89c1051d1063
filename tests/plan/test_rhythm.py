"""On which day the next meeting might be, and why that day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.rhythm import LOOKED_AT, WITHOUT, next_day

TODAY = date(2027, 5, 12)
LAST = date(2027, 5, 4)


def _back(*days: int) -> list[date]:
    return [LAST - timedelta(days=one) for one in (0, *days)]


@pytest.mark.parametrize(
    ("days", "weeks"),
    [
        (_back(28), 4),
        (_back(28, 56, 84), 4),
        (_back(26, 55, 82), 4),
        (_back(7), 1),
        (_back(2), 1),
        (_back(28, 56, 84, 84 + 300), 4),
        (_back(91, 182), 13),
        (_back(7, 14, 21, 28, 35, 400, 800, 1200), 1),
    ],
    ids=["two", "monthly", "about monthly", "weekly", "days", "one long", "quarterly", "changed"],
)
def test_as_far_from_the_last_as_they_have_been_from_each_other(days: list[date], weeks: int) -> None:
    found = next_day(days, LAST)
    assert (found.day, found.weeks) == (LAST + timedelta(weeks=weeks), weeks)
    assert found.known
    assert not found.put_off


def test_after_a_single_meeting_twelve_weeks() -> None:
    found = next_day([LAST], TODAY)
    assert (found.day, found.known) == (LAST + timedelta(weeks=WITHOUT), False)


def test_a_day_that_has_passed_is_put_off_to_the_next_of_its_weekday() -> None:
    found = next_day(_back(7, 14), date(2027, 6, 1))
    assert (found.day, found.put_off) == (date(2027, 6, 8), True)


@given(
    st.lists(st.dates(date(2020, 1, 1), date(2030, 1, 1)), min_size=1, max_size=15),
    st.integers(0, 2000),
)
def test_it_comes_on_the_weekday_of_the_last_and_never_in_the_past(days: list[date], after: int) -> None:
    last = max(days)
    today = last + timedelta(days=after)
    found = next_day(days, today)
    assert found.day > today
    assert found.day.weekday() == last.weekday()
    assert found.weeks >= 1
    assert found.known is (len(days) > 1)
    if found.put_off:
        assert last + timedelta(weeks=found.weeks) <= today
        assert (found.day - today).days <= 7
    else:
        assert found.day == last + timedelta(weeks=found.weeks)


@given(
    st.lists(st.dates(date(2020, 1, 1), date(2024, 1, 1)), max_size=9),
    st.lists(st.dates(date(2025, 1, 1), date(2030, 1, 1)), min_size=LOOKED_AT, max_size=LOOKED_AT),
)
def test_what_was_long_ago_counts_no_more(early: list[date], late: list[date]) -> None:
    assert next_day([*early, *late], max(late)) == next_day(late, max(late))
