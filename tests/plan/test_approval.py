"""How far minutes have come, by the events alone; the clock changes it without anybody doing anything."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from ipplan.plan.approval import approval_of, digest_of
from ipplan.plan.gathering import Gathering, gathering_of
from ipplan.store.gatherings import Event

MEETING, HERS, THEIRS = UUID(int=1), UUID(int=21), UUID(int=22)
CHAIR, MOTHER, FATHER, GUEST = (UUID(int=number) for number in (31, 32, 33, 34))
START = datetime(2026, 10, 24, 12, tzinfo=UTC)
"""The day before the clocks are put back."""
DUE = START + timedelta(days=14)


def event(number: int, kind: str, who: UUID, due: datetime | None = None, **said: str) -> Event:
    return Event(MEETING, number, kind, who, None, START, due, said)


def after(*events: Event) -> Gathering:
    sent = event(1, "sent", CHAIR, START + timedelta(days=7), to=f"{MOTHER} {CHAIR}")
    return gathering_of([event(0, "ended", CHAIR), sent, *events])


LOCKED = event(2, "locked", CHAIR, DUE, token="")
AGREED = event(3, "agreed", MOTHER, seen="{}")
OBJECTED = event(4, "objected", FATHER, section=str(HERS), line=str(UUID(int=9)))


def test_nothing_is_asked_before_they_are_sent() -> None:
    found = approval_of(gathering_of([event(0, "ended", CHAIR)]))
    assert (found.sent, found.to, found.owners([HERS], START), found.turns()) == (None, frozenset(), "", [])


def test_those_are_asked_to_whom_they_were_sent_until_they_are_locked() -> None:
    found = approval_of(after())
    assert (found.asks(MOTHER), found.asks(GUEST)) == (True, False)
    assert not approval_of(after(LOCKED)).asks(MOTHER)


@pytest.mark.parametrize(
    ("events", "sections", "late", "said"),
    [
        ([], [HERS], False, ""),
        ([LOCKED], [HERS], False, "waits"),
        ([LOCKED], [HERS], True, "silent"),
        ([LOCKED, AGREED], [HERS], False, "agreed"),
        ([LOCKED, AGREED], [HERS], True, "agreed"),
        ([LOCKED, AGREED, OBJECTED], [HERS], False, "objected"),
        ([LOCKED, OBJECTED], [HERS], True, "objected"),
        ([LOCKED, OBJECTED], [THEIRS], False, "waits"),
        ([LOCKED, OBJECTED], [THEIRS], True, "silent"),
        ([LOCKED, AGREED, OBJECTED], [THEIRS], True, "agreed"),
    ],
)
def test_what_who_decides_has_said_as_far_as_a_reader_may_know(
    events: list[Event], sections: list[UUID], late: bool, said: str
) -> None:
    at = DUE if late else DUE - timedelta(microseconds=1)
    assert approval_of(after(*events)).owners(sections, at) == said


def test_of_two_who_decide_each_may_answer_once_and_nobody_after_the_deadline() -> None:
    found, before = approval_of(after(LOCKED, AGREED)), DUE - timedelta(seconds=1)
    assert (found.may_answer(MOTHER, before), found.may_answer(FATHER, before)) == (False, True)
    assert not found.may_answer(FATHER, DUE)
    assert not approval_of(after()).may_answer(MOTHER, START), "they are not locked"


def test_the_clock_changes_it_at_both_deadlines() -> None:
    assert approval_of(after(LOCKED)).turns() == [START + timedelta(days=7), DUE]


def test_what_is_approved_is_told_by_its_digest_whatever_the_order() -> None:
    one, other = {"a": {"x": "1", "y": "2"}, "b": {"z": "3"}}, {"b": {"z": "3"}, "a": {"y": "2", "x": "1"}}
    assert digest_of(one) == digest_of(other)
    assert digest_of(one) != digest_of({**one, "b": {"z": "4"}})
