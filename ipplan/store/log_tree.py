"""The rows of the verifiable log: records that are not bound yet, leaves, heads."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Table, func, insert, literal, select, text

from ipplan.store.database import Tx
from ipplan.store.tables import access_log, change, log_head, log_leaf

SOURCES: dict[str, tuple[Table, Column[Any]]] = {
    "access": (access_log, access_log.c.log_id),
    "change": (change, change.c.change_id),
}
"""What is bound: every line of the access log, and every change record (all signings leave one)."""
FIELDS = {
    "access": (
        "log_id",
        "space_id",
        "section_id",
        "account_id",
        "on_behalf_of",
        "grant_id",
        "road",
        "at",
        "until",
    ),
    "change": (
        "change_id",
        "space_id",
        "seq",
        "at",
        "cause",
        "section_id",
        "item_id",
        "version_id",
        "participant_id",
        "actor_id",
    ),
}
"""The columns that make up a leaf, in their order. Never changed: what comes later is a source of its own."""
WINDOW = timedelta(minutes=1)
"""How old a record without a leaf may be before an audit speaks of it."""
LOCK = 0x6970706C616E
"""The advisory lock of the one who seals."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a source; ``data`` is what its leaf is the hash of, ``None`` where it is not there."""

    source: str
    record_id: int
    data: bytes | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf, with the record that it stands for as that is now."""

    index: int
    hash: bytes
    record: Record


@dataclass(frozen=True, slots=True)
class HeadRow:
    size: int
    root: bytes
    peaks: bytes
    note: str


def leaf_data(source: str, values: Sequence[object]) -> bytes:
    """A record in one way of writing: a JSON list; ids as text, times in UTC to the microsecond."""
    return json.dumps([source, *map(_plain, values)], ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value) if isinstance(value, UUID) else value


async def try_lock(tx: Tx) -> bool:
    """Be the one who seals, until ``tx`` ends."""
    return bool((await tx.execute(select(func.pg_try_advisory_xact_lock(LOCK)))).scalar_one())


async def newest_head(tx: Tx) -> HeadRow | None:
    columns = (log_head.c.size, log_head.c.root, log_head.c.peaks, log_head.c.note)
    row = (await tx.execute(select(*columns).order_by(log_head.c.size.desc()).limit(1))).first()
    return HeadRow(*row) if row else None


async def all_heads(tx: Tx) -> list[HeadRow]:
    columns = (log_head.c.size, log_head.c.root, log_head.c.peaks, log_head.c.note)
    return [HeadRow(*row) for row in await tx.execute(select(*columns).order_by(log_head.c.size))]


async def unbound(tx: Tx, source: str, after: int, limit: int) -> list[Record]:
    """Records numbered above ``after`` that have no leaf, in their order."""
    table, number = SOURCES[source]
    bound = select(literal(1)).where(log_leaf.c.source == source, log_leaf.c.record_id == number).exists()
    query = select(*(table.c[name] for name in FIELDS[source])).where(number > after, ~bound)
    rows = await tx.execute(query.order_by(number).limit(limit))
    return [_record(source, row[0], row) for row in rows]


async def unsealed(tx: Tx, source: str, limit: int) -> list[Record]:
    """Records that have no leaf although the window in which they get one is long past."""
    found = await unbound(tx, source, 0, limit)
    cut = (await tx.execute(select(func.clock_timestamp()))).scalar_one() - WINDOW
    return [record for record in found if record.at is not None and record.at < cut]


async def add_leaves(tx: Tx, start: int, records: Sequence[Record], hashes: Sequence[bytes]) -> None:
    await tx.execute(
        insert(log_leaf),
        [
            {"leaf_index": index, "source": one.source, "record_id": one.record_id, "leaf_hash": leaf}
            for index, (one, leaf) in enumerate(zip(records, hashes, strict=True), start=start)
        ],
    )


async def add_head(tx: Tx, head: HeadRow) -> None:
    values = {"size": head.size, "root": head.root, "peaks": head.peaks, "note": head.note}
    await tx.execute(insert(log_head).values(**values, at=func.clock_timestamp()))


async def leaves(tx: Tx) -> AsyncIterator[Leaf]:
    """All leaves in their order, each with its record."""
    lists = {
        source: [table.c[name].label(f"{source}_{name}") for name in FIELDS[source]]
        for source, (table, _) in SOURCES.items()
    }
    joined: Any = log_leaf
    for source, (table, number) in SOURCES.items():
        joined = joined.outerjoin(table, (log_leaf.c.source == source) & (log_leaf.c.record_id == number))
    own = (log_leaf.c.leaf_index, log_leaf.c.leaf_hash, log_leaf.c.source, log_leaf.c.record_id)
    query = (
        select(*own, *lists["access"], *lists["change"]).select_from(joined).order_by(log_leaf.c.leaf_index)
    )
    parts = {"access": slice(4, 4 + len(FIELDS["access"])), "change": slice(4 + len(FIELDS["access"]), None)}
    result = await tx.stream(query.execution_options(yield_per=2_000))
    async for row in result:
        index, leaf, source, record_id = row[:4]
        yield Leaf(index, leaf, _record(source, record_id, row[parts[source]]))


def _record(source: str, record_id: int, values: Sequence[Any]) -> Record:
    if values[0] is None:
        return Record(source, record_id, None, None)
    return Record(source, record_id, leaf_data(source, values), values[FIELDS[source].index("at")])


async def one_snapshot(tx: Tx) -> None:
    """Everything read in ``tx`` from here on is of one moment; nothing is written."""
    await tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
