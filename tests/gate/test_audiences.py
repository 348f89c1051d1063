"""An intruder edits whom an item is for, in its row, its versions, or both: it opens to nobody by that."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from ipplan.gate.signing import withdraw_all
from ipplan.permit import Permit, Refused
from ipplan.plan import changes
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Reader
from ipplan.plan.talks import begin, say
from ipplan.store.items import one_item, section_items, versions
from ipplan.store.versions import Clear, bound_to
from tests.world import World

SPACE, AREA = "tiril", "messages"
NAMED, OTHER, DECIDES = "sindre", "kristin", "marte"
"""Wenche talks with Sindre; Kristin may read the same section."""


async def talk(world: World, *names: str) -> tuple[UUID, UUID]:
    """A conversation of Wenche's with these, and a message in it."""
    audience = tuple(sorted(world.accounts[one] for one in (SPACE, *names))) if names else None
    talk_id, message_id = uuid4(), uuid4()
    title = fill(KINDS["conversation"], {"title": "Treningen"}, Clear("conversation"), {})
    words = fill(KINDS["message"], {"body": "Skal vi bytte dag?"}, Clear("message"), {})
    async with world.house.gate.writing(world.spaces[SPACE], world.actor("wenche")) as (held, visit):
        permit = await visit.open(world.sections[SPACE][AREA])
        await begin(held, permit, talk_id, title, audience)
    async with world.house.gate.writing(world.spaces[SPACE], world.actor("wenche")) as (held, visit):
        permit = await visit.open(world.sections[SPACE][AREA])
        await say(held, permit, AREA, talk_id, message_id, words)
    return talk_id, message_id


async def sees(world: World, name: str, item_id: UUID, reader: Reader | None = None) -> bool:
    """Whether an item opens to somebody; by no road, or by all: the list, the page, its id, its history."""
    permit = await world.open(name, AREA)
    outline = await (reader or Reader(world.house.database)).outline(permit)
    assert outline is not None
    shown = item_id in {node.item_id for node, _ in outline.walk()}
    async with world.house.database.engine.connect() as tx:
        listed = {item.item_id for item in await section_items(tx, permit, closed=True)}
        for road in (one_item, versions):
            assert await _opens(road, tx, permit, item_id) is shown
    assert (item_id in listed) is shown
    return shown


async def _opens(road: Any, tx: Any, permit: Permit, item_id: UUID) -> bool:
    try:
        await road(tx, permit, item_id)
    except Refused:
        return False
    return True


async def test_who_is_named_sees_it_and_whose_plan_it_is_and_nobody_else(world: World) -> None:
    both = await talk(world, NAMED)
    for item in both:
        seen = {name for name in ("wenche", NAMED, OTHER, DECIDES, SPACE) if await sees(world, name, item)}
        assert seen == {"wenche", NAMED, DECIDES, SPACE}
    everybody = await talk(world)
    assert await sees(world, OTHER, everybody[1])
    company = (await world.enter("wenche")).company()
    readers = {one.account_id for one in company.readers_of(world.sections[SPACE][AREA], {both[0]})}
    assert world.accounts[OTHER] not in readers
    assert world.accounts[NAMED] in readers


HERE = "space_id = :space AND item_id = :item"
EDITS = {
    "for all": "audience = NULL",
    "for her too": "audience = audience || :other",
    "for her alone": "audience = ARRAY[CAST(:other AS uuid)]",
    "of her making": "created_by = :other",
}
TABLES = {"the row": ["item"], "the versions": ["version"], "both": ["item", "version"]}


@pytest.mark.parametrize("tables", TABLES.values(), ids=TABLES.keys())
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
async def test_an_edited_audience_opens_nothing(mended: World, edit: str, tables: list[str]) -> None:
    if "created_by" in edit and "version" in tables:
        tables = ["item"]
    both, warm = await talk(mended, NAMED), Reader(mended.house.database)
    assert await sees(mended, NAMED, both[0], warm), "a process has it in its memory"
    for table in tables:
        values = {"other": mended.accounts[OTHER]} if ":other" in edit else {}
        statement = f"UPDATE {table} SET {edit} WHERE {HERE}"
        await mended.sql(statement, space=mended.spaces[SPACE], item=both[0], **values)
    if "item" in tables:
        # It has gone for those too whom it was for, with all that was said: also where it is remembered.
        for reader in (Reader(mended.house.database), warm):
            for item in both:
                for name in (NAMED, OTHER, DECIDES):
                    assert not await sees_by(mended, name, item, reader)
    for item in both:
        assert not await _reached(mended, OTHER, item)


async def sees_by(world: World, name: str, item_id: UUID, reader: Reader) -> bool:
    outline = await reader.outline(await world.open(name, AREA))
    assert outline is not None
    return item_id in {node.item_id for node, _ in outline.walk()}


async def _reached(world: World, name: str, item_id: UUID) -> bool:
    permit = await world.open(name, AREA)
    async with world.house.database.engine.connect() as tx:
        listed = {item.item_id for item in await section_items(tx, permit, closed=True)}
        return item_id in listed or await _opens(one_item, tx, permit, item_id)


async def test_a_conversation_cut_out_lays_nothing_bare(mended: World) -> None:
    talk_id, message_id = await talk(mended, NAMED)
    for table in ("version", "item"):
        await mended.sql(f"DELETE FROM {table} WHERE {HERE}", space=mended.spaces[SPACE], item=talk_id)
    for name in (NAMED, OTHER):
        assert not await _reached(mended, name, message_id)


async def test_a_participant_who_comes_later_does_not_see_it_and_who_leaves_sees_it_no_more(
    world: World,
) -> None:
    both = await talk(world, NAMED, OTHER)
    assert await sees(world, OTHER, both[1])
    later = await talk(world, NAMED)
    assert not await sees(world, OTHER, later[1])
    async with world.house.gate.writing(world.spaces[SPACE], world.actor(DECIDES)) as (held, visit):
        await withdraw_all(held, visit, visit.gate.signer, world.accounts[OTHER])
    with pytest.raises(Refused):
        await world.open(OTHER, AREA)


async def test_what_has_no_audience_is_sealed_as_before_there_were_any(world: World) -> None:
    permit, item_id, version_id = await world.open("wenche", AREA), uuid4(), uuid4()
    ids = (permit, item_id, version_id, permit.actor, permit.account_id, world.clock.now())
    plain = bound_to(*ids, Clear("goal"))
    assert plain.count(b",") == 15, "sixteen parts, as there always were"
    some, none = replace(Clear("goal"), audience=(item_id,)), replace(Clear("goal"), audience=())
    assert len({plain, bound_to(*ids, some), bound_to(*ids, none)}) == 3


async def test_nothing_of_it_stands_on_the_login_on_which_two_write_together_but_what_is_the_owners() -> None:
    from ipplan.gate.audiences import outside
    from ipplan.gate.facts import AudienceRow

    owner, helper, section = uuid4(), uuid4(), uuid4()
    diary, shared = AudienceRow(section, uuid4(), helper, ()), AudienceRow(section, uuid4(), helper, (owner,))
    found = outside([diary, shared], frozenset({owner}), None)
    assert found == {section: frozenset({diary.item_id})}
    assert not outside([diary, shared], frozenset({helper}), helper)


async def test_who_coordinates_or_decides_does_not_see_what_is_its_author_s_alone(world: World) -> None:
    item_id = uuid4()
    filled = fill(KINDS["conversation"], {"title": "Mitt"}, Clear("conversation"), {})
    alone = replace(filled, clear=replace(filled.clear, audience=()))
    async with world.house.gate.writing(world.spaces[SPACE], world.actor("wenche")) as (held, visit):
        permit = await visit.open(world.sections[SPACE][AREA])
        await changes.create(held, permit, item_id, KINDS["conversation"], None, alone)
    seen = {name for name in ("wenche", NAMED, DECIDES, SPACE) if await sees(world, name, item_id)}
    assert seen == {"wenche"}
