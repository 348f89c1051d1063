"""Two who decide together: what one has signed waits for the other, and opens nothing before.

To take away never waits: either of them does that alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update

from ipplan.gate.claims import AgreementClaims
from ipplan.gate.consenting import give_consent, may_become
from ipplan.gate.representing import Mandated, mandate_of
from ipplan.gate.signing import Wish, sign_wishes
from ipplan.gate.statements import hand_of
from ipplan.gate.tokens import Signer
from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import agreement


@dataclass(frozen=True, slots=True)
class Agreement:
    """What one of two has signed, and waits for the other."""

    agreement_id: UUID
    signed_by: UUID
    mandate_id: UUID
    at: datetime
    wishes: tuple[Wish, ...]
    consent: str | None
    """The consent that is given anew; ``None``: it is about wishes."""


async def sign_first(
    held: Writing, visit: Visit, wishes: Sequence[Wish], *, consent: str | None = None
) -> UUID:
    """Sign as the first of two; returns the agreement's id. Raises `Refused` for who decides alone."""
    hand, standing = hand_of(visit), visit.standing
    if consent is not None and consent not in ("sharing", visit.kind, may_become(visit)):
        raise Refused("no_such_consent")
    if not standing.joint or standing.mandate_id is None:
        raise Refused("decides_alone")
    agreement_id, waits = uuid4(), visit.gate.rules.agreement_waits.time
    token = visit.gate.signer.sign(
        "agreement",
        {
            "jti": str(agreement_id),
            "iat": int(held.now.timestamp()),
            "exp": int((held.now + waits).timestamp()),
            "sub": str(hand.account_id),
            "space": str(held.space_id),
            "mandate": str(standing.mandate_id),
            "wishes": [_claims(wish) for wish in wishes],
            "consent": consent,
            "acr": hand.acr,
            "auth_time": int(hand.auth_time.timestamp()) if hand.auth_time else None,
        },
    )
    await held.tx.execute(
        insert(agreement).values(
            space_id=held.space_id,
            agreement_id=agreement_id,
            signed_by=hand.account_id,
            at=held.now,
            token=token,
            state="open",
        )
    )
    await held.record("agreement", actor=hand.account_id)
    return agreement_id


async def sign_or_wait(held: Writing, visit: Visit, wishes: Sequence[Wish]) -> bool:
    """Sign wishes as who decides; what one of two gives waits for the other. Returns whether anything waits.

    Raises `Refused`, or `BadWish` before anything is done.
    """
    waiting = [wish for wish in wishes if wish.access is not None and visit.standing.joint]
    await sign_wishes(held, visit, visit.gate.signer, [one for one in wishes if one not in waiting])
    if waiting:
        await sign_first(held, visit, waiting)
    return bool(waiting)


async def sign_second(held: Writing, visit: Visit, agreement_id: UUID) -> int:
    """Sign what the other has signed: now it counts. Returns how many grants were signed.

    Raises `Refused` for who is not the other of the two, and where the first no longer decides; `BadWish`
    where what was wished can be signed no more.
    """
    found = await one_agreement(held.tx, visit, agreement_id)
    _check_other(visit, found)
    if found.consent is not None:
        await give_consent(held, visit, found.consent, also=found.mandate_id)
    elif visit.standing.paused:
        raise Refused("paused")
    signed = await sign_wishes(held, visit, visit.gate.signer, found.wishes, also=found.mandate_id)
    await _answer(held, visit, agreement_id, "signed")
    return signed


async def decline(held: Writing, visit: Visit, agreement_id: UUID) -> None:
    """Not agree; or, for who signed it, take it back. Raises `Refused`."""
    found = await one_agreement(held.tx, visit, agreement_id)
    if not visit.standing.joint:
        raise Refused("decides_alone")
    own = found.signed_by == visit.actor.account_id
    await _answer(held, visit, agreement_id, "withdrawn" if own else "declined")


async def agreements(tx: Tx, visit: Visit) -> list[Agreement]:
    """What waits for a second signature, newest first; nothing that was signed by one who decides no more."""
    rows = await tx.execute(
        select(agreement)
        .where(agreement.c.space_id == visit.space.space_id, agreement.c.state == "open")
        .order_by(agreement.c.at.desc())
    )
    found = (_read(row.agreement_id, row.token, visit) for row in rows)
    return [one for one in found if one is not None and _first_stands(visit, one)]


async def one_agreement(tx: Tx, visit: Visit, agreement_id: UUID) -> Agreement:
    """One of those; raises `Refused`."""
    for one in await agreements(tx, visit):
        if one.agreement_id == agreement_id:
            return one
    raise Refused("no_agreement")


async def disagreements(tx: Tx, space_id: UUID) -> tuple[int, int]:
    """How many wait for the other, and how many the other declined: all that others are told of them."""
    query = (
        select(agreement.c.state, func.count())
        .where(agreement.c.space_id == space_id, agreement.c.state.in_(("open", "declined")))
        .group_by(agreement.c.state)
    )
    counts = {row[0]: row[1] for row in await tx.execute(query)}
    return counts.get("open", 0), counts.get("declined", 0)


async def _answer(held: Writing, visit: Visit, agreement_id: UUID, state: str) -> None:
    me = visit.actor.account_id
    await held.tx.execute(
        update(agreement)
        .where(agreement.c.space_id == held.space_id, agreement.c.agreement_id == agreement_id)
        .values(state=state, answered_by=me, answered_at=held.now)
    )
    await held.record("agreement_answered", actor=me)


def _check_other(visit: Visit, found: Agreement) -> None:
    if not visit.standing.joint:
        raise Refused("decides_alone")
    if found.signed_by == visit.actor.account_id:
        raise Refused("not_the_other")


def _read(agreement_id: UUID, token: str, visit: Visit) -> Agreement | None:
    """What was signed; a row that somebody has edited, and what has waited too long, is not there."""
    claims = visit.gate.signer.agreement(token)
    if not isinstance(claims, AgreementClaims):
        return None
    if (claims.jti, claims.space) != (agreement_id, visit.space.space_id):
        return None
    if claims.exp <= visit.at.timestamp():
        return None
    wishes = tuple(
        Wish(who, section, access, datetime.fromtimestamp(exp, UTC))
        for who, section, access, exp in claims.wishes
    )
    at = datetime.fromtimestamp(claims.iat, UTC)
    return Agreement(claims.jti, claims.sub, claims.mandate, at, wishes, claims.consent)


def _first_stands(visit: Visit, one: Agreement) -> bool:
    """Whether who signed first still acts on the mandate that she signed on."""
    found = _mandated(visit, one.mandate_id, visit.gate.signer)
    second = int(visit.at.timestamp())
    return found is not None and found.claims.sub == one.signed_by and found.stands(second)


def _mandated(visit: Visit, mandate_id: UUID, signer: Signer) -> Mandated | None:
    rows = (row for row in visit.space.mandates if row.mandate_id == mandate_id)
    return next((found for row in rows if (found := mandate_of(row, visit.space, signer))), None)


def _claims(wish: Wish) -> dict[str, object]:
    if wish.access is None or wish.expires_at is None:
        raise Refused("nothing_to_agree_on")
    return {
        "sub": str(wish.participant_id),
        "section": str(wish.section_id),
        "access": wish.access.word,
        "exp": int(wish.expires_at.timestamp()),
    }
