"""Striking a version: its words are gone from the database, a marker stays, and nothing brings them back."""

import json
import zlib
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, RaiseException

from ipplan.permit import Permit, Refused
from ipplan.plan import changes
from ipplan.plan.striking import Stands, check_not_struck, strike
from ipplan.store.drafts import my_drafts, put_draft
from ipplan.store.items import Item, one_item
from ipplan.store.spaces import Writing
from tests.gate.family import FATHER, family, kept
from tests.gate.holding import put
from tests.gate.test_audit import audited, seal
from tests.plan.test_changes import _create, _do, _item, _save, _versions, _writing
from tests.store.test_rights import tried
from tests.world import World

NEIGHBOUR = "Naboen drikker."


async def struck(
    world: World, item_id: UUID, version_id: UUID, *, name: str = "marte", why: str = "others"
) -> int:
    async with _writing(world, name) as (held, visit):
        permit = await visit.open(world.sections["tiril"]["health"])
        return await strike(held, permit, item_id, version_id, why, visit.open)


async def written(world: World) -> tuple[UUID, UUID]:
    """A goal whose first version is about the neighbour, and whose newest is not; the first's id."""
    item_id = uuid4()
    await _create(world, "goal", item_id, title=NEIGHBOUR)
    first = (await _item(world, item_id)).head.version_id
    await _save(world, item_id, title="Svømme", status="active")
    return item_id, first


async def opened(world: World, section: str = "health") -> str:
    """All words of a section's versions and drafts that its key opens, straight from the tables."""
    permit: Any = await world.open("marte", section)
    (key,) = permit.box._keys.values()
    rows = await world.sql(
        "SELECT sealed FROM version WHERE section_id = :s"
        " UNION ALL SELECT sealed FROM draft WHERE section_id = :s",
        s=world.sections["tiril"][section],
    )
    assert rows
    return "".join(map(str, (_bare(key, bytes(row[0])) for row in rows)))


def _bare(key: bytes, sealed: bytes) -> bytes:
    """Without asking what it is bound to: AES-GCM is a stream of counters, and the tag is only a check."""
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    nonce, text = sealed[:12], sealed[12:-16]
    counter = nonce + (2).to_bytes(4, "big")
    done = Cipher(algorithms.AES(key), modes.CTR(counter)).decryptor()
    return done.update(text) + done.finalize()


async def test_the_words_are_gone_and_that_they_were_there_stays(world: World) -> None:
    item_id, first = await written(world)
    assert NEIGHBOUR in await opened(world)
    assert await struck(world, item_id, first) == 1
    assert NEIGHBOUR not in await opened(world)
    newest, oldest = await _versions(world, item_id)
    assert newest.content["title"] == "Svømme"
    assert (oldest.version_id, oldest.number, oldest.author_id) == (first, 1, world.accounts["marte"])
    assert (oldest.struck, oldest.struck_by) == ("others", world.accounts["marte"])
    assert "title" not in oldest.content
    cause = "SELECT actor_id FROM change WHERE cause = 'struck_others' AND version_id = :v"
    assert (await world.sql(cause, v=first))[0][0] == world.accounts["marte"]
    assert await struck(world, item_id, first) == 0, "once"


async def test_every_version_with_the_same_words_goes_with_it(world: World) -> None:
    item_id = uuid4()
    await _create(world, "goal", item_id, title=NEIGHBOUR)
    first = (await _item(world, item_id)).head.version_id
    for closed in (True, False):
        await _do(world, item_id, partial(_set_closed, closed))
    await _save(world, item_id, title="Svømme", status="active")
    assert await struck(world, item_id, first) == 3
    assert NEIGHBOUR not in await opened(world)


async def test_what_stands_there_now_is_not_struck(world: World) -> None:
    item_id, _ = await written(world)
    head = (await _item(world, item_id)).head.version_id
    with pytest.raises(Stands):
        await struck(world, item_id, head)
    assert (await _item(world, item_id)).content["title"] == "Svømme"


async def test_only_who_decides_strikes(world: World) -> None:
    item_id, first = await written(world)
    with pytest.raises(Refused, match="decides"):
        await struck(world, item_id, first, name="leila")
    with pytest.raises(Refused, match="decides"):
        await struck(world, item_id, first, why="noe")
    with pytest.raises(Refused, match="no_version"):
        await struck(world, item_id, uuid4())
    assert NEIGHBOUR in await opened(world)


async def test_no_undoing_restoring_stale_editor_or_draft_brings_them_back(
    world: World,
) -> None:
    item_id, first = await written(world)
    head = (await _item(world, item_id)).head.version_id
    leila, marte = await world.open("leila", "health"), await world.open("marte", "health")
    async with world.house.database.begin() as tx:
        for permit in (leila, marte):
            await _draft(world, tx, permit, item_id, first)
    await struck(world, item_id, first)
    async with world.house.database.begin() as tx:
        for permit in (leila, marte):
            assert item_id not in await my_drafts(tx, permit)
        with pytest.raises(Refused, match="struck"):
            await check_not_struck(tx, marte, item_id, first)
        await check_not_struck(tx, marte, item_id, head)
    for change in (changes.restore, changes.undo):
        version = first if change is changes.restore else head
        with pytest.raises(Refused, match="struck"):
            await _do(world, item_id, partial(_changed, change, version))
    conflict = await _save(world, item_id, base=first, title=NEIGHBOUR, status="active")
    assert conflict
    assert conflict.mine is None
    assert NEIGHBOUR not in await opened(world)


async def _set_closed(closed: bool, held: Writing, permit: Permit, item: Item) -> None:
    await changes.set_closed(held, permit, item, closed)


async def _changed(change: Any, version: UUID, held: Writing, permit: Permit, item: Item) -> None:
    await change(held, permit, item, version)


async def _draft(world: World, tx: Any, permit: Permit, item_id: UUID, base: UUID) -> None:
    content, now = {"title": f"{NEIGHBOUR} Mye."}, world.clock.now()
    await put_draft(
        tx, permit, item_id=item_id, kind="goal", parent_id=None, base=base, content=content, now=now
    )


async def test_what_was_moved_is_struck_where_it_was_too_and_moving_back_brings_nothing(world: World) -> None:
    item_id, there_id = uuid4(), world.sections["tiril"]["home"]
    await _create(world, "goal", item_id, title=NEIGHBOUR)
    async with _writing(world) as (held, visit):
        here, there = await visit.open(world.sections["tiril"]["health"]), await visit.open(there_id)
        moved = await changes.move(held, here, there, await one_item(held.tx, here, item_id))
    first = (await _versions(world, moved, "home"))[0].version_id
    async with _writing(world) as (held, visit):
        permit = await visit.open(there_id)
        with pytest.raises(Stands):
            await strike(held, permit, moved, first, "wrong", visit.open)
        item = await one_item(held.tx, permit, moved)
        await changes._put(held, permit, item, item.clear, {**item.content, "title": "Svømme"}, "saved")
    async with _writing(world) as (held, visit):
        await strike(held, await visit.open(there_id), moved, first, "wrong", visit.open)
    for section in ("health", "home"):
        assert NEIGHBOUR not in await opened(world, section)
    async with _writing(world) as (held, visit):
        here, there = await visit.open(world.sections["tiril"]["health"]), await visit.open(there_id)
        left = await one_item(held.tx, here, item_id)
        assert left.content["moved_to"] == f"{there_id}/{moved}"
        back = await changes.move(held, there, here, await one_item(held.tx, there, moved))
    assert (await _item(world, back)).content["title"] == "Svømme"


async def test_what_is_kept_from_her_where_it_was_stops_no_striking_where_it_is(world: World) -> None:
    await family(world)
    item_id, home = uuid4(), world.sections["tiril"]["home"]
    await put(world, "goal", item_id, None, "leisure", title=NEIGHBOUR, status="active")
    async with _writing(world) as (held, visit):
        here, there = await visit.open(world.sections["tiril"]["leisure"]), await visit.open(home)
        moved = await changes.move(held, here, there, await one_item(held.tx, here, item_id))
    async with _writing(world) as (held, visit):
        permit = await visit.open(home)
        item = await one_item(held.tx, permit, moved)
        await changes._put(held, permit, item, item.clear, {**item.content, "title": "Svømme"}, "saved")
    await kept(world, item_id, area="leisure")
    async with _writing(world, FATHER) as (held, visit):
        assert (
            await strike(held, await visit.open(home), moved, item.head.version_id, "wrong", visit.open) == 1
        )


async def test_the_audit_says_nothing_of_what_is_struck_and_names_what_is_cut_out(world: World) -> None:
    item_id, first = await written(world)
    await struck(world, item_id, first)
    await seal(world)
    assert (await audited(world)).misfits == ()
    head = (await _item(world, item_id)).head.version_id
    await world.sql("UPDATE version SET sealed = '' WHERE version_id = :v", v=head)
    assert f"Innholdet i versjonen {head}" in (await audited(world)).misfits[0]
    await world.sql("DELETE FROM version WHERE version_id = :v", v=first)
    assert f"Versjonen {first} i rom {world.spaces['tiril']} er slettet" in (await audited(world)).misfits[0]


async def test_an_intruder_makes_no_marker_that_opens(world: World) -> None:
    item_id, first = await written(world)
    marker = zlib.compress(json.dumps({"struck": "wrong"}).encode()) + bytes(30)
    await world.sql("UPDATE version SET sealed = :m WHERE version_id = :v", m=marker, v=first)
    assert [one.version_id for one in await _versions(world, item_id)] != []
    assert first not in {one.version_id for one in await _versions(world, item_id)}


async def test_the_application_strikes_nothing_without_a_record_nor_what_stands_nor_empties_an_open_plan(
    world: World,
) -> None:
    item_id, first = await written(world)
    head = (await _item(world, item_id)).head.version_id
    strike_it = "SELECT strike_version('{space}', '{item}', '{version}', '\\x00')"
    names = {"space": world.spaces["tiril"], "item": item_id}
    with pytest.raises(RaiseException, match="is not struck"):
        await tried(world, strike_it.format(version=first, **names))
    await struck(world, item_id, first)
    await world.sql("UPDATE change SET cause = 'struck_wrong' WHERE version_id = :v", v=head)
    with pytest.raises(RaiseException, match="cannot be struck"):
        await tried(world, strike_it.format(version=head, **names))
    with pytest.raises(RaiseException, match="is not archived"):
        await tried(world, f"SELECT empty_archived_space('{world.spaces['tiril']}')")
    section = world.sections["tiril"]["health"]
    with pytest.raises(RaiseException, match="is not to be destroyed"):
        await tried(world, f"SELECT destroy_file('{world.spaces['tiril']}', '{section}', '{head}')")
    with pytest.raises(InsufficientPrivilege):
        await tried(world, "UPDATE version SET sealed = ''")
    async with await psycopg.AsyncConnection.connect(world.owner_url) as connection:
        rights = "SELECT has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc WHERE prosecdef"
        rows = await (await connection.execute(rights)).fetchall()
    assert rows == [(False,)] * 4
