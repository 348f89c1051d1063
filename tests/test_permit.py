"""A permit comes from the gate or not at all, and everything that reads content asks for one."""

import ast
import copy
import inspect
import pickle
from dataclasses import fields, replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from ipplan import permit as ground
from ipplan.config import ROOT
from ipplan.permit import Access, Permit, ViewClass, claim_mint
from ipplan.store import drafts, items, versions
from tests.world import World

SOURCES = sorted((ROOT / "ipplan").rglob("*.py"))


def values(permit: Permit) -> dict[str, Any]:
    return {field.name: getattr(permit, field.name) for field in fields(Permit)}


async def test_a_permit_s_values_make_no_other_permit(world: World) -> None:
    permit = await world.open("leila", "health")
    with pytest.raises(TypeError):
        Permit(**values(permit))
    for mark in (None, object(), permit, "ipplan.gate.mint"):
        with pytest.raises(TypeError, match="only the gate"):
            Permit(**values(permit), _mark=mark)


@pytest.mark.parametrize(
    "change",
    [
        {"section_id": uuid4()},
        {"space_id": uuid4()},
        {"account_id": uuid4()},
        {"view": ViewClass(Access.WRITE, decides=True)},
        {},
    ],
    ids=["section", "space", "account", "access", "nothing"],
)
async def test_a_permit_is_not_replaced_by_a_wider_one(world: World, change: dict[str, Any]) -> None:
    permit = await world.open("leila", "about")
    assert permit.access is Access.READ
    with pytest.raises((TypeError, ValueError)):
        replace(permit, **change)


async def test_a_permit_does_not_change_and_holds_no_way_to_make_another(world: World) -> None:
    permit = await world.open("leila", "health")
    with pytest.raises((AttributeError, TypeError)):
        permit.section_id = uuid4()  # type: ignore[misc]
    assert not hasattr(permit, "__dict__")
    marks = [name for name in dir(permit) if getattr(permit, name, None) is ground._MARK]
    assert marks == []
    for leave in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="not pickled"):
            leave(permit)


@pytest.mark.parametrize("room", ["ipplan.gate.mint", "ipplan.page.plan.plan", "", "tests"])
def test_the_mint_is_claimed_once_and_by_the_gate_alone(room: str) -> None:
    import ipplan.gate.mint  # noqa: F401 (the claim is made by now, whatever ran before)

    with pytest.raises(RuntimeError):
        claim_mint(room)


async def test_the_words_for_a_permit_and_its_box_show_no_key(world: World) -> None:
    permit = await world.open("leila", "health")
    box: Any = permit.box
    keys = list(box._keys.values())
    assert keys
    keyring = world.house.keyring
    shown = "".join(repr(one) + str(one) for one in (permit, box, keyring, world.house.pids, world.house))
    for key in [*keys, *keyring.masters.values(), *keyring.secrets.values()]:
        assert repr(key) not in shown
        assert repr(key)[2:10] not in shown
        assert key.hex() not in shown


def test_only_the_mint_knows_the_way_to_make_permits() -> None:
    knowing = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            words = {getattr(node, name, None) for name in ("id", "attr", "name", "value")}
            if words & {"claim_mint", "_MARK", "_claimed"}:
                knowing.add(path.relative_to(ROOT).as_posix())
    assert knowing == {"ipplan/permit.py", "ipplan/gate/mint.py"}


def test_nobody_goes_around_the_constructor() -> None:
    """``object.__new__``, ``object.__setattr__`` and the like are not used in the house."""
    around = {"__new__", "__setattr__", "__post_init__", "_mint"}
    using = {
        (path.relative_to(ROOT).as_posix(), node.attr)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in around
    }
    assert using == {("ipplan/gate/gate.py", "_mint"), ("ipplan/gate/permits.py", "_mint")}


@pytest.mark.parametrize("room", [items, versions, drafts], ids=["items", "versions", "drafts"])
def test_every_function_that_reads_or_writes_content_takes_a_permit(room: Any) -> None:
    public = {
        name: function
        for name, function in inspect.getmembers(room, inspect.isfunction)
        if function.__module__ == room.__name__ and not name.startswith("_")
    }
    assert len(public) >= 3
    for name, function in public.items():
        parameters = inspect.signature(function).parameters.values()
        taken = [str(one.annotation) for one in parameters if one.annotation is not Permit]
        assert any(one.annotation is Permit for one in parameters) or "Permit" in " ".join(taken), name


def test_every_query_of_content_tables_names_the_permit_s_section() -> None:
    """A room that reads ``item``, ``version`` or ``draft`` without a permit would go around the gate."""
    allowed = {f"ipplan/store/{room}.py" for room in ("items", "versions", "drafts", "tables/content")}
    # The gate follows a withheld item's ids and links, to hide what stands under it; it opens no content.
    allowed.add("ipplan/gate/withholding.py")
    # Archives pack rows as they are sealed, and open none; a package's are opened by `items.packed_items`.
    allowed.add("ipplan/store/archives.py")
    # An edition's versions are those of the permit's section.
    allowed.add("ipplan/store/editions.py")
    # Which sections have items of a kind stands in clear; none is opened.
    allowed.add("ipplan/store/having.py")
    reading = set()
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("ipplan.store"):
                if {alias.name for alias in node.names} & {"item", "version", "draft"}:
                    reading.add(path.relative_to(ROOT).as_posix())
                if "tables" in {alias.name for alias in node.names}:
                    reading.add(path.relative_to(ROOT).as_posix())
    assert reading - {"ipplan/store/tables/__init__.py"} <= allowed


def test_ids_are_no_permits() -> None:
    with pytest.raises(TypeError):
        Permit(*[UUID(int=0)] * 10)  # type: ignore[arg-type]
