"""On which days a series comes again, at the same time of day in Oslo; and what a change takes along."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.meetings import moment
from ipplan.plan.periods import OSLO
from ipplan.plan.series import MOST, STEPS, WEEKS, Hours, NoSuchTime, carried, day_of, days_of, hours_of
from ipplan.store.meetings import When, Words

SPRING, AUTUMN = date(2027, 3, 28), date(2027, 10, 31)
"""The days on which the clocks are changed."""
SOMEBODY, ANOTHER, THIRD = uuid4(), uuid4(), uuid4()
ABOUT, MORE = uuid4(), uuid4()
NEXT = {False: timedelta(0), True: timedelta(days=1)}
DAYS = st.dates(date(2024, 1, 1), date(2040, 12, 31))
CLOCKS = st.times().map(lambda one: one.replace(second=0, microsecond=0))


@given(DAYS, st.sampled_from(sorted(STEPS)), st.integers(2, MOST))
def test_a_series_keeps_its_weekday_and_has_as_many_meetings_as_are_asked_for(
    first: date, step: str, count: int
) -> None:
    days = days_of(first, step, count)
    assert days[0] == first
    assert len(days) == count
    assert days == sorted(set(days))
    assert {day.weekday() for day in days} == {first.weekday()}
    apart = {(later - earlier).days for earlier, later in pairwise(days)}
    if step in WEEKS:
        assert apart == {7 * WEEKS[step]}
    else:
        months = [day.year * 12 + day.month for day in days]
        assert {later - earlier for earlier, later in pairwise(months)} == {3}
        weeks = {(day.day - 1) // 7 for day in days}
        assert weeks == {(first.day - 1) // 7} or weeks == {3, 4}, "the last, where there is no fifth"


@given(DAYS, CLOCKS, CLOCKS, st.sampled_from(sorted(STEPS)))
def test_each_is_at_the_same_time_of_day_in_oslo_or_there_is_no_such_time(
    first: date, begins: time, ends: time, step: str
) -> None:
    hours = Hours(begins, ends)
    for day in days_of(first, step, MOST):
        if any(
            moment(on, clock) is None for on, clock in ((day, begins), (day + NEXT[ends <= begins], ends))
        ):
            with pytest.raises(NoSuchTime):
                hours.on(day)
            continue
        starts_at, ends_at = hours.on(day)
        assert starts_at < ends_at
        local = starts_at.astimezone(OSLO), ends_at.astimezone(OSLO)
        assert [one.replace(tzinfo=None, fold=0).time() for one in local] == [begins, ends]
        assert local[0].date() == day


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_a_series_across_a_change_of_the_clocks_is_an_hour_off_in_utc_alone(change: date) -> None:
    first = change - timedelta(days=4)
    starts = [Hours(time(9), time(10)).on(day)[0] for day in days_of(first, "1w", 3)]
    assert starts[2] - starts[1] == timedelta(days=7)
    assert abs(starts[1] - starts[0] - timedelta(days=7)) == timedelta(hours=1)
    assert {one.astimezone(OSLO).hour for one in starts} == {9}


def test_a_time_that_the_clocks_are_put_past_says_which_day_it_is() -> None:
    with pytest.raises(NoSuchTime) as none:
        [Hours(time(2, 30), time(4)).on(day) for day in days_of(SPRING - timedelta(days=14), "1w", 3)]
    assert none.value.day == SPRING


def test_a_night_may_end_in_the_gap_of_the_next_day() -> None:
    with pytest.raises(NoSuchTime) as none:
        Hours(time(22), time(2, 30)).on(SPRING - timedelta(days=1))
    assert none.value.day == SPRING


def _when(day: date, first: int = 9, last: int = 10, *sections: UUID) -> When:
    return When(*Hours(time(first), time(last)).on(day), frozenset(sections or (ABOUT,)))


WORDS = Words("Møte", "Rådhuset", "", False, frozenset({SOMEBODY}), 1)
THIS, OTHER = date(2027, 3, 22), date(2027, 3, 29)


def test_a_new_time_of_day_goes_for_the_others_on_their_own_days_across_a_change_of_the_clocks() -> None:
    when, words = carried((_when(THIS), WORDS), (_when(THIS, 13, 15), WORDS), (_when(OTHER), WORDS))
    assert when == _when(OTHER, 13, 15)
    assert words == WORDS


def test_a_new_day_moves_the_others_as_far_and_leaves_them_their_own_time_of_day() -> None:
    moved = _when(THIS + timedelta(days=2))
    when, _ = carried((_when(THIS), WORDS), (moved, WORDS), (_when(OTHER, 11, 12), WORDS))
    assert when == _when(OTHER + timedelta(days=2), 11, 12)


def test_what_was_not_changed_stays_as_it_is_in_the_others() -> None:
    own = replace(WORDS, title="Årets siste", place="Biblioteket", invited=frozenset({ANOTHER}), asked=4)
    other = _when(OTHER, 12, 13, MORE)
    assert carried((_when(THIS), WORDS), (_when(THIS), WORDS), (other, own)) == (other, own)


def test_who_is_asked_to_come_and_who_no_more_goes_for_the_others() -> None:
    now = replace(WORDS, invited=frozenset({ANOTHER}), place="Kulturhuset")
    own = replace(WORDS, invited=frozenset({SOMEBODY, THIRD}), place="Biblioteket")
    when, words = carried((_when(THIS), WORDS), (_when(THIS, 9, 10, MORE), now), (_when(OTHER), own))
    assert words.invited == {ANOTHER, THIRD}
    assert words.place == "Kulturhuset"
    assert when.sections == {MORE}


def test_nobody_left_to_come_is_no_change_that_is_taken_along() -> None:
    both = replace(WORDS, invited=frozenset({SOMEBODY, ANOTHER}))
    _, words = carried(
        (_when(THIS), both),
        (_when(THIS), replace(WORDS, invited=frozenset({ANOTHER}))),
        (_when(OTHER), WORDS),
    )
    assert words.invited == {SOMEBODY}


@given(DAYS, CLOCKS, CLOCKS, st.integers(0, 40))
def test_a_change_that_changes_nothing_changes_nothing(day: date, first: time, last: time, on: int) -> None:
    try:
        this = When(*Hours(first, last).on(day), frozenset({ABOUT}))
        other = When(*Hours(last, first).on(day + timedelta(days=on)), frozenset({MORE}))
    except NoSuchTime:
        return
    assert carried((this, WORDS), (this, WORDS), (other, WORDS)) == (other, WORDS)


def test_a_move_into_a_time_that_is_not_there_says_which_day() -> None:
    this, other = _when(SPRING - timedelta(days=7)), _when(SPRING)
    moved = When(*Hours(time(2, 15), time(3)).on(SPRING - timedelta(days=7)), frozenset({ABOUT}))
    with pytest.raises(NoSuchTime) as none:
        carried((this, WORDS), (moved, WORDS), (other, WORDS))
    assert none.value.day == SPRING


def test_the_day_and_the_hours_of_a_meeting_are_oslos() -> None:
    late = When(datetime(2027, 6, 30, 23, tzinfo=OSLO), datetime(2027, 7, 1, 1, tzinfo=OSLO), frozenset())
    assert (day_of(late), hours_of(late)) == (date(2027, 6, 30), Hours(time(23), time(1)))
