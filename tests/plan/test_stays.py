"""Who was in the room when, and what became of lines, by a meeting's events."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from ipplan.plan.gathering import gathering_of
from ipplan.plan.outcomes import Decision, moved
from ipplan.plan.stays import Stay, stays_of
from ipplan.store.gatherings import Event

BEGAN = datetime(2027, 3, 1, 13, tzinfo=UTC)
MEETING, ANNA, BO = uuid4(), uuid4(), uuid4()


def at(minutes: int) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def event(minutes: int, kind: str, **said: str | UUID) -> Event:
    words = {name: str(value) for name, value in said.items()}
    return Event(MEETING, minutes + 1, kind, ANNA, None, at(minutes), None, words)


def test_from_coming_to_leaving_and_who_never_left_is_there() -> None:
    events = [
        event(0, "begun"),
        event(1, "came", who=ANNA),
        event(2, "came", who=BO),
        event(5, "left", who=ANNA),
        event(9, "came", who=ANNA),
    ]
    stays = {Stay(ANNA, at(1), at(5)), Stay(ANNA, at(9), None), Stay(BO, at(2), None)}
    assert set(stays_of(events)) == stays


def test_a_guest_is_nobody_by_name() -> None:
    events = [event(0, "begun"), event(1, "guest_came", guest="Eva"), event(4, "guest_left", guest="Eva")]
    assert stays_of(events) == [Stay(None, at(1), at(4))]
    assert stays_of(events[:2]) == [Stay(None, at(1), None)]


def test_between_its_end_and_its_going_on_nobody_is_there() -> None:
    events = [event(0, "begun"), event(1, "came", who=ANNA), event(10, "ended"), event(20, "begun")]
    assert stays_of(events[:3]) == [Stay(ANNA, at(1), at(10))]
    assert stays_of(events) == [Stay(ANNA, at(1), at(10)), Stay(ANNA, at(20), None)]


def test_a_decision_stands_where_its_action_was_moved_to_and_not_where_it_was() -> None:
    line, old, new = uuid4(), uuid4(), uuid4()
    first, then = Decision(line, uuid4(), old), Decision(line, uuid4(), new, old)
    other = Decision(uuid4(), uuid4(), uuid4())
    events = [event(n, "decided", **one.said()) for n, one in enumerate((first, other, then))]
    assert gathering_of(events[:2]).decided == (first, other)
    assert gathering_of(events).decided == (other, then)
    assert gathering_of(events).after == (), "it says nothing of the minutes' approval"


def test_a_move_tells_by_whom_when_and_who_saw_it() -> None:
    line, here, there = uuid4(), uuid4(), uuid4()
    now = gathering_of([event(3, "line_moved", **moved(line, here, there, [BO]))])
    (one,) = now.moves
    assert (one.line, one.section, one.to, one.seen, one.by, one.at) == (
        line,
        here,
        there,
        (BO,),
        ANNA,
        at(3),
    )
    assert gathering_of([event(3, "line_moved", **moved(line, here, there, []))]).moves[0].seen == ()
