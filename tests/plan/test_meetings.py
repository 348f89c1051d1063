"""When a meeting is, in Oslo's time, and who may be asked to come."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.meetings import may_be_invited, moment
from ipplan.plan.periods import OSLO

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
"""The days on which the clocks are changed."""


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2027, 1, 15), time(10), datetime(2027, 1, 15, 9, tzinfo=UTC)),
        (date(2027, 7, 15), time(10), datetime(2027, 7, 15, 8, tzinfo=UTC)),
        (SPRING, time(1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (SPRING, time(3), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (AUTUMN, time(2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (AUTUMN, time(3), datetime(2027, 10, 31, 2, tzinfo=UTC)),
    ],
)
def test_a_time_of_day_is_oslos(day: date, clock: time, utc: datetime) -> None:
    assert moment(day, clock) == utc


def test_a_time_that_the_clocks_are_put_past_is_none() -> None:
    assert moment(SPRING, time(2)) is None
    assert moment(SPRING, time(2, 59)) is None


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.times())
def test_what_there_is_reads_as_it_was_written(day: date, clock: time) -> None:
    found = moment(day, clock)
    if found is None:
        assert day.month == 3
        assert day.weekday() == 6
        assert clock.hour == 2
    else:
        there = found.astimezone(UTC).astimezone(OSLO)
        assert (there.date(), there.time().replace(fold=0)) == (day, clock.replace(fold=0))


@given(
    st.lists(st.frozensets(st.integers(0, 4)), max_size=5),
    st.frozensets(st.integers(0, 4), max_size=3),
)
def test_only_who_sees_something_of_it_may_be_invited(
    rights: list[frozenset[int]], about: frozenset[int]
) -> None:
    sections, people = [uuid4() for _ in range(5)], [uuid4() for _ in rights]
    opens = {who: frozenset(sections[one] for one in some) for who, some in zip(people, rights, strict=True)}
    able = may_be_invited([sections[one] for one in about], opens)
    for who, some in zip(people, rights, strict=True):
        assert (who in able) is bool(some & about)


def test_the_longest_night_has_an_hour_more() -> None:
    first, last = moment(AUTUMN - timedelta(days=1), time(22)), moment(AUTUMN, time(6))
    assert first is not None
    assert last is not None
    assert last.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=9)
