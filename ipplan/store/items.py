"""Items: the one core that every noun shares, read as they stand and through their versions."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

import structlog
from sqlalchemy import Select, and_, select, text

from ipplan.permit import Audience, Permit, Refused
from ipplan.store import tables as t
from ipplan.store.database import Pinned, Tx
from ipplan.store.versions import CLEAR_NAMES, Clear, Content, Version, open_version

log = structlog.get_logger()


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


async def section_items(
    tx: Tx, permit: Permit, *, closed: bool = False, withheld: bool = False
) -> list[Item]:
    """The section's items in order; closed ones too when asked for. What is withheld is not there.

    ``withheld`` takes that along too: for what happens to a whole branch, never to be shown.
    """
    query = _heads(permit).order_by(t.item.c.position, t.item.c.created_at)
    rows = (await tx.execute(query)).mappings()
    items = [item for row in rows if (item := _open_head(permit, row))]
    shown = items if withheld else without_withheld(items, permit)
    return [item for item in shown if closed or not item.clear.closed]


@dataclass(frozen=True, slots=True)
class Changed:
    """What has changed in a section, closed items too, and the number up to which that is all."""

    items: Sequence[Item]
    ids: frozenset[UUID]
    """Of all that changed, those too that do not open: somebody edited their rows."""
    seq: int


async def changed_since(connection: Pinned, permit: Permit, since: int) -> Changed:
    """The items of the permit's section that changed after number ``since``, by one statement.

    From the beginning (-1) only those that are not closed. What is withheld is among them: it is shown to
    nobody before `without_withheld`.
    """
    named = {"space": permit.space_id, "section": permit.section_id, "since": since}
    rows = await _rows(connection, _CHANGED, named)
    return _changed(permit, since, rows)


async def changed_in(connection: Pinned, asked: Sequence[tuple[Permit, int]]) -> list[Changed]:
    """The same of several sections, each after its own number, by one statement; in their order."""
    named = {
        "spaces": [permit.space_id for permit, _ in asked],
        "sections": [permit.section_id for permit, _ in asked],
        "since": [since for _, since in asked],
    }
    rows: dict[UUID, list[dict[str, Any]]] = {}
    for row in await _rows(connection, _CHANGED_IN, named):
        rows.setdefault(row["of_section"], []).append(row)
    return [_changed(permit, since, rows.get(permit.section_id, [])) for permit, since in asked]


async def _rows(connection: Pinned, query: LiteralString, named: Mapping[str, Any]) -> list[dict[str, Any]]:
    cursor = await connection.execute(query, dict(named))
    names = [column.name for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in await cursor.fetchall()]


def _changed(permit: Permit, since: int, rows: Sequence[Mapping[str, Any]]) -> Changed:
    found = [row for row in rows if row["item_id"]]
    opened = [item for row in found if (item := _open_head(permit, row))]
    return Changed(opened, frozenset(row["item_id"] for row in found), rows[0]["head_seq"] if rows else since)


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
    by_id = {item.item_id: item for item in without_withheld(opened, permit)}
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
    return [version for row in rows if (version := open_version(permit, row))]


async def sections_with(tx: Tx, permit: Permit, items: Collection[UUID]) -> frozenset[UUID]:
    """The sections of the permit's space that hold some of these items, by what stands in clear."""
    here = t.item.c.space_id == permit.space_id
    query = select(t.item.c.section_id).where(here, t.item.c.item_id.in_(items))
    return frozenset((await tx.execute(query)).scalars())


async def minutes_digests(tx: Tx, permit: Permit, agendas: Collection[UUID]) -> dict[UUID, str]:
    """By section, a SHA-256 of all open points and lines under these agendas: none is opened.

    It covers the sealed words and every column that they are bound to. What was added to locked minutes is
    left out. A section that has neither point nor line is not there. ``permit``: any of the space.
    """
    found: dict[UUID, list[list[object]]] = {}
    for row in await tx.execute(text(_MINUTES), {"space": permit.space_id, "agendas": list(agendas)}):
        found.setdefault(row.section_id, []).append([str(one) for one in row])
    return {
        section: hashlib.sha256(json.dumps(rows).encode()).hexdigest()
        for section, rows in found.items()
        if len(rows) > 1  # more than the agenda itself
    }


SIGNED_NAMES = tuple(name for name in CLEAR_NAMES if name != "audience")
"""The clear columns that minutes are signed over: these have no audience of their own."""

_MINUTES = f"""
WITH RECURSIVE held AS (
  SELECT * FROM item WHERE space_id = :space AND item_id = ANY(:agendas) AND kind = 'agenda' AND NOT closed
  UNION
  SELECT i.* FROM item i JOIN held h ON i.section_id = h.section_id AND i.parent_id = h.item_id
   WHERE i.space_id = :space AND i.kind IN ('point', 'line') AND i.status <> 'added' AND NOT i.closed
)
SELECT h.section_id, h.item_id, h.created_by, {", ".join(f"h.{name}" for name in SIGNED_NAMES)},
       v.version_id, v.author_id, v.on_behalf_of, extract(epoch FROM v.at) AS at, v.key_id,
       encode(sha256(v.sealed), 'hex') AS sealed
  FROM held h LEFT JOIN version v
    ON v.space_id = :space AND v.item_id = h.item_id AND v.version_id = h.head
 ORDER BY h.section_id, h.item_id
"""  # noqa: S608 (only names of columns are written into it)


def packed_items(permit: Permit, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Item]:
    """The open items of the permit's section as an archive holds them (archives.py), in order."""
    heads = {row["version_id"]: row for row in rows["version"]}
    here = [row for row in rows["item"] if row["section_id"] == permit.section_id and not row["closed"]]
    # The item's own columns count, as where it is read from the database: an edited one does not open.
    whole = [{**heads[row["head"]], **row} for row in here if row["head"] in heads]
    whole.sort(key=lambda row: (row["position"], row["created_at"]))
    return [item for row in whole if (item := _open_head(permit, row))]


_SHOWN = f"""
SELECT s.section_id AS of_section, s.head_seq, i.item_id, i.section_id, i.created_by, i.created_at, i.seq,
       {", ".join(f"i.{name}" for name in CLEAR_NAMES)},
       v.version_id, v.number, v.base, v.cause, v.author_id, v.on_behalf_of, v.at, v.key_id, v.sealed
"""
_HEADS = """
  LEFT JOIN (item i JOIN version v
               ON v.space_id = i.space_id AND v.item_id = i.item_id AND v.version_id = i.head)
    ON i.space_id = s.space_id AND i.section_id = s.section_id
"""
# Only names of columns are written into these.
_CHANGED = f"""{_SHOWN}
  FROM section s {_HEADS}
   AND i.seq > %(since)s AND (%(since)s >= 0 OR NOT i.closed)
 WHERE s.space_id = %(space)s AND s.section_id = %(section)s
"""
_CHANGED_IN = f"""{_SHOWN}
  FROM unnest(%(spaces)s::uuid[], %(sections)s::uuid[], %(since)s::bigint[]) AS one(space, section, since)
  JOIN section s ON s.space_id = one.space AND s.section_id = one.section {_HEADS}
   AND i.seq > one.since AND (one.since >= 0 OR NOT i.closed)
"""


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


def _open_head(permit: Permit, row: Mapping[Any, Any]) -> Item | None:
    version = open_version(permit, row)
    return Item(version, row["created_at"], row["seq"]) if version else None


def without_withheld(items: Iterable[Item], permit: Permit) -> list[Item]:
    """Drop what is withheld from this reader, with all that hangs under it.

    Also what is sealed for others than the gate has read in the item's row, and what hangs under something
    that does not open: somebody has edited these.
    """
    items = list(items)
    told = permit.audiences
    edited = {item.item_id for item in items if _sealed_for(item) != told.get(item.item_id)}
    withheld = permit.view.withheld | edited
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


def _sealed_for(item: Item) -> Audience | None:
    audience = item.clear.audience
    return None if audience is None else (item.created_by, audience)
