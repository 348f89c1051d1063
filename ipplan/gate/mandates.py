"""Mandates: signed, on a recorded basis, by the unit's hand or by the owner's own; ended; and told of.

Who acts on one now, and how long what she granted bears, is judged in representing.py.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, insert, select, update

from ipplan.gate.claims import MandateClaims
from ipplan.gate.statements import Hand, sign_withdrawal, signed_by
from ipplan.gate.states import seal_states
from ipplan.gate.tokens import Invalid, Signer
from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import mandate


@dataclass(frozen=True, slots=True)
class Commission:
    """Who shall act for the owner, on what basis, until when, and in what."""

    representative_id: UUID
    basis: str
    """A basis' id in the rules, or in words what it rests on."""
    expires_at: datetime
    scope: Collection[UUID] | None = None
    """Section ids; ``None``: the whole space."""
    may_grant: bool = True
    instead: bool = False
    """Whether the owner does not decide while it stands: it rests on a decision that she cannot."""
    joint: bool = False
    """Whether another who decides together with her must sign what she grants, too."""
    alone: str = ""
    """Why she signs alone, by the rules, where two would else decide together."""
    decision: UUID | None = None
    """The written decision that it rests on."""
    before: UUID | None = None
    """The mother's own space before the birth of the owner."""


async def sign_mandate(
    held: Writing, signer: Signer, hand: Hand, owner_id: UUID, commission: Commission
) -> UUID:
    """Sign a mandate; returns its id. Raises `Refused` where somebody would sign her own."""
    mandate_id, who = uuid4(), commission.representative_id
    if who == hand.account_id:
        raise Refused("for_herself")
    start, end = held.now.replace(microsecond=0), commission.expires_at.replace(microsecond=0)
    token = signer.sign(
        "mandate",
        {
            "jti": str(mandate_id),
            "iat": int(start.timestamp()),
            "nbf": int(start.timestamp()),
            "exp": int(end.timestamp()),
            "sub": str(who),
            "owner": str(owner_id),
            "space": str(held.space_id),
            "basis": commission.basis,
            "scope": "*" if commission.scope is None else sorted(map(str, commission.scope)),
            "may_grant": commission.may_grant,
            "instead": commission.instead,
            "joint": commission.joint,
            **({"alone": commission.alone} if commission.alone else {}),
            **({"decision": str(commission.decision)} if commission.decision else {}),
            **({"before": str(commission.before)} if commission.before else {}),
            **signed_by(hand, "signed_by"),
        },
    )
    await held.tx.execute(
        insert(mandate).values(
            space_id=held.space_id,
            mandate_id=mandate_id,
            representative_id=who,
            owner_id=owner_id,
            basis=commission.basis,
            not_before=start,
            expires_at=end,
            signed_by=hand.account_id,
            token=token,
        )
    )
    await seal_states(held, signer, {who: {mandate_id}}, actor=hand.account_id, cause="mandate")
    return mandate_id


async def end_mandate(held: Writing, visit: Visit, mandate_id: UUID) -> None:
    """End a mandate before its time; what was granted on it runs on for a while. Twice does no harm.

    Raises `Refused` for who may not end it: a representative lays down her own, and an owner takes back what
    she gave herself; what the unit has signed is the unit's to end.
    """
    await _end(held, visit.gate.signer, mandate_id, lambda claims: _ending_hand(visit, claims))


async def end_by_unit(held: Writing, signer: Signer, hand: Hand, owner_id: UUID, mandate_id: UUID) -> None:
    """The same by the unit's hand, of what the unit has signed; raises `Refused` for what the owner gave."""

    def of_the_unit(claims: MandateClaims) -> Hand:
        if claims.signed_by == owner_id:
            raise Refused("not_the_units_to_end")
        return hand

    await _end(held, signer, mandate_id, of_the_unit)


async def _end(
    held: Writing, signer: Signer, mandate_id: UUID, hand_for: Callable[[MandateClaims], Hand]
) -> None:
    query = select(mandate.c.token, mandate.c.withdrawn_at).where(
        mandate.c.space_id == held.space_id, mandate.c.mandate_id == mandate_id
    )
    row = (await held.tx.execute(query)).first()
    claims = signer.mandate(row.token) if row else None
    if row is None or not isinstance(claims, MandateClaims) or claims.jti != mandate_id:
        raise Refused("no_mandate")
    hand = hand_for(claims)
    if row.withdrawn_at is not None:
        return
    _, token = sign_withdrawal(held, signer, hand, sub=claims.sub, kind="ended_mandate", ended=mandate_id)
    await held.tx.execute(
        update(mandate)
        .where(mandate.c.space_id == held.space_id, mandate.c.mandate_id == mandate_id)
        .values(withdrawn_at=held.now, withdrawal=token)
    )
    nothing: dict[UUID, set[UUID]] = {claims.sub: set()}
    await seal_states(held, signer, nothing, actor=hand.account_id, cause="mandate_ended")


def _ending_hand(visit: Visit, claims: MandateClaims) -> Hand:
    actor, standing = visit.actor, visit.standing
    own = claims.sub == actor.account_id
    given = standing.role == "owner" and visit.decides and claims.signed_by == actor.account_id
    if not (own or given):
        raise Refused("not_hers_to_end")
    return Hand(actor.account_id, standing.mandate_id, actor.acr, actor.auth_time)


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
    joint: bool
    alone: str
    """Why she signs alone, where two would else decide together; empty: there is no other."""
    decision_id: UUID | None

    def stands(self, at: datetime) -> bool:
        return self.since <= at < self.until


async def mandates(tx: Tx, signer: Signer, space_id: UUID) -> list[Mandate]:
    """All mandates there ever were in the space, the newest first; one that does not read is no mandate."""
    query = select(mandate).where(mandate.c.space_id == space_id)
    rows = (await tx.execute(query)).all()
    return sorted(_read(signer, rows), key=lambda one: one.since, reverse=True)


def _read(signer: Signer, rows: Sequence[Row[Any]]) -> Iterator[Mandate]:
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
            read.joint,
            str(claims.get("alone", "")),
            UUID(claims["decision"]) if claims.get("decision") else None,
        )
