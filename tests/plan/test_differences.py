"""What differs between a plan as it stood and as it stands."""

from datetime import date
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from ipplan.plan.differences import Standing, differences
from ipplan.plan.kinds import KINDS
from ipplan.store.versions import Clear

SECTION = uuid4()


def test_what_came_what_went_and_what_reads_otherwise_is_told() -> None:
    kept, gone, new = _goal("Sykle"), _goal("Svømme"), _goal("Lese")
    later = _goal("Sykle til skolen", of=kept, status="reached", due_on=date(2027, 5, 1))
    told = differences([kept, gone], [later, new])
    assert [(one.how, one.item.title) for one in told] == [
        ("changed", "Sykle til skolen"),
        ("new", "Lese"),
        ("gone", "Svømme"),
    ]
    title, status, due = told[0].changed
    assert title.pieces == [("same", "Sykle"), ("new", " til skolen")]
    assert (status.said, status.before, status.now) == ("status", "active", "reached")
    assert (due.said, due.before, due.now) == ("day", None, date(2027, 5, 1))


def test_what_is_the_same_is_not_told_and_a_new_version_alone_is_no_difference() -> None:
    goal = _goal("Sykle")
    assert differences([goal], [_goal("Sykle", of=goal)]) == []


@given(st.text(), st.text())
def test_the_pieces_are_both_texts_whole(before: str, now: str) -> None:
    goal = _goal("x", body=before)
    told = differences([goal], [_goal("x", of=goal, body=now)])
    if before == now:
        assert told == []
        return
    (part,) = told[0].changed
    assert "".join(text for how, text in part.pieces if how != "new") == before
    assert "".join(text for how, text in part.pieces if how != "gone") == now


def test_every_kind_can_be_called_something() -> None:
    for kind in KINDS.values():
        clear = Clear(kind.name, None, kind.first_status, False, 1.0, None, None, None)
        assert Standing(uuid4(), SECTION, uuid4(), clear, {}).title == ""


def _goal(
    title: str,
    *,
    of: Standing | None = None,
    status: str = "active",
    due_on: date | None = None,
    body: str = "",
) -> Standing:
    item_id: UUID = of.item_id if of else uuid4()
    clear = Clear("goal", None, status, False, 1.0, due_on, None, None)
    content = {"title": title, "body": body, "evaluation": ""}
    return Standing(item_id, SECTION, uuid4(), clear, content)
