"""Keys come and go while all is running; what is wrong with them is said before anything starts."""

import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from ipplan.app import open_gate
from ipplan.gate import keys as keys_room
from ipplan.gate import rotation
from ipplan.gate.keys import Keyring, KeysMissing, KeysWrong, KeyTrouble, load, make, signing_path
from ipplan.gate.tokens import Invalid, Signer
from ipplan.permit import Refused
from ipplan.store import seal
from ipplan.store.database import Database
from tests.gate.openings import openings
from tests.world import World, open_world

Rotate = Callable[[str], str]


@pytest.fixture
def folder(ground: Any, tmp_path: Path) -> Path:
    """The installation's keys, to turn without turning others' tests."""
    return Path(shutil.copytree(ground.keys, tmp_path / "keys"))


@pytest.fixture
async def turning(ground: Any, folder: Path) -> AsyncIterator[World]:
    """An installation on those keys."""
    name = ground.fresh()
    async with open_world(ground.postgres, name, ground.settings(name, keys=folder)) as world:
        yield world
    ground.drop(name)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes look at the key files every time, not every second."""
    monkeypatch.setattr(keys_room, "REREAD", 0.0)


def no_wait() -> None:
    """For rotations that nobody watches."""


def grants(world: World) -> Awaitable[list[Any]]:
    return world.sql("SELECT token FROM access_grant WHERE section_id IS NOT NULL")


def test_a_new_key_is_published_before_it_signs_and_the_old_still_verifies(folder: Path) -> None:
    make(folder)
    other = load(folder)  # as another process has read them
    old = rotation.known_keys(folder)[0].kid
    seen: list[list[str]] = []
    kid = rotation.rotate(folder, "grant", lambda: seen.append(_kids(folder)))
    assert seen == [[old, kid], [kid, old]], "while it is only published, the old one signs"
    assert _kids(folder) == [kid, old]
    assert _kids_of(other) == [old]
    other.look()
    assert _kids_of(other) == [kid, old]


async def test_everybody_keeps_what_she_had_through_a_rotation(
    turning: World, folder: Path, at_once: None
) -> None:
    before = await openings(turning)
    for purpose in ("grant", "mandate", "state", "consent", "withdrawal"):
        rotation.rotate(folder, purpose, no_wait)
        assert await openings(turning) == before
    assert set(_kids(folder)) == set(_kids_of(turning.house.keyring))


async def test_a_retired_key_is_believed_no_more_not_even_from_memory(
    turning: World, folder: Path, at_once: None
) -> None:
    assert await openings(turning)
    signer = turning.house.gate.signer
    token = (await grants(turning))[0][0]
    assert not isinstance(signer.grant(token), Invalid), "verified, and so remembered"
    old = _kids(folder)[0]
    with pytest.raises(KeyTrouble, match="i bruk"):
        await rotation.retire(folder, turning.house.database, old)
    rotation.rotate(folder, "grant", no_wait)
    with pytest.raises(KeyTrouble, match="hviler på"):
        await rotation.retire(folder, turning.house.database, f"grant/{old}")
    assert not isinstance(signer.grant(token), Invalid)
    await rotation.retire(folder, turning.house.database, f"grant/{old}", force=True)
    assert isinstance(signer.grant(token), Invalid)
    assert not await openings(turning)
    assert load(folder).retired("grant") == {old}
    assert "d" not in keys_room.retired_path(folder, "grant").read_text().split('"')
    async with open_gate(turning.house.settings, load(folder)):
        pass  # what a retired key signed is no sign of wrong keys


@pytest.mark.parametrize("purpose", ["mandate", "state", "consent"])
async def test_no_key_is_retired_that_something_in_force_rests_on(
    turning: World, folder: Path, purpose: str
) -> None:
    old = _kids(folder, purpose)[0]
    rotation.rotate(folder, purpose, no_wait)
    with pytest.raises(KeyTrouble, match="hviler på"):
        await rotation.retire(folder, turning.house.database, old)
    assert old in _kids(folder, purpose)


async def test_a_key_that_nothing_rests_on_is_retired(turning: World, folder: Path) -> None:
    old = _kids(folder)[0]
    new = rotation.rotate(folder, "grant", no_wait)
    await turning.sql("UPDATE access_grant SET withdrawn_at = now()")
    assert await rotation.retire(folder, turning.house.database, old) == "grant"
    assert _kids(folder) == [new]


async def test_spaces_are_wrapped_anew_under_a_new_master_while_people_read(
    turning: World, folder: Path, at_once: None
) -> None:
    before = await openings(turning)
    assert rotation.rotate(folder, "master", no_wait) == "2"
    assert await openings(turning) == before
    with pytest.raises(KeyTrouble, match="rewrap"):
        await rotation.retire(folder, turning.house.database, "master/1", force=True)
    assert await rotation.rewrap(folder, turning.house.database) == len(turning.spaces)
    assert await rotation.rewrap(folder, turning.house.database) == 0
    assert await turning.sql("SELECT DISTINCT master_id FROM keyring.space_key") == [("2",)]
    assert await openings(turning) == before
    assert await rotation.retire(folder, turning.house.database, "master/1") == "master"
    assert await openings(turning) == before
    async with open_gate(turning.house.settings, load(folder)):
        pass


async def test_a_process_that_has_not_looked_yet_finds_a_new_master_when_it_needs_it(
    turning: World, folder: Path
) -> None:
    before = await openings(turning)
    rotation.rotate(folder, "master", no_wait)
    await rotation.rewrap(folder, turning.house.database)
    assert await openings(turning) == before


def test_a_rotation_is_not_done_before_every_process_uses_the_new_key(folder: Path) -> None:
    """A space wrapped under the old master after that was retired would never open again."""
    other = load(folder)
    assert rotation.rotate(folder, "master", other.look) == other.master[0] == "2"
    other = load(folder)
    kid = rotation.rotate(folder, "grant", other.look)
    assert _kids_of(other)[0] == kid


async def test_rewrapping_goes_on_past_a_key_that_somebody_edited_and_names_it(
    turning: World, folder: Path
) -> None:
    space = turning.spaces["roar"]
    await turning.sql("UPDATE keyring.space_key SET wrapped = '\\x00' WHERE space_id = :s", s=space)
    rotation.rotate(folder, "master", no_wait)
    with pytest.raises(KeyTrouble, match=str(space)):
        await rotation.rewrap(folder, turning.house.database)
    rows = await turning.sql("SELECT master_id FROM keyring.space_key WHERE space_id <> :s", s=space)
    assert {row[0] for row in rows} == {"2"}


def test_a_rotation_of_the_master_that_was_cut_short_is_finished_by_the_next(folder: Path) -> None:
    def die() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(folder, "master", die)
    ring = load(folder)
    assert (ring.master[0], set(ring.masters)) == ("1", {"1", "2"})
    assert [one.use for one in rotation.known_keys(folder) if one.purpose == "master"] == [
        "used",
        "published",
    ]
    waiting = ring.masters["2"]
    assert rotation.rotate(folder, "master", no_wait) == "2"
    assert load(folder).master == ("2", waiting)


def test_the_tenth_master_comes_after_the_ninth(folder: Path) -> None:
    assert [rotation.rotate(folder, "master", no_wait) for _ in range(9)][-1] == "10"
    assert load(folder).master[0] == "10"


async def test_a_destroyed_space_is_gone_for_all_and_no_key_that_is_left_opens_it(
    turning: World, folder: Path
) -> None:
    space = turning.spaces["tiril"]
    assert (await turning.enter("marte")).open_sections()
    wrapped = await turning.sql("SELECT wrapped FROM section WHERE space_id = :s", s=space)
    owner = Database(turning.owner_url)
    try:
        await rotation.destroy(owner, space)
        with pytest.raises(KeyTrouble, match=str(space)):
            await rotation.destroy(owner, space)
    finally:
        await owner.close()
    for name in ("marte", "leila", "berit"):
        with pytest.raises(Refused):
            await turning.enter(name)
    assert (await turning.enter("roar", "roar")).open_sections(), "the other plan stands"
    assert not await turning.sql("SELECT FROM keyring.space_key WHERE space_id = :s", s=space)
    for master in load(folder).masters.values():
        with pytest.raises(seal.SealBroken):
            seal.unseal(master, wrapped[0][0], b"")


async def test_the_application_itself_cannot_destroy(turning: World) -> None:
    with pytest.raises(Exception, match="permission denied"):
        await rotation.destroy(turning.house.database, turning.spaces["tiril"])


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("signing/grant.jwks", "grant.jwks"),
        ("signing/state.jwks", "state.jwks"),
        ("signing/consent.jwks", "consent.jwks"),
        ("signing/mandate.jwks", "mandate.jwks"),
        ("master/1.key", "master/1.key åpner ingen rom"),
        ("secret/pid.key", "secret/pid.key"),
        ("secret/pid-index.key", "secret/pid-index.key"),
    ],
)
async def test_another_installations_key_is_named_and_nothing_starts(
    turning: World, folder: Path, tmp_path: Path, what: str, says: str
) -> None:
    make(tmp_path / "other")
    shutil.copy(tmp_path / "other" / what, folder / what)
    with pytest.raises(KeysWrong, match=says) as raised:
        async with open_gate(turning.house.settings, load(folder)):
            pass
    assert ";" not in str(raised.value), "only that one"


async def test_a_master_that_is_not_there_is_named(turning: World, folder: Path) -> None:
    (folder / "master/1.key").rename(folder / "master/7.key")
    with pytest.raises(KeysWrong, match=r"master/1\.key mangler \(2 rom"):
        async with open_gate(turning.house.settings, load(folder)):
            pass


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("signing/grant.jwks", "{}"),
        ("signing/grant.jwks", '{"keys": []}'),
        ("signing/log.jwks", "no json"),
        ("master/1.key", "00"),
        ("secret/pid.key", "no hex"),
    ],
)
def test_what_is_no_key_is_named(folder: Path, what: str, content: str) -> None:
    ring = load(folder)
    (folder / what).write_text(content)
    with pytest.raises(KeysWrong, match=what):
        load(folder)
    before = _kids_of(ring), ring.master
    ring.look()
    assert (_kids_of(ring), ring.master) == before, "a running process keeps what it has"


def test_the_server_refuses_to_start_without_keys_and_says_which(folder: Path) -> None:
    (folder / "secret" / "session.key").unlink()
    (folder / "signing" / "log.jwks").unlink()
    with pytest.raises(KeysMissing) as raised:
        load(folder)
    assert "session.key" in str(raised.value)
    assert "log.jwks" in str(raised.value)
    for command in ("serve", "worker"):
        environment = {
            "IPPLAN_KEYS": str(folder),
            "IPPLAN_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/no",
        }
        done = subprocess.run(
            [sys.executable, "-m", "ipplan", command],
            env=environment, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "session.key" in done.stderr


def test_the_command_line_makes_lists_and_rotates(tmp_path: Path) -> None:
    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "ipplan", "keys", *words],
            env={"IPPLAN_KEYS": str(tmp_path)}, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "signing/log.jwks" in run()
    assert run() == "", "what is there stays"
    assert run("list").count("i bruk") == len(keys_room.PURPOSES) + 1
    run("rotate", "state", "--wait", "0")
    run("rotate", "master", "--wait", "0")
    listed = run("list")
    assert listed.count("bare for å etterprøve") == 1
    assert listed.count("bare for å åpne") == 1


async def test_retiring_a_key_of_another_purpose_changes_nothing_for_this_one(folder: Path) -> None:
    signer = Signer(load(folder), "urn:test")
    token = signer.sign("state", {"sub": "x"})
    reason = signer.state(token)
    rotation.rotate(folder, "grant", no_wait)
    assert signer.state(token) is reason, "remembered under its own set"


def _kids(folder: Path, purpose: str = "grant") -> list[str]:
    assert signing_path(folder, purpose).stat().st_mode & 0o077 == 0
    return [one.kid for one in rotation.known_keys(folder) if one.purpose == purpose]


def _kids_of(ring: Keyring, purpose: str = "grant") -> list[str]:
    return [str(key.kid) for key in ring._keys.signing[purpose].keys]
