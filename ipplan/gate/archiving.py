"""Archives of closed plans: made when the time for a copy is over, destroyed when that of keeping is.

Judged by the signed closing, whatever the columns say. Nobody opens content to archive it: rows are packed as
they are sealed, and the space's key goes into the package. Files are too large for it, and stay where they
are; what opens them is in it. Outside stay, besides, the directory, what was signed, and the log, which goes
on verifying.
"""

from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy import delete, func, insert, select, update

from ipplan.gate.claims import ClosingClaims
from ipplan.gate.gate import Gate
from ipplan.gate.keys import Keyring
from ipplan.gate.representing import closing_in
from ipplan.gate.tokens import Signer
from ipplan.permit import Refused
from ipplan.store import seal
from ipplan.store.archives import Package, packed, rows_of, unpacked
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing, writing
from ipplan.store.tables import archive, archive_key, closing, space_key

log = structlog.get_logger()


async def archive_plan(gate: Gate, space_id: UUID) -> bool:
    """Archive a closed plan if that is due, and destroy what it is archived of; returns whether it was.

    Twice does no harm. Raises `Refused` where there is no such space, or its key does not open.
    """
    async with writing(gate.database, gate.clock, space_id) as held:
        if await _wrapped_key(held.tx, space_id) is None:
            return False
        space, _ = await gate.space(space_id, held.tx)
        found = closing_in(space, gate.signer)
        if not isinstance(found, ClosingClaims) or found.copy_until > held.now.timestamp():
            return False
        await _pack(held, gate.keyring)
        await held.tx.execute(select(func.empty_archived_space(space_id)))
        await _mark(held, archived_at=held.now)
        await held.record("archived", actor=found.closed_by)
    return True


async def destroy_archive(gate: Gate, space_id: UUID) -> bool:
    """Destroy an archive and its key if they have been kept for long enough; returns whether they were."""
    async with writing(gate.database, gate.clock, space_id) as held:
        found = await closing_of(held.tx, gate.signer, space_id)
        if found is None or found.keep_until > held.now.timestamp():
            return False
        gone = await held.tx.execute(delete(archive_key).where(archive_key.c.space_id == space_id))
        if not gone.rowcount:
            return False
        await held.tx.execute(delete(archive).where(archive.c.space_id == space_id))
        await held.tx.execute(select(func.destroy_archived_files(space_id)))
        await _mark(held, destroyed_at=held.now)
        await held.record("archive_destroyed", actor=found.closed_by)
    return True


async def tend(gate: Gate) -> int:
    """Archive and destroy whatever is due; returns how many. Of one that fails the others do not suffer."""
    # By the keys that are there, and not by marks: one put in by hand keeps nothing from being done.
    keys = select(space_key.c.space_id).union(select(archive_key.c.space_id))
    async with gate.database.engine.connect() as tx:
        query = select(closing.c.space_id).where(closing.c.space_id.in_(keys)).order_by(closing.c.at)
        waiting = list((await tx.execute(query)).scalars())
    count = 0
    for space_id in waiting:
        try:
            count += await archive_plan(gate, space_id) + await destroy_archive(gate, space_id)
        except Refused as refused:
            log.error("archive_failed", space=str(space_id), reason=refused.reason)
    return count


async def closing_of(tx: Tx, signer: Signer, space_id: UUID) -> ClosingClaims | None:
    """The signed closing of a plan, archived or not; ``None`` where there is none, or it was edited."""
    query = select(closing.c.closing_id, closing.c.token).where(closing.c.space_id == space_id)
    row = (await tx.execute(query)).first()
    signed = signer.closing(row.token) if row else None
    if row is None or not isinstance(signed, ClosingClaims):
        return None
    return signed if (signed.jti, signed.space) == (row.closing_id, space_id) else None


async def key_of(tx: Tx, keyring: Keyring, space_id: UUID) -> bytes:
    """The archive's key; raises `Refused` where there is none any more, or it does not open."""
    columns = (archive_key.c.master_id, archive_key.c.wrapped)
    row = (await tx.execute(select(*columns).where(archive_key.c.space_id == space_id))).first()
    if row is None:
        raise Refused("no_archive_key")
    try:
        return seal.unwrap_archive_key(keyring.masters[row.master_id], space_id, row.wrapped)
    except (KeyError, seal.SealBroken):
        log.error("key_broken", reason="archive_key", space=str(space_id))
        raise Refused("archive_key") from None


async def package_of(tx: Tx, key: bytes, space_id: UUID) -> Package:
    """The archive's package; raises `Refused`."""
    query = select(archive.c.sealed).where(archive.c.space_id == space_id)
    sealed = (await tx.execute(query)).scalar_one_or_none()
    if sealed is None:
        raise Refused("no_archive")
    try:
        return unpacked(key, space_id, sealed)
    except seal.SealBroken:
        log.error("seal_broken", space=str(space_id), what="archive")
        raise Refused("archive") from None


async def _pack(held: Writing, keyring: Keyring) -> None:
    """Write the package and its key. It is opened again before anything is destroyed for it."""
    space_id, key = held.space_id, seal.new_key()
    wrapped = await _wrapped_key(held.tx, space_id)
    assert wrapped is not None
    package = Package(space_id, _space_key(keyring, space_id, *wrapped), await rows_of(held.tx, space_id))
    made = packed(key, package)
    if unpacked(key, space_id, made) != package:
        raise RuntimeError("an archive does not give back what was put in")
    master_id, master = keyring.master
    kept = {"space_id": space_id, "master_id": master_id, "created_at": held.now}
    own = seal.wrap_archive_key(master, space_id, key)
    await held.tx.execute(insert(archive).values(space_id=space_id, at=held.now, sealed=made))
    await held.tx.execute(insert(archive_key).values(**kept, wrapped=own))


def _space_key(keyring: Keyring, space_id: UUID, master_id: str, wrapped: bytes) -> bytes:
    try:
        return seal.unwrap_space_key(keyring.masters[master_id], space_id, wrapped)
    except (KeyError, seal.SealBroken):
        raise Refused("space_key") from None


async def _wrapped_key(tx: Tx, space_id: UUID) -> tuple[str, bytes] | None:
    query = select(space_key.c.master_id, space_key.c.wrapped).where(space_key.c.space_id == space_id)
    row = (await tx.execute(query)).first()
    return (row.master_id, row.wrapped) if row else None


async def _mark(held: Writing, **moments: datetime) -> None:
    await held.tx.execute(update(closing).where(closing.c.space_id == held.space_id).values(**moments))
