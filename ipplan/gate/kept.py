"""What is kept from who acts for a child, as it is read: whose word it rests on, and why.

For the child when its word weighs, and for professionals where they write; never for who acts for the child.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, select

from ipplan.gate.claims import WithholdingClaims
from ipplan.gate.tokens import Signer
from ipplan.gate.visit import Visit
from ipplan.permit import KEPT, Permit, Refused
from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.tables import keeping

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Why:
    """A professional's assessment."""

    ground: str
    """Its id in the rules; empty: there is none to keep it."""
    text: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """One item kept from one who acts for a child, now or before."""

    keeping_id: UUID
    section_id: UUID
    item_id: UUID
    participant_id: UUID
    wished: bool
    """Whether it is the child's own wish that it rests on."""
    at: datetime
    assessed_by: UUID | None
    assessed_at: datetime | None
    why: Why | None
    ended_at: datetime | None

    @property
    def waits(self) -> bool:
        """Whether a wish has not been assessed yet."""
        return self.assessed_at is None and self.ended_at is None


async def keepings(tx: Tx, visit: Visit, apart: Permit) -> list[Keeping]:
    """What is kept, and was, with the reasons, newest first: of the sections in which she may keep anything.

    A row that somebody has edited is not there; the log is told. (It keeps nothing: the signed states do.)
    """
    if apart.section_id != KEPT:
        raise Refused("not_keepings")
    query = select(keeping).where(keeping.c.space_id == apart.space_id).order_by(keeping.c.at.desc())
    rows = [row for row in await tx.execute(query) if visit.keeps(row.section_id)]
    return [found for row in rows if (found := _read(row, visit, apart)) is not None]


async def wishes_waiting(tx: Tx, visits: Sequence[Visit]) -> set[UUID]:
    """Items that children wish to keep, and no professional has assessed: for those who may. Ids only."""
    by_space = {
        one.space.space_id: one for one in visits if one.standing.keeps and one.standing.role != "owner"
    }
    if not by_space:
        return set()
    query = select(keeping.c.space_id, keeping.c.section_id, keeping.c.item_id).where(
        keeping.c.space_id.in_(by_space),
        keeping.c.assessed_at.is_(None),
        keeping.c.ended_at.is_(None),
    )
    return {item for space, section, item in await tx.execute(query) if by_space[space].keeps(section)}


def sealed_why(apart: Permit, participant_id: UUID, why: Why) -> bytes:
    """A professional's assessment, as it is kept: bound to whom it is about and to who wrote it."""
    words = json.dumps({"ground": why.ground, "text": why.text}).encode()
    return apart.box.seal(words, _bound(apart.space_id, participant_id, apart.account_id))


def _read(row: Row[Any], visit: Visit, apart: Permit) -> Keeping | None:
    by = signed_by_whom(row, visit.gate.signer)
    try:
        why = _opened(row, apart) if row.sealed else None
    except seal.SealBroken:
        by = None
    if by is None:
        log.error("keeping_broken", space=str(row.space_id), keeping=str(row.keeping_id))
        return None
    return Keeping(
        row.keeping_id,
        row.section_id,
        row.item_id,
        row.participant_id,
        by == visit.space.owner_id,
        row.at,
        row.assessed_by,
        row.assessed_at,
        why,
        row.ended_at,
    )


def _opened(row: Row[Any], apart: Permit) -> Why:
    bound = _bound(row.space_id, row.participant_id, row.assessed_by)
    words = json.loads(apart.box.open(KEPT, row.sealed, bound))
    return Why(words["ground"], words["text"])


def signed_by_whom(row: Row[Any], signer: Signer) -> UUID | None:
    """Whose word it rests on; ``None`` where the row is not what was signed."""
    claims = signer.withholding(row.token)
    if not isinstance(claims, WithholdingClaims) or claims.act != "keep":
        return None
    signed = (claims.jti, claims.space, claims.section, claims.item, claims.sub)
    columns = (row.keeping_id, row.space_id, row.section_id, row.item_id, row.participant_id)
    return claims.signed_by if signed == columns else None


def _bound(space_id: UUID, participant_id: UUID, by: UUID) -> bytes:
    return b"keeping" + space_id.bytes + participant_id.bytes + by.bytes
