"""An intruder edits items, versions and drafts: what was edited opens nowhere, and nothing by it."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from ipplan.permit import Permit, Refused
from ipplan.plan.changes import check_may_write
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Reader
from ipplan.store.drafts import my_drafts, put_draft
from ipplan.store.items import Item, one_item, section_items, versions
from ipplan.store.versions import put_version
from tests.world import World

OWNER, PLAN = "tiril", "space_id = :space AND item_id = :item"


async def items(world: World, area: str) -> dict[UUID, Item]:
    """All items of a section, closed ones too, as the owner sees them."""
    permit = await world.open(OWNER, area)
    async with world.house.database.engine.connect() as tx:
        return {item.item_id: item for item in await section_items(tx, permit, closed=True)}


async def shown(world: World, area: str) -> Any:
    """The section as a page of a fresh process shows it."""
    outline = await Reader(world.house.database).outline(await world.open(OWNER, area))
    return outline and (outline.title_item, outline.nodes)


async def some(world: World, area: str = "health", kind: str = "action") -> Item:
    return next(item for item in (await items(world, area)).values() if item.clear.kind == kind)


async def attack(world: World, statement: str, item: Item, **more: Any) -> None:
    await world.sql(statement, space=world.spaces[OWNER], item=item.item_id, **more)


async def is_gone(world: World, item: Item, area: str = "health") -> bool:
    """Whether an item opens by no road: the list, by its id, its history."""
    permit = await world.open(OWNER, area)
    async with world.house.database.engine.connect() as tx:
        for road in (one_item, versions):
            with pytest.raises(Refused, match="no_item"):
                await road(tx, permit, item.item_id)
    return item.item_id not in await items(world, area)


MOVES = {
    "the item": ["item"],
    "the versions": ["version"],
    "the item and its versions": ["item", "version"],
}


@pytest.mark.parametrize("tables", MOVES.values(), ids=MOVES.keys())
async def test_an_item_moved_to_another_section_opens_in_neither(mended: World, tables: list[str]) -> None:
    item = await some(mended)
    about, outline = await items(mended, "about"), await shown(mended, "about")
    target = mended.sections[OWNER]["about"]
    for table in tables:
        await attack(mended, f"UPDATE {table} SET section_id = :target WHERE {PLAN}", item, target=target)
    if "item" in tables:
        assert await is_gone(mended, item)
    else:
        # The head is sealed in the section that it stands in; only its history has gone.
        permit = await mended.open(OWNER, "health")
        async with mended.house.database.engine.connect() as tx:
            assert await versions(tx, permit, item.item_id) == []
    assert await items(mended, "about") == about
    assert await shown(mended, "about") == outline


CLEAR = {
    "status": "status = 'done'",
    "no status": "status = ''",
    "due date": "due_on = DATE '2031-01-01'",
    "no due date": "due_on = NULL",
    "start": "starts_at = now()",
    "responsible": "responsible_id = :other",
    "parent": "parent_id = :other",
    "position": "position = position + 1",
    "closed": "closed = NOT closed",
    "kind": "kind = 'text'",
    "creator": "created_by = :other",
}


@pytest.mark.parametrize("edit", CLEAR.values(), ids=CLEAR.keys())
async def test_an_item_whose_clear_columns_were_edited_does_not_open(mended: World, edit: str) -> None:
    item = next(one for one in (await items(mended, "health")).values() if one.clear.due_on)
    before = await items(mended, "health")
    # Where nothing is asked of the value, the statement still names it.
    statement = f"UPDATE item SET {edit} WHERE {PLAN} AND item_id <> :other"
    await attack(mended, statement, item, other=mended.accounts["leila"])
    assert await is_gone(mended, item)
    gone = {item.item_id}
    while under := {one for one, each in before.items() if each.clear.parent_id in gone} - gone:
        gone |= under
    assert await items(mended, "health") == {one: each for one, each in before.items() if one not in gone}


VERSION = {
    "author": "author_id = :other",
    "for whom": "on_behalf_of = :other",
    "time": "at = at + interval '1 second'",
    "a microsecond": "at = at + interval '1 microsecond'",
    "its id": "version_id = :other",
    "key": "key_id = :other",
    "one byte": "sealed = set_byte(sealed, 20, 255 - get_byte(sealed, 20))",
    "cut": "sealed = substring(sealed FOR 20)",
    "emptied": "sealed = ''",
}


@pytest.mark.parametrize("edit", VERSION.values(), ids=VERSION.keys())
async def test_an_edited_version_does_not_open(mended: World, edit: str) -> None:
    item = await some(mended)
    await attack(
        mended,
        f"UPDATE version SET {edit} WHERE {PLAN} AND version_id <> :other",
        item,
        other=mended.accounts["leila"],
    )
    assert await is_gone(mended, item)


SWAPPED = {
    "sealed": "sealed = other.sealed",
    "author": "author_id = other.author_id, on_behalf_of = other.on_behalf_of, at = other.at",
    "all but the id": "sealed = other.sealed, author_id = other.author_id, on_behalf_of = other.on_behalf_of,"
    " at = other.at, kind = other.kind, parent_id = other.parent_id, status = other.status,"
    " position = other.position, due_on = other.due_on, responsible_id = other.responsible_id",
}


@pytest.mark.parametrize("columns", SWAPPED.values(), ids=SWAPPED.keys())
async def test_what_is_swapped_between_two_items_opens_in_neither(mended: World, columns: str) -> None:
    found = [one for one in (await items(mended, "health")).values() if one.head.number == 1]
    one = next(item for item in found if item.clear.kind == "action")
    two = next(item for item in found if item.head.author_id != one.head.author_id)
    await attack(
        mended,
        f"UPDATE version SET {columns} FROM version other WHERE version.space_id = :space AND other.space_id"
        " = :space AND (version.item_id, other.item_id) IN ((:item, :two), (:two, :item))",
        one,
        two=two.item_id,
    )
    assert await is_gone(mended, one)
    assert await is_gone(mended, two)


async def test_a_head_that_points_to_another_item_s_version_opens_nothing(mended: World) -> None:
    one, two = await some(mended), await some(mended, kind="goal")
    await attack(mended, f"UPDATE item SET head = :head WHERE {PLAN}", one, head=two.head.version_id)
    assert await is_gone(mended, one)
    assert two.item_id in await items(mended, "health")


async def test_a_version_copied_under_another_item_opens_nothing(mended: World) -> None:
    one, two = await some(mended), await some(mended, kind="goal")
    await attack(
        mended,
        "INSERT INTO version SELECT space_id, :item, version_id, section_id, kind, parent_id, status, closed,"
        " position, due_on, starts_at, responsible_id, number + 100, base, cause, author_id, on_behalf_of,"
        " at, key_id, sealed FROM version WHERE space_id = :space AND version_id = :version",
        one,
        version=two.head.version_id,
    )
    await attack(mended, f"UPDATE item SET head = :head WHERE {PLAN}", one, head=two.head.version_id)
    assert await is_gone(mended, one)


async def test_a_head_rolled_back_shows_older_words_of_the_same_item_and_the_records_tell(
    mended: World,
) -> None:
    """The one edit of content that opens: all of it is honest, only old, and to the same readers.

    The change records stay behind (the application's own role cannot delete them): the newest one of
    the item names another version than its head. That is what the audit looks for.
    """
    item = await some(mended)
    async with mended.house.gate.writing(mended.spaces[OWNER], mended.actor("marte")) as (held, visit):
        permit = await visit.open(mended.sections[OWNER]["health"])
        text = {**item.content, "title": "Nye ord"}
        new = await put_version(held, permit, item.item_id, item.clear, text, cause="saved", base=item.head)
    assert (await items(mended, "health"))[item.item_id].content["title"] == "Nye ord"
    await attack(mended, f"UPDATE item SET head = :head WHERE {PLAN}", item, head=item.head.version_id)
    assert (await items(mended, "health"))[item.item_id].content == item.content
    newest = f"SELECT version_id FROM change WHERE {PLAN} AND cause <> 'aside' ORDER BY seq DESC LIMIT 1"
    assert (await mended.sql(newest, space=mended.spaces[OWNER], item=item.item_id))[0][0] == new


async def test_a_comment_does_not_become_one_s_own_by_an_edited_row(mended: World) -> None:
    theirs = await comment_of(mended, "wenche")
    permit = await mended.open("berit", "leisure")
    async with mended.house.database.engine.connect() as tx:
        item = await one_item(tx, permit, theirs)
    with pytest.raises(Refused, match="not_author"):
        check_may_write(permit, KINDS["comment"], item)
    await mended.sql(
        "UPDATE item SET created_by = :berit WHERE item_id = :item", berit=permit.account_id, item=theirs
    )
    async with mended.house.database.engine.connect() as tx:
        with pytest.raises(Refused, match="no_item"):
            await one_item(tx, permit, theirs)


async def comment_of(world: World, name: str) -> UUID:
    """A new comment on something in the leisure section."""
    parent = await some(world, "leisure", "goal")
    async with world.house.gate.writing(world.spaces[OWNER], world.actor(name)) as (held, visit):
        permit = await visit.open(world.sections[OWNER]["leisure"])
        item_id, kind = uuid4(), KINDS["comment"]
        clear = replace(parent.clear, kind="comment", parent_id=parent.item_id, due_on=None)
        text = kind.content({"body": "En merknad"})
        await put_version(held, permit, item_id, clear, text, cause="created", base=None)
    return item_id


@pytest.mark.parametrize("where", ["the same section", "another section"])
async def test_a_new_item_cannot_take_the_id_of_one_that_stands(mended: World, where: str) -> None:
    item = await some(mended)
    before = await items(mended, "health")
    area = "health" if where == "the same section" else "about"
    with pytest.raises(Refused, match="item_exists"):
        await made_again(mended, item, area)
    assert await items(mended, "health") == before


async def made_again(world: World, item: Item, area: str) -> None:
    async with world.house.gate.writing(world.spaces[OWNER], world.actor("marte")) as (held, visit):
        permit = await visit.open(world.sections[OWNER][area])
        await put_version(held, permit, item.item_id, item.clear, item.content, cause="created", base=None)


async def drafting(world: World, name: str) -> tuple[Permit, UUID]:
    permit, item_id = await world.open(name, "health"), uuid4()
    async with world.house.database.begin() as tx:
        await put_draft(
            tx,
            permit,
            item_id=item_id,
            kind="text",
            parent_id=None,
            base=None,
            content={"title": "Ikke ferdig"},
            now=world.clock.now(),
        )
        assert item_id in await my_drafts(tx, permit)
    return permit, item_id


DRAFT = {
    "another author": "author_id = :sindre",
    "another section": "section_id = :about",
    "another kind": "kind = 'goal'",
    "another parent": "parent_id = :about",
    "another base": "base = :about",
    "another item": "item_id = :about",
}


@pytest.mark.parametrize("edit", DRAFT.values(), ids=DRAFT.keys())
async def test_an_edited_draft_opens_to_nobody(mended: World, edit: str) -> None:
    _, item_id = await drafting(mended, "leila")
    values = {"sindre": mended.accounts["sindre"], "about": mended.sections[OWNER]["about"]}
    used = {name: value for name, value in values.items() if f":{name}" in edit}
    await mended.sql(f"UPDATE draft SET {edit} WHERE item_id = :item", item=item_id, **used)
    async with mended.house.database.engine.connect() as tx:
        for name in ("leila", "sindre", "wenche", "marte", "tiril"):
            for area in ("health", "about"):
                assert not await my_drafts(tx, await mended.open(name, area))
