"""An intruder edits the log, or what it rests on: the audit fails and names the first that does not fit."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from ipplan.gate.audit import Report, audit
from ipplan.gate.merkle import leaf_hash
from ipplan.gate.sealer import LogBroken, Sealer
from ipplan.gate.visit import Actor
from ipplan.store.log_tree import unbound
from tests.gate.openings import openings
from tests.gate.test_tampered_withdrawal import HEALTH, UNMARK, attack, roll_back, state, withdraw
from tests.world import World


def sealer(world: World) -> Sealer:
    """A process that seals."""
    settings = world.house.settings
    return Sealer(world.house.database, world.house.keyring, settings.grant_issuer)


async def seal(world: World) -> None:
    while await sealer(world).seal():
        pass


async def audited(world: World, kept: str = "") -> Report:
    house = world.house
    return await audit(house.database, house.keyring, house.settings.grant_issuer, kept)


async def read(world: World, name: str = "leila", area: str = "health") -> int:
    """Somebody reads a section, on a login of her own; the number of the line it left."""
    actor = Actor(world.accounts[name], uuid4().bytes)
    visit = await world.house.gate.enter(world.spaces["tiril"], actor, road="page")
    await visit.open(world.sections["tiril"][area])
    return int((await world.sql("SELECT max(log_id) FROM access_log"))[0][0])


@pytest.fixture
async def logged(mended: World) -> World:
    """A log of some lines, sealed in two goes; and its audit finds nothing."""
    await seal(mended)
    for area in ("health", "about", "health"):
        await read(mended, area=area)
    await seal(mended)
    report = await audited(mended)
    assert report.misfits == ()
    assert report.size > 50
    return mended


async def first_misfit(world: World, kept: str = "") -> str:
    report = await audited(world, kept)
    assert report.misfits, "the set-up was found"
    return report.misfits[0]


async def lines(world: World) -> list[int]:
    return [row[0] for row in await world.sql("SELECT log_id FROM access_log ORDER BY log_id DESC LIMIT 3")]


async def test_a_deleted_line_is_named(logged: World) -> None:
    last, middle, _ = await lines(logged)
    await logged.sql("DELETE FROM access_log WHERE log_id >= :n", n=middle)
    assert f"Linje {middle} i innsynsloggen er slettet" in await first_misfit(logged)
    assert str(last) in (await audited(logged)).misfits[1]


@pytest.mark.parametrize(
    "change",
    [
        "account_id = grant_id",
        "on_behalf_of = account_id",
        "section_id = space_id",
        "road = 'live'",
        "at = at - interval '1 microsecond'",
        "until = at",
        "grant_id = space_id",
    ],
)
async def test_a_changed_line_is_named(logged: World, change: str) -> None:
    middle = (await lines(logged))[1]
    await logged.sql(f"UPDATE access_log SET {change} WHERE log_id = :n", n=middle)
    assert f"Linje {middle} i innsynsloggen er endret" in await first_misfit(logged)


async def test_a_changed_or_deleted_change_record_is_named(logged: World) -> None:
    rows = await logged.sql("SELECT change_id FROM change WHERE cause = 'grants' ORDER BY change_id")
    await logged.sql("UPDATE change SET cause = 'saved' WHERE change_id = :n", n=rows[3][0])
    assert f"Endringspost {rows[3][0]} er endret" in await first_misfit(logged)
    await logged.sql("DELETE FROM change WHERE change_id = :n", n=rows[1][0])
    assert f"Endringspost {rows[1][0]} er slettet" in await first_misfit(logged)


async def test_a_line_changed_together_with_its_leaf_does_not_fit_the_signed_head(logged: World) -> None:
    """The intruder knows how leaves are made; the head's signature she cannot make."""
    middle = (await lines(logged))[1]
    await logged.sql("UPDATE access_log SET account_id = grant_id WHERE log_id = :n", n=middle)
    rows = await logged.sql(
        "DELETE FROM log_leaf WHERE record_id = :n AND source = 'access' RETURNING *", n=middle
    )
    async with logged.house.database.engine.connect() as tx:
        record = (await unbound(tx, "access", middle - 1, 1))[0]
    await logged.sql(
        "INSERT INTO log_leaf VALUES (:i, 'access', :n, :h)",
        i=rows[0][0],
        n=middle,
        h=leaf_hash(record.data or b""),
    )
    said = await first_misfit(logged)
    assert "passer ikke" in said
    assert "innsynsloggen" in said


async def test_a_leaf_deleted_with_its_record_is_named(logged: World) -> None:
    middle = (await lines(logged))[1]
    await logged.sql("DELETE FROM access_log WHERE log_id = :n", n=middle)
    rows = await logged.sql(
        "DELETE FROM log_leaf WHERE record_id = :n AND source = 'access' RETURNING *", n=middle
    )
    assert f"Blad {rows[0][0]} i loggen er slettet" in await first_misfit(logged)


async def truncate(world: World, *, heads: bool) -> None:
    """Cut the log back to its first seal."""
    size = (await world.sql("SELECT size FROM log_head ORDER BY size LIMIT 1"))[0][0]
    await world.sql(
        "DELETE FROM access_log a USING log_leaf l WHERE l.source = 'access' AND l.record_id = a.log_id"
        " AND l.leaf_index >= :size",
        size=size,
    )
    await world.sql("DELETE FROM log_leaf WHERE leaf_index >= :size", size=size)
    if heads:
        await world.sql("DELETE FROM log_head WHERE size > :size", size=size)


async def test_a_cut_log_is_found_and_with_its_heads_cut_too_by_a_head_kept_elsewhere(logged: World) -> None:
    kept = (await audited(logged)).newest
    await truncate(logged, heads=False)
    assert "Loggen er kuttet" in await first_misfit(logged)
    await truncate(logged, heads=True)
    assert (await audited(logged)).misfits == (), "nothing is left that could tell"
    size = (await audited(logged)).size
    said = await first_misfit(logged, kept)
    assert "Loggen er kuttet" in said
    assert f"er blad {size}" in said
    assert "tatt vare på" in said


async def test_an_emptied_log_is_found_by_a_head_kept_elsewhere(logged: World) -> None:
    kept = (await audited(logged)).newest
    await logged.sql("TRUNCATE log_leaf, log_head, access_log")
    assert "er blad 0" in next(one for one in (await audited(logged, kept)).misfits if "kuttet" in one)


async def test_a_forked_log_signed_anew_is_found_by_a_head_kept_elsewhere(logged: World) -> None:
    """The worst: rolled back, written anew, and sealed by a process that knew nothing of the other branch."""
    kept = (await audited(logged)).newest
    await truncate(logged, heads=True)
    first = await read(logged, "berit", "leisure")
    for _ in range(4):
        await read(logged, "berit", "leisure")
    await seal(logged)
    assert (await audited(logged)).misfits == ()
    said = await first_misfit(logged, kept)
    assert "passer ikke" in said
    assert f"linje {first} i innsynsloggen" in said


async def test_a_process_that_has_sealed_builds_on_no_older_and_no_other_tree(logged: World) -> None:
    sealing = sealer(logged)
    await read(logged)
    assert await sealing.seal() == 1
    await truncate(logged, heads=True)
    await read(logged)
    with pytest.raises(LogBroken, match="older"):
        await sealing.seal()
    await logged.sql("TRUNCATE log_leaf, log_head")
    with pytest.raises(LogBroken, match="gone"):
        await sealing.seal()


@pytest.mark.parametrize(
    "edit",
    [
        "note = replace(note, 'ipplan', 'ippla')",
        "root = leaf.hash",
        "peaks = peaks || leaf.hash",
        "size = size + 1",
    ],
)
async def test_nothing_is_built_on_a_forged_head_and_the_audit_says_so(logged: World, edit: str) -> None:
    newest = "size = (SELECT max(size) FROM log_head)"
    fake = "(SELECT leaf_hash AS hash FROM log_leaf LIMIT 1) AS leaf"
    await logged.sql(f"UPDATE log_head SET {edit} FROM {fake} WHERE {newest}")
    await read(logged)
    if not edit.startswith("root"):
        with pytest.raises(LogBroken):
            await sealer(logged).seal()
    if not edit.startswith("peaks"):
        assert "ikke signert av oss" in await first_misfit(logged)


async def test_a_head_that_is_not_ours_is_no_witness(logged: World) -> None:
    note = (await audited(logged)).newest
    assert "ikke signert av oss" in await first_misfit(logged, note.replace("\n", "\n1", 1))


async def test_a_line_added_without_a_seal_is_named(logged: World) -> None:
    rows = await logged.sql(
        "INSERT INTO access_log (space_id, section_id, account_id, grant_id, road, at)"
        " SELECT space_id, section_id, account_id, grant_id, road, now() - interval '1 hour' FROM access_log"
        " LIMIT 1 RETURNING log_id"
    )
    assert f"Linje {rows[0][0]} i innsynsloggen er ikke bundet" in await first_misfit(logged)


async def test_a_deleted_withdrawal_opens_nothing_and_is_found(logged: World) -> None:
    before = await openings(logged)
    assert HEALTH in before
    await withdraw(logged, "leila")
    await seal(logged)
    assert (await audited(logged)).misfits == ()
    await attack(logged, UNMARK)
    assert not [one for one in await openings(logged) if one[0] == "leila"]
    said = await first_misfit(logged)
    assert "Tilbaketrekkingen er slettet" in said
    assert str(logged.spaces["tiril"]) in said


async def test_a_state_rolled_back_is_found_whether_it_opens_or_not(logged: World) -> None:
    kept = await state(logged)
    await withdraw(logged, "leila")
    await roll_back(logged, kept)
    assert not [one for one in await openings(logged) if one[0] == "leila"]
    said = (await audited(logged)).misfits
    assert any(f"{logged.accounts['leila']}" in one and "rullet tilbake" in one for one in said)
    await attack(logged, UNMARK)
    assert HEALTH in await openings(logged), "the one roll-back that opens: all in it is honest, only old"
    assert "rullet tilbake" in await first_misfit(logged)


async def test_a_rolled_back_state_with_its_change_records_deleted_is_found_by_the_log(logged: World) -> None:
    kept = await state(logged)
    before = (await logged.sql("SELECT max(change_id) FROM change"))[0][0]
    await withdraw(logged, "leila")
    await seal(logged)
    await attack(logged, UNMARK)
    await roll_back(logged, kept)
    rows = await logged.sql("DELETE FROM change WHERE change_id > :n RETURNING change_id", n=before)
    assert HEALTH in await openings(logged)
    said = await first_misfit(logged)
    assert said.startswith(f"Endringspost {min(row[0] for row in rows)} er slettet")


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ("DELETE FROM access_state WHERE participant_id = :who", "er slettet"),
        ("UPDATE access_state SET token = token || 'A' WHERE participant_id = :who", "ikke signert av oss"),
        (
            "UPDATE access_state SET serial = serial + 1 WHERE participant_id = :who",
            "ikke den som ble signert",
        ),
        ("DELETE FROM access_grant WHERE participant_id = :who", "nevner"),
        ("UPDATE access_grant SET withdrawn_at = now() WHERE participant_id = :who", "merket som trukket"),
        ("UPDATE access_grant SET token = token || 'A' WHERE participant_id = :who", "ikke signert av oss"),
    ],
)
async def test_what_somebody_holds_is_compared_with_its_rows(logged: World, edit: str, says: str) -> None:
    await logged.sql(edit, who=logged.accounts["leila"])
    misfits = (await audited(logged)).misfits
    assert any(says in one for one in misfits), misfits


async def test_of_two_who_seal_at_once_each_record_is_bound_once(logged: World) -> None:
    for _ in range(3):
        await read(logged)
    done = await asyncio.gather(*(sealer(logged).seal() for _ in range(4)))
    assert sum(done) == 3
    assert (await audited(logged)).misfits == ()


async def test_a_line_is_sealed_within_a_second_of_its_commit(logged: World) -> None:
    task = asyncio.create_task(sealer(logged).run())
    try:
        number = await read(logged)
        bound: list[Any] = []
        async with asyncio.timeout(20):  # the machine of the tests may be busy; alone it is well below one
            while not bound:
                await asyncio.sleep(0.05)
                bound = await logged.sql("SELECT leaf_index FROM log_leaf WHERE record_id = :n", n=number)
    finally:
        task.cancel()
    assert bound


async def test_the_command_keeps_heads_and_fails_on_what_does_not_fit(logged: World, tmp_path: Path) -> None:
    settings = logged.house.settings
    file = tmp_path / "heads"

    def run(*words: str) -> Any:
        environment = {"IPPLAN_KEYS": str(settings.keys), "IPPLAN_DATABASE_URL": settings.database_url}
        command = [sys.executable, "-m", "ipplan", "audit", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert "annet sted" in run().stdout
    for _ in range(2):
        done = run("--heads", str(file), "--keep")
        assert done.returncode == 0, done.stderr
    assert file.read_text().count("\u2014 ") == 1
    await truncate(logged, heads=True)
    done = run("--heads", str(file))
    assert done.returncode == 1
    assert "Loggen er kuttet" in done.stderr
    assert run("--heads", str(tmp_path / "nothing")).returncode == 2
