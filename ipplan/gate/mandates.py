"""Mandates as they were signed: who acts for the owner, on what basis, from when until when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from ipplan.gate.tokens import Invalid
from ipplan.gate.visit import Visit
from ipplan.store.database import Tx
from ipplan.store.tables import mandate


@dataclass(frozen=True, slots=True)
class Mandate:
    """One mandate, by its signed statement."""

    mandate_id: UUID
    representative_id: UUID
    basis: str
    since: datetime
    until: datetime
    """When it ends by itself, or ended by being withdrawn."""
    signed_by: UUID
    withdrawn: bool
    scope: frozenset[UUID] | None
    may_grant: bool
    instead: bool

    def stands(self, at: datetime) -> bool:
        return self.since <= at < self.until


async def mandates(tx: Tx, visit: Visit) -> list[Mandate]:
    """All mandates there ever were in the space, the newest first; one that does not read is no mandate."""
    query = select(mandate).where(mandate.c.space_id == visit.space.space_id)
    rows = (await tx.execute(query)).all()
    return sorted(_read(visit, rows), key=lambda one: one.since, reverse=True)


def _read(visit: Visit, rows: Sequence[Row[Any]]) -> Iterator[Mandate]:
    signer = visit.gate.signer
    for row in rows:
        claims, read = signer.claims("mandate", row.token), signer.mandate(row.token)
        if isinstance(claims, Invalid) or isinstance(read, Invalid) or read.jti != row.mandate_id:
            continue
        end = datetime.fromtimestamp(read.exp, UTC)
        yield Mandate(
            read.jti,
            read.sub,
            claims["basis"],
            datetime.fromtimestamp(read.nbf, UTC),
            min(end, row.withdrawn_at) if row.withdrawn_at else end,
            UUID(claims["signed_by"]),
            row.withdrawn_at is not None,
            read.scope,
            read.may_grant,
            read.instead,
        )
