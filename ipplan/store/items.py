"""Items: the one core that every noun shares. Each change of an item is a new sealed version."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import RowMapping, Select, and_, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.permit import Permit, Refused
from ipplan.store import tables as t
from ipplan.store.database import Tx
from ipplan.store.seal import SealBroken
from ipplan.store.spaces import Writing

log = structlog.get_logger()
Content = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Clear:
    """The columns that scheduling needs in clear; every seal is bound to them."""

    kind: str
    parent_id: UUID | None = None
    status: str = ""
    closed: bool = False
    position: float = 0.0
    due_on: date | None = None
    starts_at: datetime | None = None
    responsible_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an item, opened."""

    item_id: UUID
    section_id: UUID
    version_id: UUID
    number: int
    base: UUID | None
    cause: str
    author_id: UUID
    on_behalf_of: UUID | None
    created_by: UUID
    """Who made the item."""
    at: datetime
    clear: Clear
    content: Content


@dataclass(frozen=True, slots=True)
class Item:
    """An item as it stands: its head version, and where it came from."""

    head: Version
    created_at: datetime
    seq: int

    @property
    def item_id(self) -> UUID:
        return self.head.item_id

    @property
    def created_by(self) -> UUID:
        return self.head.created_by

    @property
    def clear(self) -> Clear:
        return self.head.clear

    @property
    def content(self) -> Content:
        return self.head.content


CLEAR_NAMES = tuple(f.name for f in fields(Clear))


async def section_items(
    tx: Tx, permit: Permit, *, closed: bool = False, withheld: bool = False
) -> list[Item]:
    """The section's items in order; closed ones too when asked for. What is withheld is not there.

    ``withheld`` takes that along too: for what happens to a whole branch, never to be shown.
    """
    query = _heads(permit)
    if not closed:
        query = query.where(t.item.c.closed.is_(False))
    rows = (await tx.execute(query.order_by(t.item.c.position, t.item.c.created_at))).mappings()
    items = [item for row in rows if (item := _open_head(permit, row))]
    return items if withheld else _without_withheld(items, permit)


async def one_item(tx: Tx, permit: Permit, item_id: UUID) -> Item:
    """One item of the permit's section, closed or not; raises `Refused`.

    Everybody's look-up follows the item to the top, in one query: what is withheld costs the same as what is
    not there, and as what was never withheld from anybody.
    """
    return (await lineage(tx, permit, item_id))[0]


async def lineage(tx: Tx, permit: Permit, item_id: UUID) -> list[Item]:
    """An item with what it stands under, upwards, closed or not; raises `Refused`."""
    above = select(t.item.c.item_id, t.item.c.parent_id).where(
        t.item.c.space_id == permit.space_id,
        t.item.c.section_id == permit.section_id,
    )
    chain = above.where(t.item.c.item_id == item_id).cte("chain", recursive=True)
    chain = chain.union(above.join(chain, t.item.c.item_id == chain.c.parent_id))
    query = _heads(permit).where(t.item.c.item_id.in_(select(chain.c.item_id)))
    rows = (await tx.execute(query)).mappings().all()
    opened = [item for row in rows if (item := _open_head(permit, row))]
    by_id = {item.item_id: item for item in _without_withheld(opened, permit)}
    if item_id not in by_id:
        raise Refused("no_item")
    found = [by_id[item_id]]
    while (parent := found[-1].clear.parent_id) in by_id and len(found) < len(by_id):
        found.append(by_id[parent])
    return found


async def hidden_items(tx: Tx, permit: Permit) -> frozenset[UUID]:
    """What the section has and this reader does not: withheld from her, or under what is."""
    if not permit.view.withheld:
        return frozenset()
    query = select(t.item.c.item_id).where(
        t.item.c.space_id == permit.space_id, t.item.c.section_id == permit.section_id
    )
    there = set((await tx.execute(query)).scalars()) | permit.view.withheld
    return frozenset(there - {item.item_id for item in await section_items(tx, permit, closed=True)})


async def versions(tx: Tx, permit: Permit, item_id: UUID) -> list[Version]:
    """All versions of one item, newest first; raises `Refused`. Who may see them is the plan's rule."""
    await one_item(tx, permit, item_id)
    query = (
        select(t.version, t.item.c.created_by)
        .join(t.item)
        .where(
            t.version.c.space_id == permit.space_id,
            t.version.c.section_id == permit.section_id,
            t.version.c.item_id == item_id,
        )
        .order_by(t.version.c.number.desc())
    )
    rows = (await tx.execute(query)).mappings()
    return [version for row in rows if (version := _open(permit, row))]


async def put_version(
    held: Writing,
    permit: Permit,
    item_id: UUID,
    clear: Clear,
    content: Content,
    *,
    cause: str,
    base: Version | None,
    aside: bool = False,
) -> UUID:
    """Write a version and its change record; it becomes the head unless it is kept ``aside``.

    ``base`` is the version it was made from; ``None`` makes a new item. Returns the version's id.
    """
    if permit.road == "see-as":
        raise Refused("see_as")
    version_id = uuid4()
    account_id, on_behalf_of = permit.actor
    number = await _next_number(held, item_id) if base else 1
    seq = await held.record(
        "aside" if aside else cause,
        actor=account_id,
        section_id=permit.section_id,
        item_id=item_id,
        version_id=version_id,
    )
    created_by = base.created_by if base else account_id
    head = {"head": version_id, "number": number, "seq": seq, **asdict(clear)}
    place = {"space_id": permit.space_id, "section_id": permit.section_id, "item_id": item_id}
    if base is None:
        new = upsert(t.item).values(**place, **head, created_by=created_by, created_at=held.now)
        made = await held.tx.execute(new.on_conflict_do_nothing().returning(t.item.c.item_id))
        if made.first() is None:
            # The id is the browser's choice: one that stands elsewhere is no id for a new item.
            raise Refused("item_exists")
    elif not aside:
        await held.tx.execute(
            update(t.item)
            .where(t.item.c.space_id == permit.space_id, t.item.c.item_id == item_id)
            .values(**head)
        )
    plain = json.dumps(dict(content), ensure_ascii=False).encode()
    bound = bound_to(permit, item_id, version_id, permit.actor, created_by, held.now, clear)
    await held.tx.execute(
        insert(t.version).values(
            **place,
            **asdict(clear),
            version_id=version_id,
            number=number,
            base=base.version_id if base else None,
            cause=cause,
            author_id=account_id,
            on_behalf_of=on_behalf_of,
            at=held.now,
            key_id=permit.box.key_id,
            sealed=permit.box.seal(plain, bound),
        )
    )
    return version_id


def bound_to(
    permit: Permit,
    item_id: UUID,
    version_id: UUID,
    actor: tuple[UUID, UUID | None],
    created_by: UUID,
    at: datetime,
    clear: Clear,
) -> bytes:
    """The associated data of a seal: an edited column, or a row moved elsewhere, does not open."""
    parts = [
        permit.space_id,
        permit.section_id,
        item_id,
        version_id,
        *actor,
        created_by,
        int(at.timestamp() * 1_000_000),
        clear.kind,
        clear.parent_id,
        clear.status,
        clear.closed,
        repr(float(clear.position)),
        clear.due_on,
        int(clear.starts_at.timestamp() * 1_000_000) if clear.starts_at else None,
        clear.responsible_id,
    ]
    return json.dumps([None if part is None else str(part) for part in parts]).encode()


def _heads(permit: Permit) -> Select[Any]:
    """Head versions with the item's own clear columns: an edited item row does not open."""
    version = t.version.c
    item_columns = [t.item.c[name] for name in CLEAR_NAMES]
    join = and_(
        version.space_id == t.item.c.space_id,
        version.item_id == t.item.c.item_id,
        version.version_id == t.item.c.head,
    )
    return (
        select(
            t.item.c.item_id,
            t.item.c.section_id,
            t.item.c.created_by,
            t.item.c.created_at,
            t.item.c.seq,
            *item_columns,
            version.version_id,
            version.number,
            version.base,
            version.cause,
            version.author_id,
            version.on_behalf_of,
            version.at,
            version.key_id,
            version.sealed,
        )
        .select_from(t.item.join(t.version, join))
        .where(t.item.c.space_id == permit.space_id, t.item.c.section_id == permit.section_id)
    )


def _open_head(permit: Permit, row: RowMapping) -> Item | None:
    version = _open(permit, row)
    return Item(version, row["created_at"], row["seq"]) if version else None


def _open(permit: Permit, row: RowMapping) -> Version | None:
    """The opened version, or ``None`` where the row was edited: told to the log, shown to nobody."""
    clear = Clear(**{name: row[name] for name in CLEAR_NAMES})
    actor = (row["author_id"], row["on_behalf_of"])
    bound = bound_to(permit, row["item_id"], row["version_id"], actor, row["created_by"], row["at"], clear)
    try:
        plain = permit.box.open(row["key_id"], row["sealed"], bound)
    except SealBroken:
        log.error("seal_broken", space=str(permit.space_id), item=str(row["item_id"]))
        return None
    return Version(
        item_id=row["item_id"],
        section_id=permit.section_id,
        version_id=row["version_id"],
        number=row["number"],
        base=row["base"],
        cause=row["cause"],
        author_id=row["author_id"],
        on_behalf_of=row["on_behalf_of"],
        created_by=row["created_by"],
        at=row["at"],
        clear=clear,
        content=json.loads(plain),
    )


def _without_withheld(items: Iterable[Item], permit: Permit) -> list[Item]:
    """Drop what is withheld from this reader, with all that hangs under it."""
    items = list(items)
    withheld = permit.view.withheld
    if not withheld:
        return items
    by_id = {item.item_id: item for item in items}
    shown: dict[UUID, bool] = {}

    def stands(item_id: UUID | None) -> bool:
        """Whether the way to the top is whole: a link cut out of the database lays nothing bare."""
        if item_id is None:
            return True
        if item_id not in shown:
            shown[item_id] = False
            item = by_id.get(item_id)
            shown[item_id] = item is not None and item_id not in withheld and stands(item.clear.parent_id)
        return shown[item_id]

    return [item for item in items if stands(item.item_id)]


async def _next_number(held: Writing, item_id: UUID) -> int:
    query = select(func.max(t.version.c.number)).where(
        t.version.c.space_id == held.space_id, t.version.c.item_id == item_id
    )
    return int((await held.tx.execute(query)).scalar_one()) + 1
