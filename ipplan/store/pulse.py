"""Whether plans move, by their change records alone: when, never what. And what an owner says of hers."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import pulse_notice, revision, standstill

MOVES = "(c.section_id IS NOT NULL OR c.cause ~ '^(meeting|poll)')"
"""A change of what stands in a plan, or of its meetings; who may see it is none."""
IN_USE = """s.kind = 'plan' AND s.state = 'open' AND EXISTS (
    SELECT FROM consent k WHERE k.space_id = s.space_id AND k.kind = 'plan' AND k.withdrawn_at IS NULL)"""
"""Plans whose consent stands, by the directory: what is sent asks the signatures besides."""
MOVED = f"""CROSS JOIN LATERAL (SELECT c.at FROM change c
    WHERE c.space_id = s.space_id AND {MOVES} ORDER BY c.seq DESC LIMIT 1) moved"""
SAID = f"""SELECT k.space_id, k.seq, k.account_id, k.at, k.due_on FROM standstill k
    JOIN space s ON s.space_id = k.space_id
    WHERE k.kind = 'said' AND s.state = 'open'
      AND NOT EXISTS (SELECT FROM standstill l WHERE l.space_id = k.space_id AND l.seq > k.seq)
      AND NOT EXISTS (SELECT FROM change c WHERE c.space_id = k.space_id AND c.seq > k.seq AND {MOVES}
                         AND c.actor_id <> k.account_id)"""
"""What owners have said that stands: nobody has answered, and nobody else has moved the plan."""


@dataclass(frozen=True, slots=True)
class Said:
    """That a plan stands still, as its owner or who acts for her has said."""

    space_id: UUID
    seq: int
    account_id: UUID
    at: datetime
    due_on: date
    """By when she should hear."""


@dataclass(frozen=True, slots=True)
class Still:
    """A plan in use that has not moved since."""

    space_id: UUID
    since: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A plan on the unit's list: whose it is, who coordinates it, and since when."""

    space_id: UUID
    owner_name: str
    coordinators: tuple[str, ...]
    since: datetime
    due_on: date | None
    """Of what an owner has said, by when she should hear; else nobody has said anything."""


async def moved_at(tx: Tx, space_id: UUID) -> datetime | None:
    """When a plan in use moved last."""
    query = f"SELECT moved.at FROM space s {MOVED} WHERE s.space_id = :space AND {IN_USE}"
    return (await tx.execute(text(query), {"space": space_id})).scalar_one_or_none()


async def still_among(tx: Tx, space_ids: Collection[UUID], before: datetime) -> dict[UUID, datetime]:
    """Which of some plans in use have not moved since a moment, and when they did last."""
    query = f"""SELECT s.space_id, moved.at FROM space s {MOVED}
        WHERE s.space_id = ANY(:spaces) AND moved.at <= :before AND {IN_USE}"""
    rows = await tx.execute(text(query), {"spaces": list(space_ids), "before": before})
    return {row[0]: row[1] for row in rows}


async def all_still(tx: Tx, before: datetime) -> list[Still]:
    """All plans in use that have not moved since a moment."""
    query = f"SELECT s.space_id, moved.at FROM space s {MOVED} WHERE moved.at <= :before AND {IN_USE}"
    return [Still(*row) for row in await tx.execute(text(query), {"before": before})]


async def sent_of(tx: Tx, one: Still) -> dict[str, datetime]:
    """Which steps were taken of this standstill, and when."""
    query = select(pulse_notice.c.step, pulse_notice.c.at).where(
        pulse_notice.c.space_id == one.space_id, pulse_notice.c.since == one.since
    )
    return {row[0]: row[1] for row in await tx.execute(query)}


async def first_notice(tx: Tx, one: Still, step: str, now: datetime) -> bool:
    """Whether nobody has taken this step: of two workers, one does."""
    done = await tx.execute(
        upsert(pulse_notice)
        .values(space_id=one.space_id, since=one.since, step=step, at=now)
        .on_conflict_do_nothing()
        .returning(pulse_notice.c.step)
    )
    return done.first() is not None


async def said_of(tx: Tx, space_ids: Collection[UUID]) -> dict[UUID, Said]:
    """What was said of some plans and stands."""
    rows = await tx.execute(text(f"{SAID} AND k.space_id = ANY(:spaces)"), {"spaces": list(space_ids)})
    return {row[0]: Said(*row) for row in rows}


async def revision_of(tx: Tx, space_id: UUID) -> date | None:
    """The day by which a plan is to be gone through anew; ``None``: nobody has set one."""
    query = select(revision.c.revise_on).where(revision.c.space_id == space_id)
    return (await tx.execute(query.order_by(revision.c.seq.desc()).limit(1))).scalar_one_or_none()


@dataclass(frozen=True, slots=True)
class Period:
    """What a plan is for, as who decides or coordinates has set it."""

    revise_on: date
    starts_on: date | None
    ends_on: date | None


async def period_of(tx: Tx, space_id: UUID) -> Period | None:
    """By when it is to be gone through anew, and from when to when it is for; ``None``: nobody has said."""
    query = select(revision).where(revision.c.space_id == space_id).order_by(revision.c.seq.desc()).limit(1)
    row = (await tx.execute(query)).first()
    return Period(row.revise_on, row.starts_on, row.ends_on) if row else None


async def revised_by(tx: Tx, day: date) -> list[tuple[UUID, date]]:
    """All plans in use that are to be gone through anew by a day, and by which."""
    query = f"""SELECT s.space_id, r.revise_on FROM space s CROSS JOIN LATERAL (
          SELECT revise_on FROM revision WHERE space_id = s.space_id ORDER BY seq DESC LIMIT 1) r
        WHERE r.revise_on <= :day AND {IN_USE}"""
    return [(row[0], row[1]) for row in await tx.execute(text(query), {"day": day})]


async def put_said(held: Writing, *, by: UUID, on_behalf_of: UUID | None, due_on: date) -> int:
    """Record that the plan stands still; returns the record's number."""
    return await _put(held, "said", by, on_behalf_of, due_on)


async def put_answered(held: Writing, *, by: UUID) -> int:
    """Record that who said so has been answered."""
    return await _put(held, "answered", by, None, None)


async def _put(held: Writing, kind: str, by: UUID, on_behalf_of: UUID | None, due_on: date | None) -> int:
    seq = await held.record(f"standstill_{kind}", actor=by)
    values: dict[str, Any] = {"space_id": held.space_id, "seq": seq, "kind": kind, "account_id": by}
    values |= {"on_behalf_of": on_behalf_of, "at": held.now, "due_on": due_on}
    await held.tx.execute(insert(standstill).values(values))
    return seq


async def put_revision(held: Writing, *, by: UUID, on_behalf_of: UUID | None, period: Period) -> None:
    """Record by which day the plan is to be gone through anew, and from when to when it is for."""
    seq = await held.record("revision", actor=by)
    values: dict[str, Any] = {"space_id": held.space_id, "seq": seq, "account_id": by, **asdict(period)}
    await held.tx.execute(insert(revision).values(values | {"on_behalf_of": on_behalf_of, "at": held.now}))


NAMED = """LEFT JOIN LATERAL (SELECT array_agg(DISTINCT a.name) AS names FROM participant p
      JOIN account a ON a.account_id = p.account_id
     WHERE p.space_id = s.space_id AND p.role = 'coordinator' AND p.state = 'active') named ON true
    JOIN account o ON o.account_id = s.owner_id"""


async def said_in(tx: Tx, municipality_id: str, most: int) -> list[Waiting]:
    """What owners of a municipality have said and stands, the longest first."""
    query = f"""SELECT s.space_id, o.name, named.names, said.at, said.due_on FROM ({SAID}) said
        JOIN space s ON s.space_id = said.space_id {NAMED}
        WHERE s.municipality_id = :municipality ORDER BY said.at, s.space_id LIMIT :most"""
    return await _waiting(tx, query, municipality=municipality_id, most=most)


async def still_in(tx: Tx, municipality_id: str, before: datetime, most: int) -> list[Waiting]:
    """Plans in use of a municipality that have not moved since a moment, the longest first."""
    query = f"""SELECT s.space_id, o.name, named.names, moved.at, CAST(NULL AS date)
        FROM space s {MOVED} {NAMED}
        WHERE s.municipality_id = :municipality AND moved.at <= :before AND {IN_USE}
        ORDER BY moved.at, s.space_id LIMIT :most"""
    return await _waiting(tx, query, municipality=municipality_id, before=before, most=most)


async def _waiting(tx: Tx, query: str, **values: Any) -> list[Waiting]:
    rows = await tx.execute(text(query), values)
    return [Waiting(row[0], row[1], tuple(row[2] or ()), row[3], row[4]) for row in rows]


async def unit_address(tx: Tx, municipality_id: str) -> tuple[str, str]:
    """The unit's own e-mail address, or nothing, and the language it writes in."""
    query = "SELECT unit_email, letter_language FROM municipality WHERE municipality_id = :municipality"
    row = (await tx.execute(text(query), {"municipality": municipality_id})).first()
    return (row[0], row[1]) if row else ("", "nb")
