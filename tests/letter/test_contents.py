"""What arrives is read strictly: what this edition does not know is told apart from what is wrong."""

import copy
from typing import Any
from uuid import UUID, uuid4

import pytest

from ipplan.letter.archive.contents import TooNew, arriving, belonging
from ipplan.plan.arriving import Arriving
from ipplan.plan.kinds import KINDS

OWNER, LEILA = str(UUID(int=1)), str(UUID(int=2))
ABOUT: dict[str, Any] = {"people": {OWNER: "Tiril", LEILA: "Leila"}, "areas": {}, "meetings": []}


def item(kind: str, *below: Any, **more: Any) -> dict[str, Any]:
    plain = {
        "item": str(uuid4()),
        "kind": kind,
        "author": LEILA,
        "own_words": None,
        "at": "2026-03-01T12:00:00+00:00",
        "status": KINDS[kind].first_status or None,
        "starts_on": None,
        "due_on": "2026-09-01",
        "responsible": None,
        "origin": None,
        "meeting": None,
        "content": {"title": "Noe"},
        "items": list(below),
    }
    return plain | more


def view(*items: Any) -> dict[str, Any]:
    sections = [{"section": str(UUID(int=9)), "title": "Hjemme", "items": list(items)}]
    return {"space": str(UUID(int=8)), "owner": OWNER, "sections": sections}


def read(*items: Any, **about: Any) -> Arriving:
    return arriving(view(*items), ABOUT | about, "Fjordvik")


def test_who_wrote_what_where_goes_along_and_is_not_written_over_by_the_next_to_bring_it() -> None:
    asked = item("responsibility", responsible=LEILA)
    own = item("text", own_words={"of": OWNER, "written_by": LEILA}, author=OWNER)
    came = {"author": "Kari", "at": "2020-01-01T00:00:00+00:00", "place": "Vik", "responsible": "Ola"}
    before = item("text", origin=came | {"own_words": True})
    found = read(item("goal", item("action", asked)), own, before).sections[0].items
    goal, mine, first = found
    duty = goal.below[0].below[0]
    assert (duty.origin.author, duty.origin.place, duty.origin.responsible) == ("Leila", "Fjordvik", "Leila")
    assert not duty.owners, "she is asked anew"
    assert (mine.origin.author, mine.origin.own_words) == ("Leila", True)
    assert (first.origin.author, first.origin.place, first.origin.own_words) == ("Kari", "Vik", True)
    assert (
        read(item("goal", item("action", item("responsibility", responsible=OWNER))))
        .sections[0]
        .items[0]
        .below[0]
        .below[0]
        .owners
    ), "she is the same here and there"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "hologram"},
        {"status": "levitating"},
        {"content": {"title": "Noe", "smell": "Godt"}},
    ],
)
def test_what_a_later_edition_writes_is_told_to_be_newer(wrong: dict[str, Any]) -> None:
    assert read(item("goal"))
    with pytest.raises(TooNew):
        read(item("goal") | wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"item": "nei"},
        {"item": str(UUID(int=9))},
        {"content": {"title": 5}},
        {"content": {"title": "x" * 20_001}},
        {"content": {"title": "\x00"}},
        {"content": []},
        {"due_on": "i morgen"},
        {"at": None},
        {"items": [item("section")]},
        {"items": [item("message")]},
        {"origin": {}},
    ],
)
def test_what_has_another_shape_is_not_taken(wrong: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        read(item("goal") | wrong)


def test_nothing_comes_twice_or_too_deep_and_nobodys_word_is_given_for_her() -> None:
    one = item("text")
    with pytest.raises(ValueError, match="twice"):
        read(one, copy.deepcopy(one))
    deep = item("goal")
    for _ in range(60):
        deep = item("goal", deep)
    with pytest.raises(ValueError, match="too much"):
        read(deep)
    roles = item("roles", item("assent"), item("comment", content={}), content={})
    assert [below.kind for below in read(roles).sections[0].items[0].below] == ["comment"]


def test_meetings_come_with_what_they_are_about_and_with_nobody_invited() -> None:
    told = {
        "meeting": str(uuid4()),
        "title": "Ansvarsgruppa",
        "place": "Rådhuset",
        "starts_at": "2026-03-01T12:00:00+00:00",
        "ends_at": "2026-03-01T13:00:00+00:00",
        "sections": [str(UUID(int=9)), str(uuid4())],
        "cancelled": False,
    }
    elsewhere = told | {"meeting": str(uuid4()), "sections": [str(uuid4())]}
    found = read(meetings=[told, elsewhere]).meetings
    assert [(one.title, one.sections) for one in found] == [("Ansvarsgruppa", frozenset({UUID(int=9)}))]
    for wrong in ({"ends_at": "2026-03-01T11:00:00+00:00"}, {"starts_at": "2026-03-01T12:00:00"}):
        with pytest.raises((ValueError, TypeError)):
            read(meetings=[told | wrong])


SHA, NAME = "ab" * 32, "files/00000007-plan.pdf"
ITEM = str(UUID(int=7))


@pytest.mark.parametrize(
    ("kind", "files", "parts", "holds"),
    [
        ("document", {ITEM: NAME}, {NAME: 17}, True),
        ("document", {}, {}, True),
        ("document", {}, {NAME: 17}, False),
        ("document", {ITEM: NAME}, {}, False),
        ("document", {ITEM: NAME}, {NAME: 18}, False),
        ("document", {str(UUID(int=6)): NAME}, {NAME: 17}, False),
        ("document", {str(UUID(int=6)): NAME, ITEM: NAME}, {NAME: 17}, False),
        ("text", {ITEM: NAME}, {NAME: 17}, False),
    ],
)
def test_each_file_belongs_to_one_item_that_tells_the_same_of_it(
    kind: str, files: dict[str, str], parts: dict[str, int], holds: bool
) -> None:
    stored = {"sha256": SHA, "size": "17"} if kind == "document" else {}
    found = read(item(kind, item=ITEM, content={"title": "Plan", **stored}))
    said = {name: {"sha256": SHA, "size": size} for name, size in parts.items()}
    if holds:
        assert belonging({"files": files}, found, said) == {UUID(who): name for who, name in files.items()}
        return
    with pytest.raises((ValueError, KeyError)):
        belonging({"files": files}, found, said)


def test_what_a_scanner_found_elsewhere_is_not_believed_here() -> None:
    check = item("check", content={"of": ITEM, "result": "clean"})
    assert not read(item("document", check)).sections[0].items[0].below


def test_what_no_form_here_would_have_let_in_does_not_come_in() -> None:
    """A page that holds it would not open any more."""
    came = {"author": "Kari", "at": "i går", "place": "Vik", "responsible": "", "own_words": False}
    with pytest.raises(TooNew):
        read(item("document", content={"title": "Brev", "what": "roman"}))
    with pytest.raises(ValueError):
        read(item("text", origin=came))
