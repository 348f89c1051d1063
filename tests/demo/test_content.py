"""The demo's two plans hold together: enough of everything, and nobody writes where she may not."""

import tomllib
from collections import Counter
from importlib.resources import files
from typing import Any

import pytest

from ipplan.plan.kinds import KINDS
from ipplan.plan.kinds.about import ABOUT

DEMO = files("ipplan").joinpath("demo")
SECTIONS = (
    "about", "needs", "health", "home", "work", "leisure", "economy", "network", "meetings", "messages",
)  # fmt: skip
ACCESS = ("read", "comment", "write")
PARENT_KINDS: dict[str, set[str | None]] = {
    "text": {None},
    "message": {None},
    "goal": {None, "goal"},
    "action": {"goal"},
    "responsibility": {"action"},
    **{kind: {None} for kind in (*ABOUT, "need", "service")},
    "contact": {None},
}
STATUSES = {
    "goal": {"active", "reached", "paused", "stopped"},
    "action": {"planned", "ongoing", "done", "stopped"},
    "responsibility": {"asked", "accepted", "declined", "done"},
    "service": {"ongoing", "asked", "wished", "ended"},
}
COMMON = {"ref", "section", "kind", "under", "by", "days_ago", "title"}
FIELDS = {
    "text": {"body", "later"},
    "message": {"body"},
    "goal": {"body", "status", "evaluation", "due_days", "later"},
    "action": {"body", "extent", "how", "status", "start_days", "due_days", "later"},
    "responsibility": {"person", "due_days", "status", "reason"},
    **{kind: {one.name for one in KINDS[kind].questions} | {"later"} for kind in (*ABOUT, "need")},
    "service": {one.name for one in KINDS["service"].questions} | {"status", "start_days", "due_days"},
    "contact": {"role", "organisation", "phone", "sector", "closeness", "account_of", "body"},
}
UNTITLED = ("text", "message", *ABOUT, "need")
"""Kinds that need no title, and have no state."""


class Content:
    """One plan file with the look-ups the tests need."""

    def __init__(self, name: str) -> None:
        raw: dict[str, Any] = tomllib.loads(DEMO.joinpath(name).read_text(encoding="utf-8"))
        self.keys = set(raw)
        self.plan: dict[str, Any] = raw["plan"]
        self.participants: list[dict[str, Any]] = raw["participant"]
        self.sections: list[dict[str, Any]] = raw["section"]
        self.grants: list[dict[str, Any]] = raw["grant"]
        self.items: list[dict[str, Any]] = raw["item"]
        self.by_ref = {item["ref"]: item for item in self.items}
        self.access = {(grant["person"], grant["section"]): grant["access"] for grant in self.grants}
        self.decides = {self.plan["owner"], self.plan.get("representative")}

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [item for item in self.items if item["kind"] == kind]

    def may(self, person: str, section: str, access: str) -> bool:
        held = self.access.get((person, section))
        return person in self.decides or (held is not None and ACCESS.index(held) >= ACCESS.index(access))

    def unowned(self) -> list[dict[str, Any]]:
        """Live actions that nobody was asked to take on."""
        taken = {item["under"] for item in self.of("responsibility")}
        return [item for item in self.of("action") if item["ref"] not in taken and item["status"] != "done"]


PEOPLE: dict[str, dict[str, Any]] = {
    one["id"]: one
    for one in tomllib.loads(DEMO.joinpath("people.toml").read_text(encoding="utf-8"))["person"]
}
CHILD, ADULT = Content("plan_child.toml"), Content("plan_adult.toml")
both_plans = pytest.mark.parametrize("content", [CHILD, ADULT], ids=["child", "adult"])


@both_plans
def test_ten_sections_in_order(content: Content) -> None:
    assert content.keys == {"plan", "participant", "section", "grant", "item"}
    assert tuple(section["key"] for section in content.sections) == SECTIONS
    assert tuple(section["area"] for section in content.sections) == SECTIONS
    assert len({section["title"] for section in content.sections}) == len(SECTIONS)


@both_plans
def test_participants_and_their_grants(content: Content) -> None:
    people = [participant["person"] for participant in content.participants]
    assert len(people) == len(set(people))
    assert content.plan["owner"] not in people
    assert content.plan["coordinator"] in people
    assert all(PEOPLE[person]["account"] and PEOPLE[person]["login"] for person in people)
    assert all(participant["relation"] for participant in content.participants)

    granted = {person: frozenset(g["section"] for g in content.grants if g["person"] == person)
               for person in people if person not in content.decides}  # fmt: skip
    assert len(granted) == 6
    assert len(set(granted.values())) == 6, "six participants, six different views of the plan"
    assert all(0 < len(sections) < len(SECTIONS) for sections in granted.values())


@both_plans
def test_grants_are_sound_and_one_is_about_to_expire(content: Content) -> None:
    people = {participant["person"] for participant in content.participants}
    assert len(content.access) == len(content.grants), "one grant per person and section"
    for grant in content.grants:
        assert set(grant) == {"person", "section", "access", "days"}
        assert grant["person"] in people - content.decides
        assert grant["section"] in SECTIONS
        assert grant["access"] in ACCESS
        assert 0 < grant["days"] <= 3 * 365
    assert [grant["days"] for grant in content.grants if grant["days"] < 30] == [5]


def test_who_acts_for_whom() -> None:
    assert CHILD.plan["representative"] == "marte-aasen"
    assert CHILD.plan["basis"] == "Foreldreansvar, registrert i Folkeregisteret"
    assert not PEOPLE[CHILD.plan["owner"]]["login"]
    assert set(ADULT.plan) == {"owner", "coordinator"}


def test_some_professionals_take_part_in_both_plans() -> None:
    child, adult = ({one["person"] for one in content.participants} for content in (CHILD, ADULT))
    assert child & adult == {"leila-hosseini", "silje-hovden"}


@both_plans
def test_what_each_may_not_see(content: Content) -> None:
    for section in ("economy", "network", "messages"):
        assert not content.may("leila-hosseini", section, "read")
    for section in ("economy", "network"):
        assert not content.may(content.plan["coordinator"], section, "read")


@both_plans
def test_items_have_the_fields_of_their_kind(content: Content) -> None:
    assert len(content.by_ref) == len(content.items)
    for item in content.items:
        kind = item["kind"]
        assert set(item) <= COMMON | FIELDS[kind], item["ref"]
        assert item.get("title") or kind in UNTITLED, item["ref"]
        assert kind not in ("text", "message") or item["body"], item["ref"]
        for question in KINDS[kind].questions:
            options = question.metadata["options"]
            assert not options or item.get(question.name, next(iter(options))) in options, item["ref"]
        assert item["days_ago"] > 0
        if kind in STATUSES:
            assert item["status"] in STATUSES[kind], item["ref"]
        if kind == "action":
            assert {"body", "extent", "how"} <= set(item), item["ref"]
        if kind == "responsibility":
            assert {"person", "due_days"} <= set(item), item["ref"]
            assert ("reason" in item) == (item["status"] == "declined"), item["ref"]


@both_plans
def test_items_hang_where_they_may(content: Content) -> None:
    seen: dict[str, dict[str, Any]] = {}
    newest: dict[tuple[str, str | None], int] = {}
    for item in content.items:
        parent = seen[item["under"]] if "under" in item else None
        assert (parent["kind"] if parent else None) in PARENT_KINDS[item["kind"]], item["ref"]
        if parent:
            assert parent["section"] == item["section"], item["ref"]
            assert parent["days_ago"] >= item["days_ago"], item["ref"]
        seen[item["ref"]] = item

        place = (item["section"], item.get("under"))
        assert item["days_ago"] <= newest.get(place, 10_000), f"{item['ref']} is out of time order"
        newest[place] = item["days_ago"]


@both_plans
def test_nobody_writes_or_is_asked_where_she_has_no_access(content: Content) -> None:
    assert not content.may("odd-fjeld", "about", "read")
    for item in content.items:
        assert PEOPLE[item["by"]]["login"], item["ref"]
        assert content.may(item["by"], item["section"], "write"), item["ref"]
        if item["kind"] == "responsibility":
            assert PEOPLE[item["person"]]["login"], item["ref"]
            assert content.may(item["person"], item["section"], "read"), item["ref"]
        for version in item.get("later", []):
            assert set(version) == {"by", "days_ago", "body"}
            assert content.may(version["by"], item["section"], "write"), item["ref"]
            assert 0 < version["days_ago"] < item["days_ago"], item["ref"]
            assert version["body"] != item["body"], item["ref"]


@both_plans
def test_there_is_enough_of_everything(content: Content) -> None:
    kinds = Counter(item["kind"] for item in content.items)
    assert len(content.items) >= 60
    assert kinds["goal"] >= 10
    assert kinds["action"] >= 18
    assert kinds["responsibility"] >= 14
    assert sum("under" in goal for goal in content.of("goal")) >= 2
    assert {one["status"] for one in content.of("responsibility")} == STATUSES["responsibility"]
    assert 3 <= sum(len(item.get("later", [])) for item in content.items) <= 5

    spread = Counter(item["section"] for item in content.items)
    assert set(spread) == set(SECTIONS)
    assert min(spread.values()) >= 4


@both_plans
def test_something_is_unowned_late_and_declined(content: Content) -> None:
    late = [
        item
        for item in content.of("action") + content.of("responsibility")
        if item.get("due_days", 0) < 0 and item["status"] in {"planned", "ongoing", "asked", "accepted"}
    ]
    assert len(content.unowned()) >= 3
    assert len(late) >= 3
    assert sum(one["status"] == "declined" for one in content.of("responsibility")) >= 2
