"""view.json: valid by its schema for everybody, and exactly what the gate allows, no more and no less."""

from typing import Any
from uuid import uuid4

import pytest
from jsonschema import Draft202012Validator

from ipplan.permit import Refused
from ipplan.store.items import section_items
from tests.site import Site
from tests.world import PEOPLE, World

LOGS_IN = sorted(
    name
    for name, person in PEOPLE.items()
    if person["login"] and person["account"] and not person.get("unit")
)
"""But for the unit's people, who see no plan (test_unit.py)."""


@pytest.mark.parametrize("name", LOGS_IN)
async def test_everybodys_view_is_valid_and_is_what_the_gate_allows(shared: Site, name: str) -> None:
    client, world = await shared.client(name), shared.world
    schema = (await client.get("/schemas/view.schema.json")).json()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    seen = 0
    for owner in ("tiril", "roar"):
        answer = await client.get(f"{shared.plan(owner)}/view.json")
        allowed = await _allowed(world, name, owner)
        if allowed is None:
            assert answer.status_code == 404
            continue
        view = answer.json()
        validator.validate(view)
        assert _shown(view) == allowed
        assert view["reader"] == str(world.accounts[name])
        assert view["owner"] == str(world.accounts[owner])
        assert (view["on_behalf_of"] is not None) == (name == "marte")
        seen += 1
    assert seen, "everybody in the demo sees something"


async def test_a_moved_item_tells_nothing_of_where_it_was(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    item, health = str(uuid4()), str(site.world.sections["tiril"]["health"])
    form = {"kind": "text", "item": item, "body": "Flyttes"}
    await marte.post(f"{site.section('economy')}/items", data=form)
    moved = await marte.post(f"{site.section('economy')}/items/{item}/move", data={"to": health})
    assert moved.status_code == 303
    for path in ("", "/view.json", f"/sections/{health}"):
        answer = await leila.get(site.plan() + path)
        assert answer.status_code == 200
        assert ("Flyttes" in answer.text) == ("/sections/" not in path), "it is there to be read"
        assert str(site.world.sections["tiril"]["economy"]) not in answer.text
        assert item not in answer.text


async def _allowed(world: World, name: str, owner: str) -> dict[str, tuple[str, set[str]]] | None:
    """By section its access and its open items whose parents are open too, read past every page."""
    try:
        visit = await world.enter(name, owner)
    except Refused:
        return None
    found = {}
    for permit in await visit.open_all():
        async with world.house.database.engine.connect() as tx:
            items = {one.item_id: one for one in await section_items(tx, permit)}
        if permit.section_id not in items:
            continue
        del items[permit.section_id]
        shown = set()
        for item_id, item in items.items():
            parent = item.clear.parent_id
            while parent in items:
                parent = items[parent].clear.parent_id
            if parent is None:
                shown.add(str(item_id))
        found[str(permit.section_id)] = (permit.access.word, shown)
    return found


def _shown(view: dict[str, Any]) -> dict[str, tuple[str, set[str]]]:
    return {
        section["section"]: (section["access"], {one["item"] for one in _walk(section["items"])})
        for section in view["sections"]
    }


def _walk(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for item in items for one in (item, *_walk(item["items"]))]
