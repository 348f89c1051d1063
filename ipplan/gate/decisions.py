"""Written decisions that an owner cannot decide herself: with reasons, shown to her, to be looked at anew.

Sealed under a key of their own. The unit writes them down and reads none: its own papers are elsewhere.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Row, insert, select, update

from ipplan.permit import DECISIONS, Access, Permit, Refused
from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import decision

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reasons:
    """What a decision says."""

    ground: str
    """Its id in the rules."""
    decided_by: str
    """Who has decided: name and what she is."""
    text: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision, opened."""

    decision_id: UUID
    written_by: UUID
    at: datetime
    reasons: Reasons
    review_asked_at: datetime | None


async def write_decision(held: Writing, permit: Permit, reasons: Reasons) -> UUID:
    """Write a decision down; raises `Refused` for all but the unit's hand."""
    if _check(permit).access < Access.WRITE:
        raise Refused("not_unit")
    decision_id, words = uuid4(), {"ground": reasons.ground, "by": reasons.decided_by, "text": reasons.text}
    sealed = permit.box.seal(
        json.dumps(words).encode(), _bound(held.space_id, decision_id, permit.account_id)
    )
    await held.tx.execute(
        insert(decision).values(
            space_id=held.space_id,
            decision_id=decision_id,
            written_by=permit.account_id,
            at=held.now,
            sealed=sealed,
        )
    )
    await held.record("decision", actor=permit.account_id)
    return decision_id


async def decisions(tx: Tx, permit: Permit) -> dict[UUID, Decision]:
    """All decisions of a space, by id; raises `Refused` for the unit's hand, which opens none."""
    if _check(permit).access > Access.READ:
        raise Refused("not_concerned")
    rows = await tx.execute(select(decision).where(decision.c.space_id == permit.space_id))
    found = (one for row in rows if (one := _opened(row, permit)) is not None)
    return {one.decision_id: one for one in found}


async def ask_for_review(held: Writing, permit: Permit, decision_id: UUID) -> None:
    """The owner, or who acts for her, asks that it be decided anew; twice does no harm. Raises `Refused`."""
    if decision_id not in await decisions(held.tx, permit):
        raise Refused("no_decision")
    here = (decision.c.space_id == held.space_id, decision.c.decision_id == decision_id)
    await held.tx.execute(
        update(decision).where(*here, decision.c.review_asked_at.is_(None)).values(review_asked_at=held.now)
    )
    await held.record("review_asked", actor=permit.account_id)


async def reviews_asked(tx: Tx, space_id: UUID) -> dict[UUID, datetime]:
    """When a new look was asked for, by decision: all that the unit sees of them."""
    query = select(decision.c.decision_id, decision.c.review_asked_at).where(
        decision.c.space_id == space_id, decision.c.review_asked_at.is_not(None)
    )
    return {row[0]: row[1] for row in await tx.execute(query)}


def _opened(row: Row[Any], permit: Permit) -> Decision | None:
    """A row that somebody has edited is not there; the log is told."""
    bound = _bound(row.space_id, row.decision_id, row.written_by)
    try:
        words = json.loads(permit.box.open(DECISIONS, row.sealed, bound))
    except seal.SealBroken:
        log.error("decision_broken", space=str(row.space_id), decision=str(row.decision_id))
        return None
    reasons = Reasons(words["ground"], words["by"], words["text"])
    return Decision(row.decision_id, row.written_by, row.at, reasons, row.review_asked_at)


def _check(permit: Permit) -> Permit:
    if permit.section_id != DECISIONS:
        raise Refused("not_decisions")
    return permit


def _bound(space_id: UUID, decision_id: UUID, by: UUID) -> bytes:
    return b"decision" + space_id.bytes + decision_id.bytes + by.bytes
