"""Signing access: grants, withdrawals, mandates, consents, and the access state that binds them together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, Table, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.gate.consents import CONSENTS, ConsentText
from ipplan.gate.facts import ConsentRow
from ipplan.gate.gate import Actor, Visit
from ipplan.gate.tokens import Invalid, Signer
from ipplan.permit import Access, Refused
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import access_grant, access_state, consent, mandate, participant

LONGEST = timedelta(days=3 * 366)
"""No grant runs longer than three years."""
SEALS = frozenset(
    {
        "grants",
        "withdrawn",
        "root",
        "consent",
        "consent_withdrawn",
        "mandate",
        "withheld",
        "withholding_lifted",
        "withholding_moved",
    }
)
"""Causes of change records under which an access state is signed: as many as its serial says. The audit
counts them."""
ROOT_YEARS = 120
"""The owner's own right has an end because every grant has; no owner outlives it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """One cell of the sharing table: this participant, this section, this access (``None``: none), until."""

    participant_id: UUID
    section_id: UUID
    access: Access | None
    expires_at: datetime | None


class BadWish(ValueError):
    """A wish that cannot be signed; the message is its reason, for the caller's words."""


class StateBroken(Exception):
    """A participant's signed access state is not what it says: somebody has edited the database."""


Withheld = Mapping[UUID, frozenset[UUID]]
"""Single items hidden from somebody, by section."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who signs: the owner, a representative on a mandate, or the unit; and on which login."""

    account_id: UUID
    mandate_id: UUID | None
    acr: str
    auth_time: datetime | None


def hand_of(visit: Visit) -> Hand:
    """The hand that signs in this visit; raises `Refused` for all who do not decide."""
    if not visit.decides:
        raise Refused("decides")
    actor = visit.actor
    return Hand(actor.account_id, visit.standing.mandate_id, actor.acr, actor.auth_time)


def unit_hand(actor: Actor) -> Hand:
    """The unit's hand, for the root grant and mandates on a recorded basis."""
    return Hand(actor.account_id, None, actor.acr, actor.auth_time)


async def sign_wishes(held: Writing, visit: Visit, signer: Signer, wishes: Sequence[Wish]) -> int:
    """Make the grants equal the wishes: sign what is new or changed, withdraw what is not wanted any more.

    Returns how many grants were signed or withdrawn. Raises `Refused`, or `BadWish` before anything is done.
    """
    hand = hand_of(visit)
    for wish in wishes:
        _check(wish, held.now, {row.section_id for row in visit.space.sections})
    await check_participants(held, {wish.participant_id for wish in wishes})
    in_force = await _in_force(held, {wish.participant_id for wish in wishes})
    signed: dict[UUID, set[UUID]] = {}
    count = 0
    sharing = None
    if any(wish.access is not None for wish in wishes):
        sharing = await _sharing_consent(held, visit, signer, hand)
    for wish in wishes:
        now_held = in_force.get((wish.participant_id, wish.section_id))
        if now_held:
            await _withdraw(held, signer, hand, wish.participant_id, now_held)
        if wish.access is not None:
            grant_id = await _sign(held, signer, hand, wish, sharing)
            signed.setdefault(wish.participant_id, set()).add(grant_id)
        if now_held or wish.access is not None:
            signed.setdefault(wish.participant_id, set())
            count += 1
    await seal_states(held, signer, signed, actor=hand.account_id, cause="grants")
    return count


async def _sharing_consent(held: Writing, visit: Visit, signer: Signer, hand: Hand) -> ConsentRow:
    """The consent that grants rest on: signed with the first of them, whose page shows its text.

    Raises `BadWish` where it was given and withdrawn: then it is for the owner to give again, knowingly.
    """
    standing = next((one for one in visit.space.consents if one.kind == "sharing"), None)
    if standing is not None:
        return standing
    query = select(consent.c.consent_id).where(
        consent.c.space_id == held.space_id, consent.c.kind == "sharing"
    )
    if (await held.tx.execute(query)).first() is not None:
        raise BadWish("no_consent")
    text, owner_id = CONSENTS["sharing"], visit.space.owner_id
    consent_id = await sign_consent(held, signer, hand, owner_id=owner_id, kind="sharing", text=text)
    return ConsentRow(consent_id, "sharing", text.sha256, hand.account_id, "")


async def withdraw_all(held: Writing, visit: Visit, signer: Signer, participant_id: UUID) -> int:
    """Withdraw every grant of one participant; returns how many."""
    hand = hand_of(visit)
    await check_participants(held, {participant_id})
    in_force = await _in_force(held, {participant_id})
    for grant_id in in_force.values():
        await _withdraw(held, signer, hand, participant_id, grant_id)
    await seal_states(held, signer, {participant_id: set()}, actor=hand.account_id, cause="withdrawn")
    return len(in_force)


async def sign_root(held: Writing, signer: Signer, hand: Hand, owner_id: UUID) -> UUID:
    """The owner's own right to the whole space, signed when it is made."""
    expires_at = held.now.replace(microsecond=0) + timedelta(days=ROOT_YEARS * 365)
    wish = Wish(owner_id, UUID(int=0), Access.WRITE, expires_at)
    root_id = await _sign(held, signer, hand, wish, None, root=True)
    await seal_states(held, signer, {owner_id: {root_id}}, actor=hand.account_id, cause="root")
    return root_id


async def sign_consent(
    held: Writing, signer: Signer, hand: Hand, *, owner_id: UUID, kind: str, text: ConsentText
) -> UUID:
    """A consent of the owner (by her representative, perhaps): to the plan, or to sharing."""
    consent_id = uuid4()
    token = signer.sign(
        "consent",
        {
            "jti": str(consent_id),
            "iat": int(held.now.timestamp()),
            "sub": str(owner_id),
            "space": str(held.space_id),
            "kind": kind,
            "text": {"id": text.text_id, "version": text.version, "sha256": text.sha256},
            **signed_by(hand, "given_by"),
        },
    )
    await held.tx.execute(
        insert(consent).values(
            space_id=held.space_id,
            consent_id=consent_id,
            kind=kind,
            text_id=text.text_id,
            text_version=text.version,
            text_sha256=text.sha256,
            given_by=hand.account_id,
            mandate_id=hand.mandate_id,
            at=held.now,
            token=token,
        )
    )
    added = {owner_id: {consent_id}}
    await seal_states(held, signer, added, actor=hand.account_id, cause="consent")
    return consent_id


async def sign_mandate(
    held: Writing,
    signer: Signer,
    hand: Hand,
    *,
    owner_id: UUID,
    representative_id: UUID,
    basis: str,
    expires_at: datetime,
) -> UUID:
    """A mandate, signed by the unit on a recorded basis."""
    mandate_id = uuid4()
    start, end = held.now.replace(microsecond=0), expires_at.replace(microsecond=0)
    token = signer.sign(
        "mandate",
        {
            "jti": str(mandate_id),
            "iat": int(start.timestamp()),
            "nbf": int(start.timestamp()),
            "exp": int(end.timestamp()),
            "sub": str(representative_id),
            "owner": str(owner_id),
            "space": str(held.space_id),
            "basis": basis,
            **signed_by(hand, "signed_by"),
        },
    )
    await held.tx.execute(
        insert(mandate).values(
            space_id=held.space_id,
            mandate_id=mandate_id,
            representative_id=representative_id,
            owner_id=owner_id,
            basis=basis,
            not_before=start,
            expires_at=end,
            signed_by=hand.account_id,
            token=token,
        )
    )
    added = {representative_id: {mandate_id}}
    await seal_states(held, signer, added, actor=hand.account_id, cause="mandate")
    return mandate_id


async def seal_states(
    held: Writing,
    signer: Signer,
    signed: Mapping[UUID, set[UUID]],
    *,
    actor: UUID,
    cause: str,
    withheld: Mapping[UUID, Withheld] | None = None,
) -> None:
    """Sign what each participant holds now, under the next serial, and record the change.

    ``signed`` gives, by participant, what was newly signed in this transaction. All else must stand in the
    state signed before: a withdrawal mark that somebody deleted brings nothing back, now or later. The owner
    holds her consents too, for the same reason. ``withheld`` gives, by participant, what is hidden from her
    from now on; for who is not in it that stays as it was.
    Raises `StateBroken` where the state signed before is not what it says.
    """
    if cause not in SEALS:
        raise ValueError(f"the audit does not know that {cause} seals a state")
    for participant_id, added in sorted(signed.items()):
        serial, held_before, hidden = await _state_before(held, signer, participant_id, added)
        holds = (held_before | added) & await _rows_in_force(held, participant_id)
        hidden = (withheld or {}).get(participant_id, hidden)
        token = signer.sign(
            "state",
            {
                "sub": str(participant_id),
                "space": str(held.space_id),
                "serial": serial + 1,
                "iat": int(held.now.timestamp()),
                "holds": sorted(str(one) for one in holds),
                "withheld": {
                    str(section): sorted(str(item) for item in items) for section, items in hidden.items()
                },
            },
        )
        values = {"serial": serial + 1, "token": token}
        await held.tx.execute(
            upsert(access_state)
            .values(space_id=held.space_id, participant_id=participant_id, **values)
            .on_conflict_do_update(index_elements=["space_id", "participant_id"], set_=values)
        )
        await held.record(cause, actor=actor, participant_id=participant_id)


async def _state_before(
    held: Writing, signer: Signer, participant_id: UUID, added: set[UUID]
) -> tuple[int, frozenset[UUID], Withheld]:
    query = select(access_state.c.serial, access_state.c.token).where(
        access_state.c.space_id == held.space_id, access_state.c.participant_id == participant_id
    )
    row = (await held.tx.execute(query)).first()
    if row is None:
        if await _rows(held, participant_id) - added:
            # A deleted state: were the serial to start over, an old state could pass for a newer one.
            raise StateBroken(participant_id)
        return 0, frozenset(), {}
    claims = signer.state(row.token)
    if isinstance(claims, Invalid) or (claims.sub, claims.space, claims.serial) != (
        participant_id,
        held.space_id,
        row.serial,
    ):
        raise StateBroken(participant_id)
    return row.serial, claims.holds, claims.withheld


async def hidden_now(held: Writing, signer: Signer) -> dict[UUID, Withheld]:
    """What is withheld in the space, by participant, by their signed access states; no other row is asked.

    Raises `StateBroken` where a state is not what it says, or is gone: what it hid must not come loose.
    """
    states = {row.participant_id for row in await held.tx.execute(_of(access_state, held))}
    granted = {row.participant_id for row in await held.tx.execute(_of(access_grant, held))}
    if granted - states:
        raise StateBroken(min(granted - states))
    return {one: (await _state_before(held, signer, one, set()))[2] for one in sorted(states)}


def _of(table: Table, held: Writing) -> Select[Any]:
    return select(table.c.participant_id).where(table.c.space_id == held.space_id).distinct()


async def _sign(
    held: Writing,
    signer: Signer,
    hand: Hand,
    wish: Wish,
    rests_on: ConsentRow | None,
    *,
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
            "consent": {"id": str(rests_on.consent_id), "sha256": rests_on.sha256} if rests_on else None,
            **signed_by(hand, "granted_by"),
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


async def _withdraw(held: Writing, signer: Signer, hand: Hand, participant_id: UUID, grant_id: UUID) -> None:
    token = signer.sign(
        "withdrawal",
        {
            "jti": str(uuid4()),
            "iat": int(held.now.timestamp()),
            "sub": str(participant_id),
            "space": str(held.space_id),
            "grant": str(grant_id),
            **signed_by(hand, "withdrawn_by"),
        },
    )
    await held.tx.execute(
        update(access_grant)
        .where(access_grant.c.space_id == held.space_id, access_grant.c.grant_id == grant_id)
        .values(withdrawn_at=held.now, withdrawal=token)
    )


def signed_by(hand: Hand, name: str) -> dict[str, object]:
    return {
        name: str(hand.account_id),
        "mandate": str(hand.mandate_id) if hand.mandate_id else None,
        "acr": hand.acr,
        "auth_time": int(hand.auth_time.timestamp()) if hand.auth_time else None,
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


async def check_participants(held: Writing, wanted: set[UUID]) -> None:
    query = select(participant.c.account_id).where(
        participant.c.space_id == held.space_id,
        participant.c.state == "active",
        participant.c.role.in_(("participant", "coordinator")),
    )
    people = set((await held.tx.execute(query)).scalars())
    if not wanted <= people:
        raise Refused("no_participant")


async def _in_force(held: Writing, participants: set[UUID]) -> dict[tuple[UUID, UUID], UUID]:
    query = select(access_grant.c.participant_id, access_grant.c.section_id, access_grant.c.grant_id).where(
        access_grant.c.space_id == held.space_id,
        access_grant.c.participant_id.in_(participants),
        access_grant.c.section_id.is_not(None),
        access_grant.c.withdrawn_at.is_(None),
    )
    return {(row[0], row[1]): row[2] for row in await held.tx.execute(query)}


async def _rows_in_force(held: Writing, participant_id: UUID) -> set[UUID]:
    consents = select(consent.c.consent_id).where(
        consent.c.space_id == held.space_id, consent.c.withdrawn_at.is_(None)
    )
    found = await _rows(held, participant_id, in_force=True)
    return found | set((await held.tx.execute(consents)).scalars())


async def _rows(held: Writing, participant_id: UUID, *, in_force: bool = False) -> set[UUID]:
    """Ids of a participant's grants and mandates: all there ever were, or those not withdrawn."""
    grants = select(access_grant.c.grant_id).where(
        access_grant.c.space_id == held.space_id, access_grant.c.participant_id == participant_id
    )
    mandates = select(mandate.c.mandate_id).where(
        mandate.c.space_id == held.space_id, mandate.c.representative_id == participant_id
    )
    if in_force:
        grants = grants.where(access_grant.c.withdrawn_at.is_(None))
        mandates = mandates.where(mandate.c.withdrawn_at.is_(None))
    return set((await held.tx.execute(grants.union_all(mandates))).scalars())


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
