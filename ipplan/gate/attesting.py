"""Consent on paper: what is to be signed, printed; what was signed, registered as attested, with its sheet.

It is the owner's word, so the statements are signed as hers, and say that they are attested and by whom. What
is taken away counts at once, and what is given to others; what who registers is given herself waits until
somebody else, of the unit, has signed it too.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, insert, select, update

from ipplan.gate.claims import AttestationClaims, ConsentClaims
from ipplan.gate.consenting import standing_consent
from ipplan.gate.consents import text_for
from ipplan.gate.papers import may_register
from ipplan.gate.representing import owner_decides
from ipplan.gate.resting import bears_no_more
from ipplan.gate.sheets import Scan, Terms, bound_to, keep_sheet, one_attestation, written
from ipplan.gate.signing import BadWish, Consented, Wish, carry_out, check_participants, withdraw_everything
from ipplan.gate.statements import Hand, sign_consent, sign_withdrawal
from ipplan.gate.states import seal_states
from ipplan.gate.tokens import Signer
from ipplan.gate.unit import Case
from ipplan.gate.visit import Actor, Visit
from ipplan.permit import SHEETS, Access, Permit, Refused
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import attestation, consent


def may_attest(visit: Visit) -> bool:
    """Whether the visitor registers what is signed on paper here: a coordinator, of an owner who decides
    herself and of whom the unit has recorded that she has no electronic id; and whom it named there."""
    at, signer = int(visit.at.timestamp()), visit.gate.signer
    return (
        visit.is_coordinator
        and owner_decides(visit.space, at, signer)
        and may_register(visit.space, visit.actor.account_id, at, signer)
    )


async def print_sheet(held: Writing, visit: Visit, permit: Permit, terms: Terms) -> UUID:
    """Keep what is to be signed; what the same coordinator had printed before, unregistered, is dropped.

    Returns its id. Raises `Refused`, or `BadWish` for what could not be granted.
    """
    _check(visit, permit)
    await check_participants(held, visit, {wish.participant_id for wish in terms.wishes})
    terms = _with_sharing(visit, terms)
    _check_consents(visit, terms)
    attestation_id, me = uuid4(), visit.actor.account_id
    here = (attestation.c.space_id == held.space_id, attestation.c.made_by == me)
    await held.tx.execute(
        update(attestation).where(*here, attestation.c.state == "printed").values(state="dropped")
    )
    sealed = permit.box.seal(written(terms), bound_to("terms", held.space_id, attestation_id, me))
    await held.tx.execute(
        insert(attestation).values(
            space_id=held.space_id,
            attestation_id=attestation_id,
            made_by=me,
            made_at=held.now,
            sealed=sealed,
            state="printed",
        )
    )
    await held.record("attestation_printed", actor=me)
    return attestation_id


async def register(held: Writing, visit: Visit, permit: Permit, attestation_id: UUID, scan: Scan) -> bool:
    """Register a sheet that was signed. Returns whether something waits for the unit.

    Raises `Refused`, or `BadWish` where it can be signed no more; then nothing is done.
    """
    _check(visit, permit)
    found = await one_attestation(held.tx, visit, permit, attestation_id)
    me, terms, signer, actor = visit.actor.account_id, found.terms, visit.gate.signer, visit.actor
    if found.state != "printed":
        raise Refused("not_printed")
    await check_participants(held, visit, {wish.participant_id for wish in terms.wishes})
    _check_consents(visit, terms)
    if any(wish.expires_at is None or wish.expires_at <= held.now for wish in terms.granted):
        raise BadWish("past")
    own = [wish for wish in terms.granted if wish.participant_id == me]
    await keep_sheet(held, visit, permit, found, scan, state="waiting" if own else "registered")
    hand = Hand(visit.space.owner_id, None, actor.acr, actor.auth_time, attestation_id, me)
    owner_id = visit.space.owner_id
    for kind in sorted(terms.takes):
        await _take_back(held, visit, hand, kind)
    for kind in sorted(terms.gives):
        if standing_consent(visit, kind) is None:
            text = text_for(kind, visit.kind, terms.language)
            await sign_consent(held, signer, hand, owner_id=owner_id, kind=kind, text=text)
    await _carry_out(held, signer, hand, [wish for wish in terms.wishes if wish not in own])
    await held.record("attestation", actor=me)
    return bool(own)


async def confirm(held: Writing, signer: Signer, case: Case, attestation_id: UUID) -> None:
    """The unit signs what a coordinator has registered for herself; now it counts.

    Raises `Refused`, also for the coordinator herself; `BadWish` where it can be signed no more.
    """
    row, claims = await _waiting(held, signer, case, attestation_id)
    if claims.sub == case.by.account_id:
        raise Refused("not_somebody_else")
    if refusal := bears_no_more(claims, case.space, int(case.at.timestamp()), signer):
        raise BadWish(refusal)
    person = case.space.people.get(claims.sub)
    if person is None or person.participant_state != "active":
        raise Refused("no_participant")
    own = [_as_wish(one) for one in claims.wishes if one[0] == claims.sub]
    if any(wish.expires_at is None or wish.expires_at <= held.now for wish in own):
        raise BadWish("past")
    by = case.by
    token = signer.sign(
        "confirmation",
        {
            "jti": str(uuid4()),
            "iat": int(held.now.timestamp()),
            "space": str(held.space_id),
            "attestation": str(attestation_id),
            "signed_by": str(by.account_id),
        },
    )
    await _answer(held, row.attestation_id, by, state="registered", confirmation=token)
    hand = Hand(case.space.owner_id, None, by.acr, by.auth_time, attestation_id, claims.sub)
    await _carry_out(held, signer, hand, own)


async def decline(held: Writing, signer: Signer, case: Case, attestation_id: UUID) -> None:
    """The unit does not sign it: what was given to others stands, and she is given nothing herself."""
    row, _ = await _waiting(held, signer, case, attestation_id)
    await _answer(held, row.attestation_id, case.by, state="declined")


async def waiting(tx: Tx, signer: Signer, space_id: UUID) -> list[tuple[AttestationClaims, list[Wish]]]:
    """What waits for the unit's signature: who registered it, and what she is to be given herself."""
    query = select(attestation).where(attestation.c.space_id == space_id, attestation.c.state == "waiting")
    found = [_signed(row, signer, space_id) for row in await tx.execute(query)]
    return [
        (one, sorted((_as_wish(w) for w in one.wishes if w[0] == one.sub), key=lambda w: str(w.section_id)))
        for one in found
        if one is not None
    ]


async def _carry_out(held: Writing, signer: Signer, hand: Hand, wishes: Sequence[Wish]) -> None:
    """Sign and withdraw; raises `BadWish` where there is no consent to share that grants could rest on."""
    sharing = None
    if any(wish.access is not None for wish in wishes):
        query = select(consent.c.token).where(
            consent.c.space_id == held.space_id, consent.c.kind == "sharing", consent.c.withdrawn_at.is_(None)
        )
        signed = signer.consent((await held.tx.execute(query)).scalar_one_or_none() or "")
        if not isinstance(signed, ConsentClaims):
            raise BadWish("no_consent")
        sharing = Consented(signed.jti, signed.text)
    await carry_out(held, signer, hand, wishes, sharing)


async def _take_back(held: Writing, visit: Visit, hand: Hand, kind: str) -> None:
    given, signer = standing_consent(visit, kind), visit.gate.signer
    if given is None:
        return
    if kind == "sharing":
        await withdraw_everything(held, signer, hand)
    _, token = sign_withdrawal(held, signer, hand, sub=given.sub, kind="consent", ended=given.jti)
    await held.tx.execute(
        update(consent)
        .where(consent.c.space_id == held.space_id, consent.c.consent_id == given.jti)
        .values(withdrawn_at=held.now, withdrawal=token)
    )
    nothing: dict[UUID, set[UUID]] = {given.sub: set()}
    await seal_states(held, signer, nothing, actor=hand.account_id, cause="consent_withdrawn")


def _with_sharing(visit: Visit, terms: Terms) -> Terms:
    """Whoever gives somebody access consents to share, in the words that stand on the sheet."""
    if terms.granted and "sharing" not in terms.takes and standing_consent(visit, "sharing") is None:
        return replace(terms, gives=terms.gives | {"sharing"})
    return terms


def _check_consents(visit: Visit, terms: Terms) -> None:
    needed = {visit.kind, "sharing"}
    if terms.gives & terms.takes or not (terms.gives | terms.takes) <= needed:
        raise Refused("consents")
    stand = {kind for kind in needed if standing_consent(visit, kind)} - terms.takes | terms.gives
    if terms.granted and not needed <= stand:
        raise BadWish("no_consent")


async def _waiting(
    held: Writing, signer: Signer, case: Case, attestation_id: UUID
) -> tuple[Row[Any], AttestationClaims]:
    query = select(attestation).where(
        attestation.c.space_id == held.space_id,
        attestation.c.attestation_id == attestation_id,
        attestation.c.state == "waiting",
    )
    row = (await held.tx.execute(query)).first()
    claims = _signed(row, signer, case.space.space_id) if row else None
    if row is None or claims is None:
        raise Refused("no_attestation")
    return row, claims


async def _answer(held: Writing, attestation_id: UUID, by: Actor, **values: str) -> None:
    await held.tx.execute(
        update(attestation)
        .where(attestation.c.space_id == held.space_id, attestation.c.attestation_id == attestation_id)
        .values(answered_by=by.account_id, answered_at=held.now, **values)
    )
    await held.record("attestation_answered", actor=by.account_id)


def _signed(row: Row[Any], signer: Signer, space_id: UUID) -> AttestationClaims | None:
    claims = signer.attestation(row.token or "")
    if not isinstance(claims, AttestationClaims):
        return None
    return claims if (claims.jti, claims.space) == (row.attestation_id, space_id) else None


def _check(visit: Visit, permit: Permit) -> None:
    if permit.section_id != SHEETS or not may_attest(visit):
        raise Refused("not_on_paper")


def _as_wish(one: tuple[UUID, UUID, Access, int]) -> Wish:
    return Wish(one[0], one[1], one[2], datetime.fromtimestamp(one[3], UTC))
