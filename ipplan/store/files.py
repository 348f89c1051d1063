"""Files as they are kept: in chunks, sealed under their section's key and bound to their places."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.permit import Permit, Refused
from ipplan.store.database import Tx
from ipplan.store.seal import SealBroken
from ipplan.store.spaces import Writing
from ipplan.store.spool import SMALL, WHOLE, Spool, bound_to
from ipplan.store.tables import file_blob, file_chunk

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Blob:
    """What is kept of a file beside its bytes."""

    blob_id: UUID
    key_id: UUID
    chunks: int
    size: int


async def put_file(held: Writing, permit: Permit, spool: Spool, small: bytes | None) -> None:
    """Keep what was sent, and the small picture of it if there is one. Raises `Refused` for another key's."""
    if permit.section_id != spool.permit.section_id or permit.box.key_id != spool.key_id:
        raise Refused("another_key")
    place = _place(permit, spool.blob_id)
    row = {"key_id": spool.key_id, "chunks": spool.chunks, "size": spool.size}
    await held.tx.execute(insert(file_blob).values(**place, **row, made_by=permit.account_id, at=held.now))
    for number in range(spool.chunks):
        values = {"part": WHOLE, "number": number, "sealed": spool.sealed(number)}
        await held.tx.execute(insert(file_chunk).values(**place, **values))
    if small is not None:
        await put_small(held.tx, permit, spool.blob_id, small)


async def put_small(tx: Tx, permit: Permit, blob_id: UUID, small: bytes) -> None:
    """Keep the small picture of a file."""
    sealed = permit.box.seal(small, bound_to(permit, blob_id, SMALL, 0, True))
    values = {"part": SMALL, "number": 0, "sealed": sealed}
    await tx.execute(insert(file_chunk).values(**_place(permit, blob_id), **values))


async def put_pieces(
    held: Writing, permit: Permit, size: int, count: int, pieces: AsyncIterator[bytes]
) -> UUID:
    """Keep a file that comes in ``count`` pieces, all but the last as long as a chunk; returns its id."""
    blob_id = uuid4()
    place = _place(permit, blob_id)
    row = {"key_id": permit.box.key_id, "chunks": count, "size": size}
    await held.tx.execute(insert(file_blob).values(**place, **row, made_by=permit.account_id, at=held.now))
    number = 0
    async for plain in pieces:
        sealed = permit.box.seal(plain, bound_to(permit, blob_id, WHOLE, number, number == count - 1))
        await held.tx.execute(insert(file_chunk).values(**place, part=WHOLE, number=number, sealed=sealed))
        number += 1
    return blob_id


async def blob_of(tx: Tx, permit: Permit, blob_id: UUID) -> Blob:
    """What is kept of a file of the permit's section; raises `Refused`."""
    columns = (file_blob.c.blob_id, file_blob.c.key_id, file_blob.c.chunks, file_blob.c.size)
    row = (await tx.execute(select(*columns).where(*_here(permit, blob_id)))).first()
    if row is None:
        raise Refused("no_file")
    return Blob(*row)


async def chunk_of(tx: Tx, permit: Permit, blob: Blob, number: int, part: str = WHOLE) -> bytes:
    """One chunk, opened; raises `Refused`, also where the rows were edited."""
    chunk = file_chunk.c
    same = (chunk.space_id == permit.space_id, chunk.section_id == permit.section_id)
    query = select(chunk.sealed).where(
        *same, chunk.blob_id == blob.blob_id, chunk.part == part, chunk.number == number
    )
    sealed = (await tx.execute(query)).scalar_one_or_none()
    if sealed is None:
        raise Refused("no_chunk")
    last = part == SMALL or number == blob.chunks - 1
    try:
        return permit.box.open(blob.key_id, sealed, bound_to(permit, blob.blob_id, part, number, last))
    except SealBroken:
        log.error("seal_broken", space=str(permit.space_id), file=str(blob.blob_id))
        raise Refused("seal_broken") from None


async def bring_along(
    here: tuple[Tx, Permit], there: tuple[Tx, Permit], content: Mapping[str, str], now: datetime
) -> None:
    """Seal the file of an item that is made anew elsewhere under that section's key, too.

    What stays behind keeps its own, for as long as its history does.
    """
    if not content.get("blob"):
        return
    (tx, permit), (other_tx, other) = here, there
    try:
        blob = await blob_of(tx, permit, UUID(content["blob"]))
    except Refused:
        return  # It was destroyed, and the item says so.
    place = _place(other, blob.blob_id)
    row = {"key_id": other.box.key_id, "chunks": blob.chunks, "size": blob.size}
    new = upsert(file_blob).values(**place, **row, made_by=other.account_id, at=now).on_conflict_do_nothing()
    if (await other_tx.execute(new.returning(file_blob.c.blob_id))).first() is None:
        return  # It was there before, and has come back.
    for number in range(blob.chunks):
        plain = await chunk_of(tx, permit, blob, number)
        last = number == blob.chunks - 1
        sealed = other.box.seal(plain, bound_to(other, blob.blob_id, WHOLE, number, last))
        values = {"part": WHOLE, "number": number, "sealed": sealed}
        await other_tx.execute(insert(file_chunk).values(**place, **values))
    if content.get("small"):
        await put_small(other_tx, other, blob.blob_id, await chunk_of(tx, permit, blob, 0, SMALL))


async def destroy_file(held: Writing, permit: Permit, item_id: UUID, blob_id: UUID, why: str) -> None:
    """Destroy a file's bytes for good, with a change record. ``why``: ``infected`` or ``struck``."""
    named = {"section_id": permit.section_id, "item_id": item_id, "version_id": blob_id}
    await held.record(f"file_{why}", actor=permit.account_id, **named)
    await held.tx.execute(select(func.destroy_file(permit.space_id, permit.section_id, blob_id)))


def _place(permit: Permit, blob_id: UUID) -> dict[str, UUID]:
    return {"space_id": permit.space_id, "section_id": permit.section_id, "blob_id": blob_id}


def _here(permit: Permit, blob_id: UUID) -> list[Any]:
    return [file_blob.c[name] == value for name, value in _place(permit, blob_id).items()]
