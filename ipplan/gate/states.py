"""Access states: what each participant holds, and what is hidden from her, signed as a whole."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, select
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.gate.claims import StateClaims
from ipplan.gate.tokens import Invalid, Signer
from ipplan.store.spaces import Writing
from ipplan.store.tables import (
    access_grant,
    access_state,
    assistance,
    consent,
    coordinator_role,
    crisis_code,
    mandate,
    paper,
)

SEALS = frozenset(
    {
        "grants",
        "withdrawn",
        "root",
        "consent",
        "consent_withdrawn",
        "mandate",
        "mandate_ended",
        "withheld",
        "withholding_lifted",
        "withholding_moved",
        "closed",
        "silenced",
        "paper",
        "paper_ended",
        "assistance",
        "assistance_ended",
        "kept",
        "kept_ended",
        "kept_moved",
        "role",
        "role_ended",
        "crisis",
        "crisis_ended",
    }
)
"""Causes of change records under which an access state is signed: as many as its serial says. The audit
counts them."""


class StateBroken(Exception):
    """A participant's signed access state is not what it says: somebody has edited the database."""


Withheld = Mapping[UUID, frozenset[UUID]]
"""Single items hidden from somebody, by section."""


Place = tuple[UUID, UUID]
"""(section, item)."""


def with_places(before: Withheld, places: Iterable[Place]) -> Withheld:
    """What is hidden, and these places too."""
    after = dict(before)
    for section_id, item_id in places:
        after[section_id] = after.get(section_id, frozenset()) | {item_id}
    return after


def hides(before: Withheld, place: Place) -> bool:
    """Whether this very place is among what is hidden."""
    return place[1] in before.get(place[0], frozenset())


def without(before: Withheld, place: Place) -> Withheld:
    """What is hidden, but for this place."""
    after = {**before, place[0]: before.get(place[0], frozenset()) - {place[1]}}
    return {section: hidden for section, hidden in after.items() if hidden}


async def seal_states(
    held: Writing,
    signer: Signer,
    signed: Mapping[UUID, set[UUID]],
    *,
    actor: UUID,
    cause: str,
    withheld: Mapping[UUID, Withheld] | None = None,
    closed: UUID | None = None,
    silence: Mapping[str, object] | None = None,
    kept: Mapping[UUID, Withheld] | None = None,
) -> None:
    """Sign what each participant holds now, under the next serial, and record the change.

    ``signed`` gives, by participant, what was newly signed in this transaction. All else must stand in the
    state signed before: a withdrawal mark that somebody deleted brings nothing back, now or later. The owner
    holds her consents too, for the same reason. ``withheld`` gives, by participant, what is hidden from her
    from now on, and ``kept`` what is kept from her as a child's representative; for who is not in them that
    stays as it was. ``closed``: the statement that closes the plan; once it stands in the owner's state it
    stays there. ``silence``: the statement that nobody is sent anything about the space any more; the same.
    Raises `StateBroken` where the state signed before is not what it says.
    """
    if cause not in SEALS:
        raise ValueError(f"the audit does not know that {cause} seals a state")
    for participant_id, added in sorted(signed.items()):
        before = await _state_before(held, signer, participant_id, added)
        serial, hidden, away, closing = before.serial, before.withheld, before.kept, closed or before.closed
        silenced = before.silenced or silence
        holds = (before.holds | added) & await _rows_in_force(held, participant_id)
        hidden = (withheld or {}).get(participant_id, hidden)
        away = (kept or {}).get(participant_id, away)
        token = signer.sign(
            "state",
            {
                "sub": str(participant_id),
                "space": str(held.space_id),
                "serial": serial + 1,
                "iat": int(held.now.timestamp()),
                "holds": sorted(str(one) for one in holds),
                "withheld": _claims(hidden),
                "kept": _claims(away),
                **({"closed": str(closing)} if closing else {}),
                **({"silenced": dict(silenced)} if silenced else {}),
            },
        )
        values = {"serial": serial + 1, "token": token}
        await held.tx.execute(
            upsert(access_state)
            .values(space_id=held.space_id, participant_id=participant_id, **values)
            .on_conflict_do_update(index_elements=["space_id", "participant_id"], set_=values)
        )
        await held.record(cause, actor=actor, participant_id=participant_id)


def _claims(places: Withheld) -> dict[str, list[str]]:
    return {str(section): sorted(str(item) for item in items) for section, items in places.items()}


async def _state_before(held: Writing, signer: Signer, participant_id: UUID, added: set[UUID]) -> StateClaims:
    query = select(access_state.c.serial, access_state.c.token).where(
        access_state.c.space_id == held.space_id, access_state.c.participant_id == participant_id
    )
    row = (await held.tx.execute(query)).first()
    if row is None:
        if await _rows(held, participant_id) - added:
            # A deleted state: were the serial to start over, an old state could pass for a newer one.
            raise StateBroken(participant_id)
        return StateClaims(participant_id, held.space_id, 0, frozenset(), {})
    claims = signer.state(row.token)
    if isinstance(claims, Invalid) or (claims.sub, claims.space, claims.serial) != (
        participant_id,
        held.space_id,
        row.serial,
    ):
        raise StateBroken(participant_id)
    return claims


async def hidden_now(held: Writing, signer: Signer) -> dict[UUID, Withheld]:
    """What is withheld in the space, by participant, by their signed access states; no other row is asked.

    Raises `StateBroken` as `places_now`.
    """
    return {one: hidden for one, (hidden, _) in (await places_now(held, signer)).items()}


async def kept_now(held: Writing, signer: Signer) -> dict[UUID, Withheld]:
    """What is kept from those who act, or acted, for a child; raises `StateBroken` as `places_now`."""
    return {one: away for one, (_, away) in (await places_now(held, signer)).items()}


async def places_now(held: Writing, signer: Signer) -> dict[UUID, tuple[Withheld, Withheld]]:
    """What is withheld from each participant, and what is kept from her.

    Raises `StateBroken` where a state is not what it says, or is gone: what it hid must not come loose.
    """
    states = {row.participant_id for row in await held.tx.execute(_of(access_state, held))}
    granted = {row.participant_id for row in await held.tx.execute(_of(access_grant, held))}
    if granted - states:
        raise StateBroken(min(granted - states))
    found = {one: await _state_before(held, signer, one, set()) for one in sorted(states)}
    return {one: (state.withheld, state.kept) for one, state in found.items()}


def _of(table: Table, held: Writing) -> Select[Any]:
    return select(table.c.participant_id).where(table.c.space_id == held.space_id).distinct()


async def _rows_in_force(held: Writing, participant_id: UUID) -> set[UUID]:
    consents = select(consent.c.consent_id).where(
        consent.c.space_id == held.space_id, consent.c.withdrawn_at.is_(None)
    )
    papers = select(paper.c.paper_id).where(paper.c.space_id == held.space_id, paper.c.withdrawn_at.is_(None))
    helping = select(assistance.c.assistance_id).where(
        assistance.c.space_id == held.space_id, assistance.c.withdrawn_at.is_(None)
    )
    codes = select(crisis_code.c.code_id).where(
        crisis_code.c.space_id == held.space_id, crisis_code.c.withdrawn_at.is_(None)
    )
    found = await _rows(held, participant_id, in_force=True)
    return found | set((await held.tx.execute(consents.union_all(papers, helping, codes))).scalars())


async def _rows(held: Writing, participant_id: UUID, *, in_force: bool = False) -> set[UUID]:
    """Ids of a participant's grants, mandates and roles: all there ever were, or those not withdrawn."""
    grants = select(access_grant.c.grant_id).where(
        access_grant.c.space_id == held.space_id, access_grant.c.participant_id == participant_id
    )
    mandates = select(mandate.c.mandate_id).where(
        mandate.c.space_id == held.space_id, mandate.c.representative_id == participant_id
    )
    roles = select(coordinator_role.c.role_id).where(
        coordinator_role.c.space_id == held.space_id, coordinator_role.c.account_id == participant_id
    )
    if in_force:
        grants = grants.where(access_grant.c.withdrawn_at.is_(None))
        mandates = mandates.where(mandate.c.withdrawn_at.is_(None))
        roles = roles.where(coordinator_role.c.withdrawn_at.is_(None))
    return set((await held.tx.execute(grants.union_all(mandates, roles))).scalars())
