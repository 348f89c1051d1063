"""Proposals of access: sealed for the owner and who proposed. They open nothing by themselves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy import Row, insert, select, update

from ipplan.permit import PROPOSALS, Access, Permit, Refused
from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import proposal

log = structlog.get_logger()
REMOVE = "remove"
"""In place of an access: that there be none any more."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a coordinator proposes for one participant, and why."""

    proposal_id: UUID
    proposed_by: UUID
    at: datetime
    state: str
    participant_id: UUID
    period: str
    areas: Mapping[str, Access | None]
    """By area of the template; ``None``: to take away what there is."""
    reason: str
    answer: str
    like: UUID | None = None
    """Whose access it would be the same as; then no areas are named: it is what she has when it is read."""
    until: datetime | None = None
    """When it would end at the latest."""
    takes: bool = False
    """Whether she hands over, and her own access is proposed to end."""

    @property
    def withdraws(self) -> bool:
        """Whether it would take access away from the participant."""
        return None in self.areas.values()


async def propose(
    held: Writing,
    permit: Permit,
    *,
    participant_id: UUID,
    period: str,
    areas: Mapping[str, Access | None],
    reason: str,
    like: UUID | None = None,
    until: datetime | None = None,
    takes: bool = False,
) -> UUID:
    """Write down a proposal; raises `Refused` for who decides: it is for her to answer.

    ``like``, ``until``, ``takes``: as in `Proposal`.
    """
    if _check(permit).view.decides:
        raise Refused("not_coordinator")
    proposal_id, me = uuid4(), permit.account_id
    words = {
        "participant": str(participant_id),
        "period": period,
        "areas": {area: access.word if access else REMOVE for area, access in areas.items()},
        "reason": reason,
        "like": str(like) if like else None,
        "until": until.isoformat() if until else None,
        "takes": takes,
    }
    sealed = permit.box.seal(json.dumps(words).encode(), _bound(held.space_id, proposal_id, me))
    await held.tx.execute(
        insert(proposal).values(
            space_id=held.space_id,
            proposal_id=proposal_id,
            proposed_by=me,
            at=held.now,
            sealed=sealed,
            state="open",
        )
    )
    await held.record("proposal", actor=me)
    return proposal_id


async def proposals(tx: Tx, permit: Permit, *, only_open: bool = False) -> list[Proposal]:
    """The proposals that the permit opens, newest first: for who decides, all; for a coordinator, her own."""
    query = select(proposal).where(proposal.c.space_id == _check(permit).space_id)
    if not permit.view.decides:
        query = query.where(proposal.c.proposed_by == permit.account_id)
    if only_open:
        query = query.where(proposal.c.state == "open")
    rows = (await tx.execute(query.order_by(proposal.c.at.desc()))).all()
    return [one for row in rows if (one := _opened(row, permit)) is not None]


async def one_proposal(tx: Tx, permit: Permit, proposal_id: UUID) -> Proposal:
    """One of those; raises `Refused`."""
    for one in await proposals(tx, permit):
        if one.proposal_id == proposal_id:
            return one
    raise Refused("no_proposal")


async def answer(held: Writing, permit: Permit, proposal_id: UUID, state: str, words: str = "") -> None:
    """The answer of who decides: signed or declined, once; raises `Refused`."""
    if not permit.view.decides:
        raise Refused("decides")
    found = await one_proposal(held.tx, permit, proposal_id)
    if found.state != "open":
        raise Refused("proposal_answered")
    me = permit.account_id
    bound = b"answer" + _bound(held.space_id, proposal_id, found.proposed_by)
    await held.tx.execute(
        update(proposal)
        .where(proposal.c.space_id == held.space_id, proposal.c.proposal_id == proposal_id)
        .values(
            state=state,
            answered_by=me,
            answered_at=held.now,
            answer_sealed=permit.box.seal(words.encode(), bound) if words else None,
        )
    )
    await held.record("proposal_answered", actor=me)


def _opened(row: Row[Any], permit: Permit) -> Proposal | None:
    """A row that somebody has edited is not there; the log is told."""
    bound = _bound(row.space_id, row.proposal_id, row.proposed_by)
    try:
        words = json.loads(permit.box.open(PROPOSALS, row.sealed, bound))
        sealed = row.answer_sealed
        said = permit.box.open(PROPOSALS, sealed, b"answer" + bound).decode() if sealed else ""
    except seal.SealBroken:
        log.error("proposal_broken", space=str(row.space_id), proposal=str(row.proposal_id))
        return None
    return Proposal(
        proposal_id=row.proposal_id,
        proposed_by=row.proposed_by,
        at=row.at,
        state=row.state,
        participant_id=UUID(words["participant"]),
        period=words["period"],
        areas={area: None if word == REMOVE else Access.named(word) for area, word in words["areas"].items()},
        reason=words["reason"],
        answer=said,
        like=UUID(words["like"]) if words.get("like") else None,
        until=datetime.fromisoformat(words["until"]) if words.get("until") else None,
        takes=bool(words.get("takes")),
    )


def _check(permit: Permit) -> Permit:
    if permit.section_id != PROPOSALS:
        raise Refused("not_proposals")
    return permit


def _bound(space_id: UUID, proposal_id: UUID, by: UUID) -> bytes:
    return b"proposal" + space_id.bytes + proposal_id.bytes + by.bytes
