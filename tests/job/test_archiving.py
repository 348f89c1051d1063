"""Archiving by the worker, with a clock to move: when it is due, what is left, and what opens no more."""

import io
import json
import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg.errors import RaiseException
from sqlalchemy import LargeBinary

from ipplan.gate.archiving import archive_plan, destroy_archive, key_of, package_of, tend
from ipplan.gate.openings import enter_archive, open_archive
from ipplan.gate.rotation import rewrap, rotate
from ipplan.gate.statements import unit_hand
from ipplan.permit import Refused
from ipplan.store import seal
from ipplan.store.archives import PACKED, rows_of
from ipplan.store.spaces import writing
from ipplan.store.tables import metadata
from tests.gate.family import FATHER, MOTHER, family, kept
from tests.gate.holding import grow_branch
from tests.gate.test_audit import audited
from tests.gate.test_audit import seal as bind
from tests.gate.test_closing import UNIT, close, readers
from tests.job.test_mail import _work
from tests.page.appointing import asked
from tests.page.asking import counted
from tests.page.cast import fresh_file, fresh_meeting
from tests.site import Site
from tests.store.test_dump import dump
from tests.store.test_rights import tried
from tests.world import World

EMPTY = ("section", "item", "version", "draft", "withholding", "proposal", "decision", "invitation")
A_MINUTE = timedelta(minutes=1)


async def test_it_is_archived_when_the_time_for_a_copy_is_over_and_not_before(world: World) -> None:
    await close(world)
    world.clock.move(world.house.gate.rules.copy_after_closing.time - A_MINUTE)
    assert await tend(world.house.gate) == 0
    assert await readers(world) == {"marte", "tiril"}
    world.clock.move(2 * A_MINUTE)
    assert await tend(world.house.gate) == 1
    assert await left(world) == dict.fromkeys((*EMPTY, "keyring.space_key"), 0)
    assert await tend(world.house.gate) == 0, "once"
    with pytest.raises(Refused, match="no_space"):
        await world.enter("marte")


async def test_the_worker_archives_at_once_after_a_death(site: Site) -> None:
    await close(site.world, "death")
    await _work(site, None)
    assert (await left(site.world))["keyring.space_key"] == 0
    assert (await site.world.sql("SELECT archived_at IS NOT NULL FROM closing"))[0][0]


def test_an_archive_holds_every_table_that_a_space_has_rows_in() -> None:
    of_spaces = {name for name, table in metadata.tables.items() if "space_id" in table.columns}
    assert set(PACKED) <= of_spaces
    assert of_spaces - set(PACKED) == {
        *("archive", "opening", "keyring.archive_key", "keyring.space_key"),
        *("presence", "letter", "expiry_notice", "age_notice", "meeting_reminder", "pulse_notice"),
        *("read_mark", "conversation_mark", "revision_notice", "file_blob", "file_chunk"),
        *("crisis_code", "crisis_opening", "notice_waiting"),
        *("case_file", "case_event", "case_grant", "case_draft"),
    }, "keys, what is said of archives, what tells nothing of the plan, large files, codes that ended, cases"


async def test_nothing_sealed_is_left_of_an_archived_plan_but_the_archive(world: World) -> None:
    await archived(world)
    sealed = [
        (name, column.name)
        for name, table in metadata.tables.items()
        for column in table.columns
        if "space_id" in table.columns and isinstance(column.type, LargeBinary)
    ]
    assert ("meeting", "sealed") in sealed
    space = world.spaces["tiril"]
    for table, column in sealed:
        rows = await world.sql(
            f"SELECT count(*) FROM {table} WHERE space_id = :space AND {column} IS NOT NULL", space=space
        )
        kept = (table, column) in {("archive", "sealed"), ("keyring.archive_key", "wrapped")}
        assert rows[0][0] == kept, f"{table}.{column}"


async def test_a_plan_in_which_people_meet_is_archived_with_its_meetings_as_they_stood(site: Site) -> None:
    await fresh_meeting(site, "tiril", "health", "leila")
    gate, space_id = site.world.house.gate, site.world.spaces["tiril"]
    async with site.world.house.database.engine.connect() as tx:
        before = (await rows_of(tx, space_id))["meeting"]
    assert len(before) == 2
    await archived(site.world)
    async with site.world.house.database.engine.connect() as tx:
        package = await package_of(tx, await key_of(tx, gate.keyring, space_id), space_id)
    assert package.rows["meeting"] == before
    assert (await site.world.sql("SELECT count(*) FROM meeting"))[0][0] == 0


async def test_files_stay_as_they_are_sealed_under_what_the_archive_holds_and_go_with_it(site: Site) -> None:
    await fresh_file(site, "tiril", "health")
    world, space_id = site.world, site.world.spaces["tiril"]
    empty = f"SELECT destroy_archived_files('{space_id}')"
    with pytest.raises(RaiseException, match="not destroyed"):
        await tried(world, empty)
    await archived(world)
    assert await counted(site, "file_blob", "file_chunk") == {"file_blob": 1, "file_chunk": 2}
    with pytest.raises(RaiseException, match="not destroyed"):
        await tried(world, empty)
    world.clock.move(world.house.gate.rules.archive_kept.time)
    assert await tend(world.house.gate) == 1
    assert await counted(site, "file_blob", "file_chunk") == {"file_blob": 0, "file_chunk": 0}


async def test_who_was_asked_to_coordinate_is_in_the_archive_and_nowhere_else(site: Site) -> None:
    await asked(site, await site.client("ingeborg"), "thea")
    gate, space_id = site.world.house.gate, site.world.spaces["tiril"]
    await archived(site.world)
    async with site.world.house.database.engine.connect() as tx:
        package = await package_of(tx, await key_of(tx, gate.keyring, space_id), space_id)
    for table in ("coordinator_appointment", "coordinator_event"):
        assert len(package.rows[table]) == 1
        assert (await site.world.sql(f"SELECT count(*) FROM {table}"))[0][0] == 0
    assert len(package.rows["coordinator_role"]) == 1


async def test_an_open_plan_is_not_archived_whatever_rows_say(world: World) -> None:
    await close(world, plan="roar", by="roar")
    await world.sql(
        "INSERT INTO closing SELECT :space, closing_id, reason, closed_by, at, at, at, token FROM closing",
        space=world.spaces["tiril"],
    )
    await world.sql("UPDATE closing SET copy_until = at, keep_until = at, archived_at = at")
    assert await tend(world.house.gate) == 0
    assert "leila" in await readers(world)
    assert await readers(world, "roar") == {"roar"}


async def test_other_plans_are_left_as_they_are_and_the_audit_finds_nothing(world: World) -> None:
    roars = await left(world, "roar")
    await archived(world)
    await bind(world)
    assert (await audited(world)).misfits == ()
    assert await left(world, "roar") == roars
    assert "roar" in await readers(world, "roar")


async def test_it_is_kept_sealed_and_without_the_keyring_a_dump_opens_nothing_of_it(world: World) -> None:
    gate, space_id = world.house.gate, world.spaces["tiril"]
    await archived(world)
    dumped = dump(world, "--exclude-schema=keyring")
    assert "Kroppen min" not in dumped
    async with world.house.database.engine.connect() as tx:
        key = await key_of(tx, gate.keyring, space_id)
        package = await package_of(tx, key, space_id)
        with pytest.raises(Refused):
            await package_of(tx, seal.new_key(), space_id)
    assert len(package.rows["version"]) > 60
    # What is in it is still sealed by its sections.
    assert b"Kroppen min" not in b"".join(row["sealed"] for row in package.rows["version"])
    for key_bytes in (key, package.space_key):
        assert key_bytes.hex() not in dumped


WITHOUT = {
    "none": "DELETE FROM access_state WHERE participant_id = :he",
    "another's": "UPDATE access_state SET token = (SELECT token FROM access_state"
    " WHERE participant_id = :she) WHERE participant_id = :he",
}


@pytest.mark.parametrize("what", list(WITHOUT))
async def test_without_a_state_of_his_own_nobody_takes_a_copy_who_had_a_right_in_the_plan(
    world: World, what: str
) -> None:
    """What is kept from a father stands in his state: taking that out before it is archived bares nothing."""
    await family(world)
    await kept(world, (await grow_branch(world)).goal)
    await close(world)
    he, she = world.accounts[FATHER], world.accounts[MOTHER]
    await world.sql(WITHOUT[what], he=he, **({"she": she} if ":she" in WITHOUT[what] else {}))
    world.clock.move(world.house.gate.rules.copy_after_closing.time)
    assert await tend(world.house.gate) == 1
    for name, opens in ((FATHER, False), (MOTHER, True), ("ingeborg", True)):
        made = await _opened(world, name)
        if opens:
            assert (await enter_archive(world.house.gate, world.actor(name), made)).permits, name
        else:
            with pytest.raises(Refused, match="archived_state"):
                await enter_archive(world.house.gate, world.actor(name), made)


async def _opened(world: World, name: str) -> UUID:
    gate, now = world.house.gate, world.clock.now()
    async with writing(gate.database, gate.clock, world.spaces["tiril"]) as held:
        hand, until = unit_hand(world.actor("wenche")), now + timedelta(days=1)
        return await open_archive(held, gate, hand, world.accounts[name], "arv", until)


async def test_when_it_has_been_kept_for_long_enough_key_and_package_are_destroyed(world: World) -> None:
    gate, space_id = world.house.gate, world.spaces["tiril"]
    await archived(world)
    sealed = bytes((await world.sql("SELECT sealed FROM archive"))[0][0])
    keep = gate.rules.archive_kept.time - gate.rules.copy_after_closing.time
    world.clock.move(keep - timedelta(days=1))
    assert await tend(gate) == 0
    world.clock.move(timedelta(days=2))
    assert await tend(gate) == 1
    for table in ("archive", "keyring.archive_key"):
        assert (await world.sql(f"SELECT count(*) FROM {table}"))[0][0] == 0
    # Whoever kept the bytes has no key that opens them: neither a master, nor any that is left.
    masters = gate.keyring.masters.values()
    assert all(_is_shut(key, space_id, sealed) for key in [*masters, *gate.keyring.secrets.values()])
    assert (await world.sql("SELECT destroyed_at IS NOT NULL, token <> '' FROM closing"))[0] == (True, True)
    await bind(world)
    assert (await audited(world)).misfits == ()


async def test_an_edited_date_keeps_nothing_and_destroys_nothing_before_its_time(world: World) -> None:
    gate = world.house.gate
    await archived(world)
    await world.sql("UPDATE closing SET keep_until = at, destroyed_at = at")
    assert await tend(gate) == 0
    await world.sql("UPDATE closing SET keep_until = at + interval '900 years'")
    world.clock.move(gate.rules.archive_kept.time)
    assert await tend(gate) == 1


async def test_a_new_master_key_wraps_archives_too(world: World) -> None:
    gate, space_id = world.house.gate, world.spaces["tiril"]
    await archived(world)
    folder = world.house.settings.keys
    rotate(folder, "master", lambda: None)
    gate.keyring.look()
    assert await rewrap(folder, world.house.database) == 2, "Roar's space, and Tiril's archive"
    rows = await world.sql("SELECT master_id FROM keyring.archive_key")
    assert rows[0][0] == gate.keyring.master[0]
    async with world.house.database.engine.connect() as tx:
        await package_of(tx, await key_of(tx, gate.keyring, space_id), space_id)


async def test_the_one_it_was_opened_for_reads_what_stood_there_and_nobody_else(world: World) -> None:
    gate = world.house.gate
    await archived(world)
    opening_id = await opened(world, "solveig")
    archive = await enter_archive(gate, world.actor("solveig"), opening_id)
    assert archive.reason == "Hun ba om det."
    assert {one.section_id for one in archive.permits} == set(world.sections["tiril"].values())
    for name in ("marte", UNIT, "leila"):
        with pytest.raises(Refused, match="no_opening"):
            await enter_archive(gate, world.actor(name), opening_id)
    for edit in (
        "UPDATE opening SET account_id = :who",
        "UPDATE opening SET expires_at = expires_at + interval '9 years'",
    ):
        await world.sql(edit, **({"who": world.accounts["leila"]} if ":who" in edit else {}))
    with pytest.raises(Refused, match="no_opening"):
        await enter_archive(gate, world.actor("leila"), opening_id)
    await world.sql("UPDATE opening SET account_id = :who", who=world.accounts["solveig"])
    await enter_archive(gate, world.actor("solveig"), opening_id)
    world.clock.move(timedelta(days=8))
    with pytest.raises(Refused, match="no_opening"):
        await enter_archive(gate, world.actor("solveig"), opening_id)


async def test_nothing_is_opened_for_too_long_nor_for_the_hand_that_signs_nor_of_what_is_not_archived(
    world: World,
) -> None:
    await close(world)
    with pytest.raises(Refused, match="no_archive_key"):
        await opened(world, "solveig")
    world.clock.move(world.house.gate.rules.copy_after_closing.time)
    assert await archive_plan(world.house.gate, world.spaces["tiril"])
    with pytest.raises(Refused, match="too_long"):
        await opened(world, "solveig", days=31)
    with pytest.raises(Refused, match="for_herself"):
        await opened(world, UNIT)
    assert not await destroy_archive(world.house.gate, world.spaces["tiril"])


async def archived(world: World) -> None:
    """Tiril's plan, closed by wish and archived."""
    await close(world)
    world.clock.move(world.house.gate.rules.copy_after_closing.time)
    assert await tend(world.house.gate) == 1


async def opened(world: World, who: str, days: int = 7) -> UUID:
    gate, hand = world.house.gate, unit_hand(world.actor(UNIT))
    until = world.clock.now() + timedelta(days=days)
    async with writing(gate.database, gate.clock, world.spaces["tiril"]) as held:
        return await open_archive(held, gate, hand, world.accounts[who], "Hun ba om det.", until)


async def left(world: World, plan: str = "tiril") -> dict[str, int]:
    """How many rows of content, and keys, a plan has."""
    found: dict[str, Any] = {}
    for table in (*EMPTY, "keyring.space_key"):
        query = f"SELECT count(*) FROM {table} WHERE space_id = :space"
        found[table] = (await world.sql(query, space=world.spaces[plan]))[0][0]
    return found


def _is_shut(key: bytes, space_id: UUID, sealed: bytes) -> bool:
    for bound in (b"archive" + space_id.bytes, b"archive key" + space_id.bytes, b""):
        with pytest.raises(seal.SealBroken):
            seal.unseal(key, sealed, bound)
    return True


def contents(zipped: bytes) -> tuple[Any, bytes]:
    """Of a copy: the data, and the paper."""
    with zipfile.ZipFile(io.BytesIO(zipped)) as file:
        assert {"view.json", "plan.pdf", "manifest.jws"} <= set(file.namelist())
        return json.loads(file.read("view.json")), file.read("plan.pdf")
