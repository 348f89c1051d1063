"""Which reminders of meetings have been promised: one for each person and each time of a meeting."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.store.database import Tx
from ipplan.store.tables import meeting, meeting_reminder


@dataclass(frozen=True, slots=True)
class Coming:
    """A meeting that begins soon, and of which nobody has been reminded: what stands in clear of it."""

    space_id: UUID
    meeting_id: UUID
    number: int
    starts_at: datetime
    sections: frozenset[UUID]


async def coming(tx: Tx, after: datetime, before: datetime) -> list[Coming]:
    """Meetings called to a time between the two moments, for which no reminder was promised."""
    last = (
        select(meeting)
        .where(meeting.c.state.in_(("called", "cancelled")))
        .ext(distinct_on(meeting.c.space_id, meeting.c.meeting_id))
        .order_by(meeting.c.space_id, meeting.c.meeting_id, meeting.c.number.desc())
    )
    soon = select(meeting.c.meeting_id).where(meeting.c.starts_at > after, meeting.c.starts_at < before)
    one = last.where(meeting.c.meeting_id.in_(soon)).subquery()
    reminded = exists().where(
        meeting_reminder.c.space_id == one.c.space_id,
        meeting_reminder.c.meeting_id == one.c.meeting_id,
        meeting_reminder.c.starts_at == one.c.starts_at,
    )
    query = select(one.c.space_id, one.c.meeting_id, one.c.number, one.c.starts_at, one.c.sections).where(
        one.c.state == "called", one.c.starts_at > after, one.c.starts_at < before, ~reminded
    )
    rows = await tx.execute(query.order_by(one.c.starts_at))
    return [Coming(*row[:4], frozenset(row.sections)) for row in rows]


async def first_reminder(tx: Tx, of: Coming, account_id: UUID, now: datetime) -> bool:
    """Whether nobody has promised this reminder: of two workers, one does."""
    done = await tx.execute(
        upsert(meeting_reminder)
        .values(
            space_id=of.space_id,
            meeting_id=of.meeting_id,
            account_id=account_id,
            starts_at=of.starts_at,
            number=of.number,
            at=now,
        )
        .on_conflict_do_nothing()
        .returning(meeting_reminder.c.account_id)
    )
    return done.first() is not None
