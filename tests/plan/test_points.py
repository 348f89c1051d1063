"""What a plan proposes to speak of: what is late, left, declined, to be evaluated; nothing twice."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from ipplan.plan.agendas import MEETING, agenda_id
from ipplan.plan.meetings import Meeting
from ipplan.plan.outline import Outline, grow
from ipplan.plan.points import ABOUT, in_order, suggestions
from ipplan.store.items import Item
from ipplan.store.meetings import Change, When, Words
from ipplan.store.versions import Clear, Version

TODAY = date(2027, 5, 17)
NOW = datetime(2027, 5, 17, 8, tzinfo=UTC)
HERE, ELSEWHERE = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("kind", "status", "days", "why"),
    [
        ("goal", "active", 20, "evaluate"),
        ("goal", "active", -3, "evaluate"),
        ("goal", "active", 31, None),
        ("goal", "reached", -3, None),
        ("action", "planned", 5, "nobody"),
        ("action", "done", -5, None),
    ],
)
def test_why_something_is_proposed(kind: str, status: str, days: int, why: str | None) -> None:
    item = _item(kind, status=status, due_on=TODAY + timedelta(days=days))
    found = suggestions({HERE: _outline(item)}, _meeting(), None, TODAY)
    assert [one.why for one in found] == ([why] if why else [])


@pytest.mark.parametrize(
    ("status", "days", "why"),
    [
        ("declined", 5, ["nobody", "declined"]),
        ("accepted", -1, ["late"]),
        ("asked", 5, []),
        ("done", -5, []),
    ],
)
def test_what_somebody_was_asked_to_do(status: str, days: int, why: list[str]) -> None:
    action = _item("action", status="ongoing")
    due_on = TODAY + timedelta(days=days)
    duty = _item("responsibility", under=action, status=status, due_on=due_on, responsible_id=uuid4())
    found = suggestions({HERE: _outline(action, duty)}, _meeting(), None, TODAY)
    assert [one.why for one in found] == why


def test_open_points_of_the_last_meeting_come_back_and_what_is_taken_up_does_not() -> None:
    last, now = _meeting(), _meeting()
    old = _agenda(last)
    left, done = _item("point", under=old, status="postponed"), _item("point", under=old, status="done")
    outline = _outline(old, left, done)
    (found,) = suggestions({HERE: outline}, now, last, TODAY)
    assert (found.why, found.node.item_id) == ("open", left.item_id)
    agenda = _agenda(now)
    taken = _item("point", under=agenda, status="proposed", about=left.item_id)
    assert not suggestions({HERE: _outline(old, left, done, agenda, taken)}, now, last, TODAY)


def test_only_of_sections_that_the_meeting_is_about() -> None:
    goal = _item("goal", status="active", due_on=TODAY)
    assert not suggestions({HERE: _outline(goal)}, _meeting(about=ELSEWHERE), None, TODAY)


def test_points_stand_in_one_order_whichever_sections_somebody_sees() -> None:
    meeting = _meeting()
    agenda = _agenda(meeting)
    points = [_item("point", under=agenda, status="agreed", position=float(n)) for n in (3, 1, 2)]
    shown = in_order([_outline(agenda, *points)], meeting.meeting_id)
    assert [node.clear.position for _, node in shown] == [1.0, 2.0, 3.0]
    assert not in_order([_outline(agenda, *points)], uuid4()), "another meeting's are not its"


def _meeting(about: UUID = HERE) -> Meeting:
    when = When(NOW, NOW + timedelta(hours=1), frozenset({about}))
    change = Change(uuid4(), 1, uuid4(), NOW, "called", when, Words("Møte", "", "", False, frozenset(), 1))
    return Meeting(change.meeting_id, change, None, (change,), {})


def _agenda(meeting: Meeting) -> Item:
    content = {MEETING: str(meeting.meeting_id)}
    return _item("agenda", item_id=agenda_id(meeting.meeting_id, HERE), content=content)


def _outline(*items: Item) -> Outline:
    title = _item("section", item_id=HERE)
    outline = grow(HERE, [title, *items])
    assert outline is not None
    return outline


def _item(
    kind: str,
    *,
    under: Item | None = None,
    item_id: UUID | None = None,
    about: UUID | None = None,
    content: dict[str, str] | None = None,
    **clear: Any,
) -> Item:
    words = content or {"title": kind, **({ABOUT: str(about)} if about else {})}
    parent = under.item_id if under else None
    version = Version(
        item_id or uuid4(),
        HERE,
        uuid4(),
        1,
        None,
        "created",
        uuid4(),
        None,
        uuid4(),
        NOW,
        Clear(kind, parent_id=parent, **clear),
        words,
    )
    return Item(version, NOW, 1)
