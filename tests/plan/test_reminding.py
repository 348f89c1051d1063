"""Who is reminded of a meeting, and when: by Oslo's calendar, the clocks put forward and back."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.meetings import Meeting
from ipplan.plan.periods import OSLO
from ipplan.plan.reminding import due_at, end_of_search, is_due, reminds, told_at
from ipplan.store.meetings import Change, When, Words

ME, OTHER = uuid4(), uuid4()
STARTS = datetime(2027, 3, 10, 14, tzinfo=OSLO)
LONG_AGO = datetime(2027, 3, 1, 9, tzinfo=OSLO)
NOW = datetime(2027, 3, 9, 9, tzinfo=OSLO)


def change(
    number: int, at: datetime, starts_at: datetime = STARTS, invited: Sequence[UUID] = (ME,), **more: str
) -> Change:
    when = When(starts_at, starts_at + timedelta(hours=1), frozenset({uuid4()}))
    words = Words("Møte", "", "", False, frozenset(invited), 1)
    return Change(UUID(int=1), number, OTHER, at, more.get("state", "called"), when, words)


def meeting(*changes: Change, answer: str = "") -> Meeting:
    standing = next(one for one in reversed(changes) if one.state in ("called", "cancelled"))
    return Meeting(UUID(int=1), standing, None, changes, {ME: answer} if answer else {})


@pytest.mark.parametrize(
    ("starts_at", "due"),
    [
        ("2027-01-15T10:00+01:00", "2027-01-14T07:00+00:00"),
        ("2027-07-15T10:00+02:00", "2027-07-14T06:00+00:00"),
        ("2027-07-15T00:30+02:00", "2027-07-14T06:00+00:00"),
        ("2027-07-14T23:30+02:00", "2027-07-13T06:00+00:00"),
        # In UTC these begin the day before.
        ("2027-07-14T22:30+00:00", "2027-07-14T06:00+00:00"),
        ("2027-01-14T23:30+00:00", "2027-01-14T07:00+00:00"),
        # The clocks are put forward on the 28th, and back on the 31st.
        ("2027-03-28T12:00+02:00", "2027-03-27T07:00+00:00"),
        ("2027-03-29T12:00+02:00", "2027-03-28T06:00+00:00"),
        ("2027-10-31T12:00+01:00", "2027-10-30T06:00+00:00"),
        ("2027-11-01T12:00+01:00", "2027-10-31T07:00+00:00"),
    ],
)
def test_it_is_due_in_the_morning_of_the_day_before(starts_at: str, due: str) -> None:
    starts, moment = datetime.fromisoformat(starts_at), datetime.fromisoformat(due)
    assert due_at(starts) == moment
    assert not is_due(starts, moment - timedelta(seconds=1))
    assert is_due(starts, moment)
    assert is_due(starts, starts - timedelta(seconds=1)), "what was missed is made up for"
    assert not is_due(starts, starts)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)), st.floats(0, 100))
def test_the_search_finds_all_that_is_due(now: datetime, hours: float) -> None:
    at = now.replace(tzinfo=UTC)
    starts_at = at + timedelta(hours=hours)
    if is_due(starts_at, at):
        assert at < starts_at < end_of_search(at)


def test_who_is_invited_since_long_is_reminded() -> None:
    found = meeting(change(1, LONG_AGO))
    assert reminds(found, ME, STARTS, NOW)
    assert not reminds(found, OTHER, STARTS, NOW), "she is not invited"


@pytest.mark.parametrize(("answer", "reminded"), [("yes", True), ("maybe", True), ("no", False)])
def test_who_has_said_no_is_not(answer: str, reminded: bool) -> None:
    assert reminds(meeting(change(1, LONG_AGO), answer=answer), ME, STARTS, NOW) is reminded


def test_a_meeting_that_is_cancelled_or_at_another_time_is_not_reminded_of() -> None:
    assert not reminds(meeting(change(1, LONG_AGO), change(2, LONG_AGO, state="cancelled")), ME, STARTS, NOW)
    assert not reminds(meeting(change(1, LONG_AGO)), ME, STARTS + timedelta(hours=1), NOW)


@pytest.mark.parametrize(
    ("at", "reminded"),
    [
        ("2027-03-08T23:59+01:00", True),
        ("2027-03-09T00:01+01:00", False),
        ("2027-03-09T13:59+01:00", False),
        ("2027-03-09T14:01+01:00", False),
        ("2027-03-10T09:00+01:00", False),
    ],
)
def test_who_was_called_the_day_before_or_later_is_not(at: str, reminded: bool) -> None:
    called, now = datetime.fromisoformat(at), STARTS - timedelta(hours=1)
    assert reminds(meeting(change(1, called)), ME, STARTS, now) is reminded
    joined = meeting(change(1, LONG_AGO, invited=[OTHER]), change(2, called, invited=[ME, OTHER]))
    assert reminds(joined, ME, STARTS, now) is reminded
    assert reminds(joined, OTHER, STARTS, now), "who had been invited before is"
    moved = meeting(change(1, LONG_AGO, STARTS - timedelta(hours=3)), change(2, called))
    assert reminds(moved, ME, STARTS, now) is reminded


def test_what_else_was_changed_of_a_meeting_makes_nobody_newly_called() -> None:
    late = NOW - timedelta(minutes=5)
    found = meeting(
        change(1, LONG_AGO),
        change(2, LONG_AGO + timedelta(days=1), STARTS + timedelta(days=4), state="proposed"),
        change(3, LONG_AGO + timedelta(days=2), STARTS + timedelta(days=4), state="declined"),
        change(4, late),
    )
    assert told_at(found, ME) == LONG_AGO
    assert reminds(found, ME, STARTS, NOW)


def test_who_was_out_for_a_while_counts_from_when_she_was_in_again() -> None:
    again = LONG_AGO + timedelta(days=3)
    found = meeting(change(1, LONG_AGO), change(2, LONG_AGO, invited=[OTHER]), change(3, again))
    assert told_at(found, ME) == again
