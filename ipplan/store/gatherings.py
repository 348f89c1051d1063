"""What happens at a meeting and after it, as it is kept: each event is a sealed row, none is written over.

In clear stand only what kind of event it is, when it was, and by when it is to be answered: jobs need them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, exists, func, insert, or_, select

from ipplan.permit import MEETINGS, Permit, Refused
from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import change, meeting_event

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened at a meeting, or with its minutes."""

    meeting_id: UUID
    number: int
    kind: str
    author_id: UUID
    on_behalf_of: UUID | None
    at: datetime
    due_at: datetime | None
    said: Mapping[str, str]
    """What is sealed of it."""


async def put_event(
    held: Writing,
    permit: Permit,
    meeting_id: UUID,
    kind: str,
    said: Mapping[str, str] | None = None,
    *,
    due_at: datetime | None = None,
) -> int:
    """Write down what happened, and return its number; who may is the plan's rule."""
    account_id, on_behalf_of = _check(permit).actor
    here = (meeting_event.c.space_id == held.space_id, meeting_event.c.meeting_id == meeting_id)
    last = (await held.tx.execute(select(func.max(meeting_event.c.number)).where(*here))).scalar_one()
    row = {
        "space_id": held.space_id,
        "meeting_id": meeting_id,
        "number": (last or 0) + 1,
        "kind": kind,
        "author_id": account_id,
        "on_behalf_of": on_behalf_of,
        "at": held.now,
        "due_at": due_at,
    }
    sealed = permit.box.seal(json.dumps(dict(said or {}), ensure_ascii=False).encode(), _bound(row))
    await held.tx.execute(insert(meeting_event).values(**row, sealed=sealed))
    await held.record(f"meeting_{kind}", actor=account_id, item_id=meeting_id)
    return int(last or 0) + 1


async def events_of(tx: Tx, permit: Permit, meeting_id: UUID) -> list[Event]:
    """All that happened at one meeting, in order."""
    query = select(meeting_event).where(
        meeting_event.c.space_id == _check(permit).space_id, meeting_event.c.meeting_id == meeting_id
    )
    rows = await tx.execute(query.order_by(meeting_event.c.number))
    return [event for row in rows if (event := _opened(row, permit))]


async def events_like(tx: Tx, permit: Permit, kind: str) -> list[Event]:
    """All that happened of one kind, at all meetings, in order."""
    query = select(meeting_event).where(
        meeting_event.c.space_id == _check(permit).space_id, meeting_event.c.kind == kind
    )
    rows = await tx.execute(query.order_by(meeting_event.c.at, meeting_event.c.number))
    return [event for row in rows if (event := _opened(row, permit))]


async def any_like(tx: Tx, space_id: UUID, kind: str) -> bool:
    """Whether anything of that kind has happened in a space: as it stands in clear."""
    here = meeting_event.c.space_id == space_id
    query = select(exists().where(here, meeting_event.c.kind == kind))
    return bool((await tx.execute(query)).scalar_one())


async def awaited(tx: Tx, permit: Permit, now: datetime) -> list[UUID]:
    """The meetings of whose minutes something is to be answered by somebody, by what stands in clear."""
    query = select(meeting_event.c.meeting_id).distinct()
    query = query.where(meeting_event.c.space_id == _check(permit).space_id, meeting_event.c.due_at > now)
    return sorted((await tx.execute(query)).scalars())


async def any_awaited(tx: Tx, space_id: UUID, now: datetime) -> bool:
    """Whether a space has such a meeting."""
    found = exists().where(meeting_event.c.space_id == space_id, meeting_event.c.due_at > now)
    return bool((await tx.execute(select(found))).scalar_one())


async def is_locked(tx: Tx, space_id: UUID, meeting_id: UUID) -> bool:
    """Whether a meeting's minutes are locked: as it stands in clear.

    The change record counts too: whoever deletes the event opens nothing by that, and the record is in the
    log's tree.
    """
    event = select(meeting_event.c.number).where(
        meeting_event.c.space_id == space_id,
        meeting_event.c.meeting_id == meeting_id,
        meeting_event.c.kind == "locked",
    )
    record = select(change.c.seq).where(
        change.c.space_id == space_id,
        change.c.item_id == meeting_id,
        change.c.cause == "meeting_locked",
    )
    return bool((await tx.execute(select(or_(exists(event), exists(record))))).scalar_one())


def _opened(row: Row[Any], permit: Permit) -> Event | None:
    """A row that somebody has edited is not there; the log is told."""
    try:
        said = json.loads(permit.box.open(MEETINGS, row.sealed, _bound(dict(row._mapping))))
    except seal.SealBroken:
        log.error("meeting_broken", space=str(row.space_id), meeting=str(row.meeting_id))
        return None
    return Event(
        row.meeting_id, row.number, row.kind, row.author_id, row.on_behalf_of, row.at, row.due_at, said
    )


def _check(permit: Permit) -> Permit:
    if permit.section_id != MEETINGS:
        raise Refused("not_meetings")
    return permit


def _bound(row: Mapping[str, Any]) -> bytes:
    """The associated data of a seal: every clear column."""
    parts = [row[name] for name in ("space_id", "meeting_id", "number", "kind", "author_id", "on_behalf_of")]
    parts += [row[name] and int(row[name].timestamp() * 1_000_000) for name in ("at", "due_at")]
    return json.dumps(["meeting_event", *map(str, parts)]).encode()
