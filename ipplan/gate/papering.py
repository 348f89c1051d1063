"""That an owner has no electronic id: recorded by the unit for a while, ended by her or the unit at once.

Without it nobody registers anything on paper for her: no coordinator acts alone for an owner who logs in.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from ipplan.gate.facts import SpaceFacts
from ipplan.gate.papers import OnPaper, paper_in_force
from ipplan.gate.representing import owner_decides
from ipplan.gate.roles import roles_now
from ipplan.gate.statements import Hand, sign_withdrawal, unit_hand
from ipplan.gate.states import seal_states
from ipplan.gate.tokens import Signer
from ipplan.gate.unit import Case
from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.rules import Rules
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import paper


class OwnerDoesNotDecide(Exception):
    """Somebody acts for her, or she is too young: then it is not her signature that counts."""


@dataclass(frozen=True, slots=True)
class Paper:
    """That the owner has no electronic id: since when, until when, recorded by whom."""

    paper_id: UUID
    since: datetime
    until: datetime
    signed_by: UUID
    registrars: frozenset[UUID]
    """Who coordinated when it was recorded, and so registers what she signs."""


def paper_now(space: SpaceFacts, at: datetime, signer: Signer) -> Paper | None:
    """What stands now; ``None``: the owner logs in herself."""
    found = paper_in_force(space, int(at.timestamp()), signer)
    return _told(found) if found else None


def _told(found: OnPaper) -> Paper:
    claims = found.claims
    since, until = (datetime.fromtimestamp(one, UTC) for one in (claims.iat, found.ends_at))
    return Paper(claims.jti, since, until, claims.signed_by, claims.registrars)


def coordinators_of(case: Case, signer: Signer) -> frozenset[UUID]:
    """Who coordinates the plan now, deputies too."""
    return frozenset(one.sub for one in roles_now(case.space, case.at, signer))


async def record_paper(held: Writing, signer: Signer, case: Case, rules: Rules) -> UUID:
    """Record it, for as long as the rules say, and who coordinates now; returns its id. What stands already,
    and names the same, is left to stand.

    Raises `OwnerDoesNotDecide`; `Refused` for who takes part in the plan: whoever records it must be another
    than who registers on it (papers.py says the same of what was signed).
    """
    space = case.space
    if case.by.account_id in space.people:
        raise Refused("not_somebody_else")
    known, named = paper_now(space, case.at, signer), coordinators_of(case, signer)
    if known is not None and known.registrars == named:
        return known.paper_id
    if not owner_decides(space, int(case.at.timestamp()), signer):
        raise OwnerDoesNotDecide
    await _end(held, signer, unit_hand(case.by), space, case.at)
    paper_id, start = uuid4(), held.now.replace(microsecond=0)
    ends = start + rules.paper_lasts.time
    token = signer.sign(
        "paper",
        {
            "jti": str(paper_id),
            "iat": int(start.timestamp()),
            "exp": int(ends.timestamp()),
            "sub": str(space.owner_id),
            "space": str(held.space_id),
            "signed_by": str(case.by.account_id),
            "registrars": sorted(map(str, named)),
        },
    )
    await held.tx.execute(
        insert(paper).values(
            space_id=held.space_id,
            paper_id=paper_id,
            not_before=start,
            expires_at=ends,
            signed_by=case.by.account_id,
            token=token,
        )
    )
    added = {space.owner_id: {paper_id}}
    await seal_states(held, signer, added, actor=case.by.account_id, cause="paper")
    return paper_id


async def end_paper_by_unit(held: Writing, signer: Signer, case: Case) -> None:
    """The unit ends it; twice does no harm."""
    await _end(held, signer, unit_hand(case.by), case.space, case.at)


async def end_own_paper(held: Writing, visit: Visit) -> None:
    """The owner ends it, on her own login; twice does no harm. Raises `Refused` for all others."""
    if visit.standing.role != "owner":
        raise Refused("not_owner")
    if not visit.space.papers:
        raise Refused("no_paper")
    actor = visit.actor
    hand = Hand(actor.account_id, None, actor.acr, actor.auth_time)
    await _end(held, visit.gate.signer, hand, visit.space, visit.at)


async def _end(held: Writing, signer: Signer, hand: Hand, space: SpaceFacts, at: datetime) -> None:
    known = paper_now(space, at, signer)
    if known is None:
        return
    sub = space.owner_id
    _, token = sign_withdrawal(held, signer, hand, sub=sub, kind="paper", ended=known.paper_id)
    await held.tx.execute(
        update(paper)
        .where(paper.c.space_id == held.space_id, paper.c.paper_id == known.paper_id)
        .values(withdrawn_at=held.now, withdrawal=token)
    )
    nothing: dict[UUID, set[UUID]] = {sub: set()}
    await seal_states(held, signer, nothing, actor=hand.account_id, cause="paper_ended")


async def is_on_paper(tx: Tx, space_id: UUID, now: datetime) -> bool:
    """Whether a row says so: to choose letters before mail, never to decide access by."""
    query = select(paper.c.paper_id).where(
        paper.c.space_id == space_id, paper.c.withdrawn_at.is_(None), paper.c.expires_at > now
    )
    return (await tx.execute(query)).first() is not None
