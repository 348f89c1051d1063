"""The life of keys: new ones, old ones taken out of use, spaces wrapped anew, a space's key destroyed."""

import json
import os
import secrets
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from joserfc.util import urlsafe_b64decode
from sqlalchemy import Table, delete, func, select, text, update

from ipplan.gate.keys import (
    PUBLISHED,
    PURPOSES,
    REREAD,
    Keyring,
    KeyTrouble,
    load,
    new_signing_key,
    retired_path,
    signing_path,
)
from ipplan.store import seal
from ipplan.store.database import Database, Tx
from ipplan.store.spaces import notify
from ipplan.store.tables import archive_key, space, space_key

PUBLISHED_FOR = 3 * REREAD
"""Seconds from when a new key can be seen until it is used: by then every process on the machine knows it."""
BATCH = 100
"""Spaces that are wrapped anew in one transaction."""

WRAPS: Mapping[Table, tuple[Callable[[bytes, UUID, bytes], bytes], Callable[[bytes, UUID, bytes], bytes]]] = {
    space_key: (seal.wrap_space_key, seal.unwrap_space_key),
    archive_key: (seal.wrap_archive_key, seal.unwrap_archive_key),
}
"""What is wrapped by a master key, and how that is done and undone."""

RESTS = {
    "grant": """
        SELECT split_part(token, '.', 1), count(*) FROM access_grant
         WHERE withdrawn_at IS NULL AND expires_at > clock_timestamp() GROUP BY 1""",
    # A mandate that has ended still tells whether a grant signed on it was signed with right.
    "mandate": """
        SELECT split_part(token, '.', 1), count(*) FROM mandate m
         WHERE (withdrawn_at IS NULL AND expires_at > clock_timestamp()) OR EXISTS (
               SELECT FROM access_grant g WHERE g.space_id = m.space_id AND g.mandate_id = m.mandate_id
                  AND g.withdrawn_at IS NULL AND g.expires_at > clock_timestamp()) GROUP BY 1""",
    "withdrawal": """
        SELECT split_part(withdrawal, '.', 1), count(*) FROM access_grant
         WHERE withdrawal IS NOT NULL AND expires_at > clock_timestamp() GROUP BY 1""",
    "state": "SELECT split_part(token, '.', 1), count(*) FROM access_state GROUP BY 1",
    "closing": "SELECT split_part(token, '.', 1), count(*) FROM closing GROUP BY 1",
    "opening": """
        SELECT split_part(token, '.', 1), count(*) FROM opening
         WHERE ended_at IS NULL AND expires_at > clock_timestamp() GROUP BY 1""",
    "consent": """
        SELECT split_part(token, '.', 1), count(*) FROM consent WHERE withdrawn_at IS NULL GROUP BY 1""",
}
"""What rests on the keys of each purpose today: the header of the tokens (it names the key), and how many."""


@dataclass(frozen=True)
class Known:
    """One key, as a list shows it."""

    purpose: str
    kid: str
    use: str
    """``used``: signs or wraps; ``verifies``, ``opens``: kept for what it once signed or wrapped;
    ``published``: to be used when all processes know it."""


def known_keys(folder: Path) -> list[Known]:
    """Every signing and master key, the one in use first."""
    ring = load(folder)
    found = [
        Known(purpose, str(key.kid), "verifies" if place else "used")
        for purpose, keys in ring.signing.items()
        for place, key in enumerate(keys.keys)
    ]
    in_use = ring.master[0]
    published = {path.stem for path in (folder / "master").glob(f"*{PUBLISHED}")}
    for name in sorted(ring.masters, key=lambda name: (name != in_use, name)):
        use = "used" if name == in_use else "published" if name in published else "opens"
        found.append(Known("master", name, use))
    return found


def rotate(folder: Path, purpose: str, wait: Callable[[], None]) -> str:
    """A new key for ``purpose`` (or ``master``); returns its name.

    It is published first, and used after ``wait`` (at least `PUBLISHED_FOR` seconds; longer where key files
    are carried to other machines): else one process would refuse what another has just signed. It waits once
    more before it returns: else the old key could be retired while a process still wraps a new space under
    it, and that space would be lost. Raises `KeyTrouble`.
    """
    load(folder)
    if purpose not in ("master", *PURPOSES):
        raise KeyTrouble(f"Det finnes ingen nøkkel for {purpose}. Velg master, {', '.join(PURPOSES)}.")
    name = _rotate_master(folder, wait) if purpose == "master" else _rotate_signing(folder, purpose, wait)
    wait()
    return name


async def retire(folder: Path, database: Database, name: str, *, force: bool = False) -> str:
    """Take a key out for good; returns its purpose. What it signed is believed no more.

    Refused (`KeyTrouble`) for the key in use, and, unless ``force``, while something rests on it. A master
    key that a space is wrapped under is never retired: that would be destroying the space by accident.
    """
    found = next((one for one in known_keys(folder) if name in (one.kid, f"{one.purpose}/{one.kid}")), None)
    if found is None:
        raise KeyTrouble(f"Det finnes ingen nøkkel som heter {name}.")
    if found.use == "used":
        raise KeyTrouble(f"{name} er i bruk. Kjør først: ipplan keys rotate {found.purpose}")
    async with database.engine.connect() as tx:
        resting = await _resting(tx, found)
    if resting and (found.purpose == "master" or not force):
        way = "Kjør først: ipplan keys rewrap" if found.purpose == "master" else "Bruk --force for likevel."
        raise KeyTrouble(f"{resting} av dem som gjelder nå, hviler på {name}. {way}")
    if found.purpose == "master":
        for ending in (".key", PUBLISHED):
            (folder / "master" / f"{found.kid}{ending}").unlink(missing_ok=True)
    else:
        path, retired = signing_path(folder, found.purpose), retired_path(folder, found.purpose)
        public = [
            {name: value for name, value in one.items() if name != "d"}
            for one in _keys_in(path)
            if one["kid"] == found.kid
        ]
        _replace(retired, _with_keys([*(_keys_in(retired) if retired.exists() else []), *public]))
        _replace(path, _with_keys([one for one in _keys_in(path) if one["kid"] != found.kid]))
    return found.purpose


async def rewrap(folder: Path, database: Database) -> int:
    """Wrap every space's key under the master key in use, a few at a time, while all is running.

    Returns how many were wrapped anew. Raises `KeyTrouble` at the end, naming spaces whose key did not open.
    """
    ring = load(folder)
    count, broken = 0, list[str]()
    for table in WRAPS:
        count += await _rewrap(ring, database, table, broken)
    if broken:
        raise KeyTrouble(f"{count} rom er pakket på nytt. Disse lar seg ikke åpne: {', '.join(broken)}")
    return count


async def _rewrap(ring: Keyring, database: Database, table: Table, broken: list[str]) -> int:
    """The keys of one table; adds to ``broken`` whose did not open."""
    wrap, unwrap = WRAPS[table]
    master_id, master = ring.master
    count, after = 0, UUID(int=0)
    while True:
        async with database.begin() as tx:
            query = (
                select(table.c.space_id, table.c.master_id, table.c.wrapped)
                .where(table.c.space_id > after, table.c.master_id != master_id)
                .order_by(table.c.space_id)
                .limit(BATCH)
                .with_for_update()
            )
            rows = (await tx.execute(query)).all()
            for row in rows:
                try:
                    key = unwrap(ring.masters[row.master_id], row.space_id, row.wrapped)
                except (KeyError, seal.SealBroken):
                    broken.append(str(row.space_id))
                    continue
                wrapped = wrap(master, row.space_id, key)
                here = table.c.space_id == row.space_id
                await tx.execute(update(table).where(here).values(master_id=master_id, wrapped=wrapped))
                count += 1
        if not rows:
            return count
        after = rows[-1].space_id


async def destroy(owner: Database, space_id: UUID) -> None:
    """Destroy a space's key, and its archive's: its content is unreadable from now on, for all, for good.

    ``owner`` is a connection as the role that owns the tables; the application's own cannot do this. The
    space is closed, and whoever has it on the screen loses it. Raises `KeyTrouble` where there is none.
    """
    async with owner.begin() as tx:
        gone = [await tx.execute(delete(table).where(table.c.space_id == space_id)) for table in WRAPS]
        if not any(one.rowcount for one in gone):
            raise KeyTrouble(f"Rommet {space_id} finnes ikke, eller har ingen nøkkel.")
        values = {"state": "closed", "closed_at": func.clock_timestamp()}
        await tx.execute(update(space).where(space.c.space_id == space_id).values(values))
        await notify(tx, f"access:{space_id}")


async def _resting(tx: Tx, key: Known) -> int:
    if key.purpose == "master":
        counts = [select(func.count()).where(table.c.master_id == key.kid) for table in WRAPS]
        return sum([int((await tx.execute(query)).scalar_one()) for query in counts])
    if key.purpose not in RESTS:
        return 0
    rows = await tx.execute(text(RESTS[key.purpose]))
    return sum(count for header, count in rows if kid_of(header) == key.kid)


def kid_of(header: str) -> str | None:
    """The key that a token's first part names."""
    try:
        named = json.loads(urlsafe_b64decode(header.encode())).get("kid")
    except (ValueError, AttributeError):
        return None
    return named if isinstance(named, str) else None


def _rotate_signing(folder: Path, purpose: str, wait: Callable[[], None]) -> str:
    path = signing_path(folder, purpose)
    key = new_signing_key()
    _replace(path, _with_keys([*_keys_in(path), key]))
    wait()
    _replace(path, _with_keys([key, *(one for one in _keys_in(path) if one["kid"] != key["kid"])]))
    return str(key["kid"])


def _rotate_master(folder: Path, wait: Callable[[], None]) -> str:
    waiting = sorted((folder / "master").glob(f"*{PUBLISHED}"))
    if waiting:  # published by a rotation that was cut short
        path = waiting[0]
    else:
        numbers = [int(one.stem) for one in (folder / "master").iterdir() if one.stem.isdecimal()]
        path = folder / "master" / f"{max(numbers, default=0) + 1}{PUBLISHED}"
        _replace(path, secrets.token_hex(32))
    wait()
    path.rename(path.with_suffix(".key"))
    return path.stem


def _keys_in(path: Path) -> list[dict[str, object]]:
    keys: list[dict[str, object]] = json.loads(path.read_text())["keys"]
    return keys


def _with_keys(keys: Sequence[dict[str, object]]) -> str:
    return json.dumps({"keys": list(keys)})


def _replace(path: Path, content: str) -> None:
    """Whole or not at all, on the disk before it counts, and readable by its owner alone."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    with os.fdopen(handle, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
