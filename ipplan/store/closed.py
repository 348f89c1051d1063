"""A municipality's closed plans as its unit lists them, and who was let in to take a copy. No content."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from ipplan.store.database import Tx
from ipplan.store.tables import access_log, account, closing, opening, space


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """One closed plan."""

    space_id: UUID
    owner_name: str
    reason: str
    at: datetime
    copy_until: datetime
    keep_until: datetime
    archived_at: datetime | None
    destroyed_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """For whom it was decided, by whom, until when; and how often she took a copy."""

    opening_id: UUID
    account_id: UUID
    decided_by: UUID
    at: datetime
    expires_at: datetime
    ended_at: datetime | None
    copies: int
    last: datetime | None

    def stands(self, at: datetime) -> bool:
        return self.ended_at is None and at < self.expires_at


async def closed_plans(
    tx: Tx, municipality_id: str, most: int, space_id: UUID | None = None
) -> list[ClosedRow]:
    """Closed plans, the newest first; ``space_id``: that one alone."""
    query = (
        select(
            space.c.space_id,
            account.c.name,
            closing.c.reason,
            closing.c.at,
            closing.c.copy_until,
            closing.c.keep_until,
            closing.c.archived_at,
            closing.c.destroyed_at,
        )
        .join(closing, closing.c.space_id == space.c.space_id)
        .join(account, account.c.account_id == space.c.owner_id)
        .where(space.c.municipality_id == municipality_id)
        .order_by(closing.c.at.desc(), space.c.space_id)
        .limit(most)
    )
    if space_id is not None:
        query = query.where(space.c.space_id == space_id)
    return [ClosedRow(*row) for row in await tx.execute(query)]


async def openings_of(tx: Tx, space_id: UUID) -> list[OpeningRow]:
    """All openings there ever were of one plan, the newest first."""
    taken = (access_log.c.space_id == opening.c.space_id, access_log.c.grant_id == opening.c.opening_id)
    copies = select(func.count(access_log.c.at.distinct())).where(*taken).scalar_subquery()
    last = select(func.max(access_log.c.at)).where(*taken).scalar_subquery()
    query = (
        select(
            opening.c.opening_id,
            opening.c.account_id,
            opening.c.decided_by,
            opening.c.at,
            opening.c.expires_at,
            opening.c.ended_at,
            copies,
            last,
        )
        .where(opening.c.space_id == space_id)
        .order_by(opening.c.at.desc())
    )
    return [OpeningRow(*row) for row in await tx.execute(query)]
