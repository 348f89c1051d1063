"""A section as a tree: what has nobody, what is late, what stands under what is closed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from ipplan.plan.outline import Outline, grow
from ipplan.store.items import Item
from ipplan.store.versions import Clear, Version

TODAY = date(2027, 5, 17)
SECTION = uuid4()


def test_an_action_that_nobody_has_is_seen() -> None:
    bare, asked, taken, refused, done = (_action() for _ in range(5))
    done = _action(status="done")
    half = _action()
    items = [bare, asked, taken, refused, done, half]
    for action, status in ((asked, "asked"), (taken, "accepted"), (refused, "declined")):
        items.append(_item("responsibility", action, status=status))
    items += [_item("responsibility", half, status=status) for status in ("declined", "asked")]
    outline = _outline(*items)
    nobody = {node.item_id for node, _ in outline.walk() if node.nobody}
    assert nobody == {bare.item_id, refused.item_id}
    assert {node.item_id for node in outline.needing(TODAY)} == nobody


@pytest.mark.parametrize(
    ("kind", "status", "days", "late"),
    [
        ("action", "planned", -1, True),
        ("action", "ongoing", -1, True),
        ("action", "planned", 0, False),
        ("action", "done", -1, False),
        ("action", "stopped", -1, False),
        ("goal", "active", -1, True),
        ("goal", "reached", -1, False),
        ("goal", "paused", -1, False),
        ("responsibility", "asked", -1, True),
        ("responsibility", "accepted", -1, True),
        ("responsibility", "declined", -1, False),
        ("responsibility", "done", -1, False),
    ],
)
def test_late_is_past_its_date_and_not_done(kind: str, status: str, days: int, late: bool) -> None:
    outline = _outline(_item(kind, None, status=status, due_on=TODAY + timedelta(days=days)))
    (node,) = outline.nodes
    assert node.late(TODAY) is late
    assert (node in outline.needing(TODAY)) is (late or node.nobody)


def test_what_has_no_date_is_never_late() -> None:
    assert not _outline(_action()).nodes[0].late(date(2200, 1, 1))


def test_what_stands_under_a_closed_item_is_not_shown() -> None:
    gone = uuid4()
    shown, orphan = _item("goal", None), _item("action", None, parent_id=gone)
    outline = _outline(shown, orphan)
    assert [node.item_id for node, _ in outline.walk()] == [shown.item_id]


def test_a_section_whose_title_does_not_open_is_none() -> None:
    assert grow(SECTION, [_item("goal", None)]) is None


def test_a_circle_of_parents_ends() -> None:
    one, two = _item("goal", None), _item("goal", None)
    first = _item("goal", None, item_id=one.item_id, parent_id=two.item_id)
    second = _item("goal", None, item_id=two.item_id, parent_id=one.item_id)
    assert _outline(first, second).nodes == ()


def test_the_people_of_a_section_are_authors_makers_and_who_is_asked() -> None:
    asked = uuid4()
    item = _item("responsibility", None, responsible_id=asked)
    assert _outline(item).mentioned == {item.head.author_id, item.created_by, asked}


def _outline(*items: Item) -> Outline:
    title = _item("section", None, item_id=SECTION, content={"title": "Helse"})
    outline = grow(SECTION, [title, *items])
    assert outline is not None
    return outline


def _action(status: str = "planned") -> Item:
    return _item("action", None, status=status)


def _item(
    kind: str, under: Item | None, *, item_id: UUID | None = None, content: Any = None, **clear: Any
) -> Item:
    item_id = item_id or uuid4()
    at = datetime(2027, 1, 1, tzinfo=UTC)
    if kind == "responsibility":
        clear.setdefault("responsible_id", uuid4())
    if under is not None:
        clear["parent_id"] = under.item_id
    version = Version(
        item_id,
        SECTION,
        uuid4(),
        1,
        None,
        "created",
        uuid4(),
        None,
        uuid4(),
        at,
        Clear(kind, **clear),
        content or {},
    )
    return Item(version, at, 1)
