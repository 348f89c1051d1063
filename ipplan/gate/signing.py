"""Signing access: grants and their withdrawals."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update

from ipplan.gate.claims import TextRef
from ipplan.gate.consents import text_for
from ipplan.gate.statements import Hand, hand_of, sign_consent, sign_withdrawal, signed_by
from ipplan.gate.states import seal_states
from ipplan.gate.tokens import Invalid, Signer
from ipplan.gate.visit import Visit
from ipplan.permit import Access, Refused
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import access_grant, attestation, consent, participant

LONGEST = timedelta(days=3 * 366)
"""No grant runs longer than three years."""
ROOT_YEARS = 120
"""The owner's own right has an end because every grant has; no owner outlives it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One cell of the sharing table: this participant, this section, this access (``None``: none), until."""

    participant_id: UUID
    section_id: UUID
    access: Access | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Consented:
    """What grants rest on: the consent to share, and the text that was shown with it."""

    consent_id: UUID
    text: TextRef


class BadWish(ValueError):
    """A wish that cannot be signed; the message is its reason, for the caller's words."""


async def sign_wishes(
    held: Writing, visit: Visit, signer: Signer, wishes: Sequence[Wish], *, also: UUID | None = None
) -> int:
    """Make the grants equal the wishes: sign what is new or changed, withdraw what is not wanted any more.

    ``also``: the mandate of the other who has signed the same, where two decide together (agreeing.py).
    Returns how many grants were signed or withdrawn. Raises `Refused`, or `BadWish` before anything is done.
    """
    hand = hand_of(visit)
    if visit.standing.joint and also is None and any(wish.access is not None for wish in wishes):
        raise Refused("not_both")
    for wish in wishes:
        _check(wish, held.now, _decided_by(visit))
    await check_participants(held, visit, {wish.participant_id for wish in wishes})
    sharing = None
    if any(wish.access is not None for wish in wishes):
        sharing = await rest_on_sharing(held, visit, signer, hand)
    return await carry_out(held, signer, hand, wishes, sharing, also=also)


async def carry_out(
    held: Writing,
    signer: Signer,
    hand: Hand,
    wishes: Sequence[Wish],
    sharing: Consented | None,
    *,
    also: UUID | None = None,
) -> int:
    """Sign and withdraw what was checked by the caller; ``sharing``: what new grants rest on."""
    in_force = await _in_force(held, {wish.participant_id for wish in wishes})
    signed: dict[UUID, set[UUID]] = {}
    count = 0
    for wish in wishes:
        now_held = in_force.get((wish.participant_id, wish.section_id))
        if now_held:
            await _withdraw(held, signer, hand, wish.participant_id, now_held)
        if wish.access is not None:
            more = {"also": str(also)} if also else {}
            grant_id = await _sign(held, signer, hand, wish, sharing, more=more)
            signed.setdefault(wish.participant_id, set()).add(grant_id)
        if now_held or wish.access is not None:
            signed.setdefault(wish.participant_id, set())
            count += 1
    await seal_states(held, signer, signed, actor=hand.account_id, cause="grants")
    await _decline_waiting(held, hand, {wish.participant_id for wish in wishes if wish.access is None})
    return count


async def rest_on_sharing(held: Writing, visit: Visit, signer: Signer, hand: Hand) -> Consented:
    """The consent that grants rest on: signed with the first of them, whose page shows its text.

    Raises `BadWish` where it was given and withdrawn: then it is for the owner to give again, knowingly.
    """
    standing = next((one for one in visit.space.consents if one.kind == "sharing"), None)
    if standing is not None:
        signed = signer.consent(standing.token)
        if isinstance(signed, Invalid):
            raise Refused(f"consent_{signed.reason}")
        return Consented(signed.jti, signed.text)
    query = select(consent.c.consent_id).where(
        consent.c.space_id == held.space_id, consent.c.kind == "sharing"
    )
    if (await held.tx.execute(query)).first() is not None:
        raise BadWish("no_consent")
    text, owner_id = text_for("sharing", visit.kind, visit.actor.language), visit.space.owner_id
    consent_id = await sign_consent(held, signer, hand, owner_id=owner_id, kind="sharing", text=text)
    return Consented(consent_id, text.ref)


async def withdraw_everything(held: Writing, signer: Signer, hand: Hand) -> None:
    """Withdraw every grant in the space but the owner's own: what they rested on does not stand any more."""
    query = select(access_grant.c.participant_id).where(
        access_grant.c.space_id == held.space_id,
        access_grant.c.section_id.is_not(None),
        access_grant.c.withdrawn_at.is_(None),
    )
    holders = set((await held.tx.execute(query)).scalars())
    for (participant_id, _), grant_id in sorted((await _in_force(held, holders)).items()):
        await _withdraw(held, signer, hand, participant_id, grant_id)
    nothing: dict[UUID, set[UUID]] = {one: set() for one in holders}
    await seal_states(held, signer, nothing, actor=hand.account_id, cause="withdrawn")
    await _decline_waiting(held, hand)


async def withdraw_from(held: Writing, signer: Signer, hand: Hand, participant_id: UUID) -> int:
    """Withdraw all that one participant was granted, by whosever hand; returns how many grants that were."""
    in_force = await _in_force(held, {participant_id})
    for _, grant_id in sorted(in_force.items()):
        await _withdraw(held, signer, hand, participant_id, grant_id)
    if in_force:
        nothing: dict[UUID, set[UUID]] = {participant_id: set()}
        await seal_states(held, signer, nothing, actor=hand.account_id, cause="withdrawn")
    await _decline_waiting(held, hand, {participant_id})
    return len(in_force)


async def withdraw_all(held: Writing, visit: Visit, signer: Signer, participant_id: UUID) -> int:
    """Withdraw every grant of one participant; returns how many."""
    hand = hand_of(visit)
    await check_participants(held, visit, {participant_id})
    decided = _decided_by(visit)
    found = await _in_force(held, {participant_id})
    in_force = {place: grant_id for place, grant_id in found.items() if place[1] in decided}
    for grant_id in in_force.values():
        await _withdraw(held, signer, hand, participant_id, grant_id)
    await seal_states(held, signer, {participant_id: set()}, actor=hand.account_id, cause="withdrawn")
    await _decline_waiting(held, hand, {participant_id})
    return len(in_force)


async def sign_root(
    held: Writing,
    signer: Signer,
    hand: Hand,
    owner_id: UUID,
    decides_from: datetime | None = None,
    *,
    alone: bool = False,
) -> UUID:
    """The owner's own right to the whole space, signed when it is made.

    ``decides_from``: when she decides herself, where she is too young to do so now. ``alone``: nobody ever
    acts for her in it.
    """
    expires_at = held.now.replace(microsecond=0) + timedelta(days=ROOT_YEARS * 365)
    wish = Wish(owner_id, UUID(int=0), Access.WRITE, expires_at)
    more: dict[str, object] = {"alone": True} if alone else {}
    if decides_from:
        more["decides_from"] = int(decides_from.timestamp())
    root_id = await _sign(held, signer, hand, wish, None, more=more, root=True)
    await seal_states(held, signer, {owner_id: {root_id}}, actor=hand.account_id, cause="root")
    return root_id


async def _sign(
    held: Writing,
    signer: Signer,
    hand: Hand,
    wish: Wish,
    rests_on: Consented | None,
    *,
    more: Mapping[str, object],
    root: bool = False,
) -> UUID:
    assert wish.access is not None
    assert wish.expires_at is not None
    grant_id = uuid4()
    start, end = held.now.replace(microsecond=0), wish.expires_at.replace(microsecond=0)
    section_id = None if root else wish.section_id
    token = signer.sign(
        "grant",
        {
            "jti": str(grant_id),
            "iat": int(start.timestamp()),
            "nbf": int(start.timestamp()),
            "exp": int(end.timestamp()),
            "sub": str(wish.participant_id),
            "space": str(held.space_id),
            "section": "*" if section_id is None else str(section_id),
            "access": wish.access.word,
            "consent": _named(rests_on) if rests_on else None,
            **signed_by(hand, "granted_by"),
            **more,
        },
    )
    await held.tx.execute(
        insert(access_grant).values(
            space_id=held.space_id,
            grant_id=grant_id,
            participant_id=wish.participant_id,
            section_id=section_id,
            access=wish.access.word,
            not_before=start,
            expires_at=end,
            granted_by=hand.account_id,
            mandate_id=hand.mandate_id,
            consent_id=rests_on.consent_id if rests_on else None,
            token=token,
        )
    )
    return grant_id


async def _decline_waiting(held: Writing, hand: Hand, of: Collection[UUID] | None = None) -> None:
    """What somebody registered for herself and the unit has not signed goes with what is taken from her.

    ``of``: of whom; ``None``: of everybody. The sheet that is being registered itself is let be.
    """
    by = hand.registered_by or hand.account_id
    here = [attestation.c.space_id == held.space_id, attestation.c.state == "waiting"]
    if of is not None:
        here.append(attestation.c.made_by.in_(of))
    if hand.attested is not None:
        here.append(attestation.c.attestation_id != hand.attested)
    values = {"state": "declined", "answered_by": by, "answered_at": held.now}
    if (await held.tx.execute(update(attestation).where(*here).values(values))).rowcount:
        await held.record("attestation_answered", actor=by)


def _named(rests_on: Consented) -> dict[str, object]:
    return {"id": str(rests_on.consent_id), "text": rests_on.text.claims}


async def _withdraw(held: Writing, signer: Signer, hand: Hand, participant_id: UUID, grant_id: UUID) -> None:
    _, token = sign_withdrawal(held, signer, hand, sub=participant_id, kind="grant", ended=grant_id)
    await held.tx.execute(
        update(access_grant)
        .where(access_grant.c.space_id == held.space_id, access_grant.c.grant_id == grant_id)
        .values(withdrawn_at=held.now, withdrawal=token)
    )


def _decided_by(visit: Visit) -> set[UUID]:
    """The sections over which the visitor decides: a mandate may be over some of them only."""
    return {
        row.section_id for row in visit.space.sections if visit.standing.whole or visit.may(row.section_id)
    }


def _check(wish: Wish, now: datetime, sections: set[UUID]) -> None:
    if wish.section_id not in sections:
        raise Refused("no_section")
    if wish.access is None:
        return
    if wish.expires_at is None or wish.expires_at <= now:
        raise BadWish("past")
    if wish.expires_at > now + LONGEST:
        raise BadWish("too_long")


async def check_participants(held: Writing, visit: Visit, wanted: set[UUID]) -> None:
    """Raises `Refused` unless all take part: not the owner, nor who acts for her in everything."""
    query = select(participant.c.account_id).where(
        participant.c.space_id == held.space_id,
        participant.c.state == "active",
        # Who acted for the owner once may be given access as anybody else.
        participant.c.role.in_(("participant", "coordinator", "representative")),
    )
    people = set((await held.tx.execute(query)).scalars())
    standings = visit.company().standings
    acting = {who for who in wanted if (one := standings.get(who)) and one.on_behalf_of and one.whole}
    if not wanted <= people - acting:
        raise Refused("no_participant")


async def _in_force(held: Writing, participants: set[UUID]) -> dict[tuple[UUID, UUID], UUID]:
    query = select(access_grant.c.participant_id, access_grant.c.section_id, access_grant.c.grant_id).where(
        access_grant.c.space_id == held.space_id,
        access_grant.c.participant_id.in_(participants),
        access_grant.c.section_id.is_not(None),
        access_grant.c.withdrawn_at.is_(None),
    )
    return {(row[0], row[1]): row[2] for row in await held.tx.execute(query)}


async def withdrawn_at(tx: Tx, space_id: UUID, participant_id: UUID) -> dict[UUID, datetime]:
    """When a participant's grants were last withdrawn, by section: to say why, never to decide by."""
    query = (
        select(access_grant.c.section_id, func.max(access_grant.c.withdrawn_at))
        .where(
            access_grant.c.space_id == space_id,
            access_grant.c.participant_id == participant_id,
            access_grant.c.section_id.is_not(None),
            access_grant.c.withdrawn_at.is_not(None),
        )
        .group_by(access_grant.c.section_id)
    )
    return {row[0]: row[1] for row in await tx.execute(query)}
