"""What a space rests on: the owner's consents as they were signed, and whether she has stopped all notices.

Pure functions of facts and signatures, as the verdict that they are part of.
"""

from collections.abc import Mapping
from uuid import UUID

from ipplan.gate.claims import AttestationClaims, ConsentClaims, StateClaims
from ipplan.gate.consents import FIRST
from ipplan.gate.facts import ConsentRow, SpaceFacts
from ipplan.gate.papers import is_recorded_for, may_register, not_given_on_paper
from ipplan.gate.representing import owner_decides, state_of
from ipplan.gate.tokens import Invalid, Signer

Consents = Mapping[str, ConsentClaims | str]
"""The owner's consents by kind; of one that says nothing, the reason."""


def kind_of(space: SpaceFacts, signer: Signer) -> str:
    """What the space is: by the consent that it rests on, or while none stands as it is called."""
    return first_consent(space, signer) or space.kind


def first_consent(space: SpaceFacts, signer: Signer) -> str | None:
    """Which of the first consents stands, by what was signed; ``None``: none does."""
    held = held_by(state_of(space.owner_state, space.space_id, space.owner_id, signer))
    return first_of(consents_of(space, held, signer))


def first_of(consents: Consents | str) -> str | None:
    """The same, of consents. The kind in the space's row is not asked: whoever edits it changes what the
    space is called, and opens nothing."""
    if isinstance(consents, str):
        return None
    return next((kind for kind in FIRST if isinstance(consents.get(kind), ConsentClaims)), None)


def sharing_consent(space: SpaceFacts, signer: Signer) -> ConsentClaims | None:
    """The consent to share that stands, by what was signed; ``None``: none does."""
    held = held_by(state_of(space.owner_state, space.space_id, space.owner_id, signer))
    found = consents_of(space, held, signer).get("sharing")
    return found if isinstance(found, ConsentClaims) else None


def bears_no_more(claims: AttestationClaims, space: SpaceFacts, at: int, signer: Signer) -> str | None:
    """Why nothing more is signed on what was registered from paper; ``None``: what it rested on goes on.

    Nothing that the owner has withdrawn since comes back by it.
    """
    if not (may_register(space, claims.sub, at, signer) and is_recorded_for(claims, at, space, signer)):
        return "not_without_login"
    sharing = sharing_consent(space, signer)
    # Given on the very sheet, it is of the same second.
    if sharing is None or sharing.iat > claims.iat:
        return "no_consent"
    decides = owner_decides(space, at, signer)
    return None if decides and first_consent(space, signer) else "no_consent"


def is_silent(space: SpaceFacts, signer: Signer) -> bool:
    """Whether nobody is sent anything about the space, for good: as the owner's signed access state says.

    So it is too where that does not read: who edits the database starts no notices again.
    """
    state = state_of(space.owner_state, space.space_id, space.owner_id, signer)
    return isinstance(state, str) or state.silenced is not None


def consents_of(space: SpaceFacts, owner_held: frozenset[UUID] | str, signer: Signer) -> Consents:
    """The owner's consents, by kind; of one that says nothing, the reason."""
    return {row.kind: _consent(row, space, owner_held, signer) for row in space.consents}


def _consent(
    row: ConsentRow, space: SpaceFacts, owner_held: frozenset[UUID] | str, signer: Signer
) -> ConsentClaims | str:
    signed = signer.consent(row.token)
    columns = (row.consent_id, row.kind, row.sha256, row.given_by)
    if (
        isinstance(signed, Invalid)
        or (signed.jti, signed.kind, signed.text.sha256, signed.given_by) != columns
    ):
        return "consent_row"
    if signed.sub != space.owner_id or signed.space != space.space_id:
        return "consent_claims"
    if isinstance(owner_held, str) or signed.jti not in owner_held:
        # Withdrawn, and then somebody deleted the mark.
        return "consent_not_in_state"
    if signed.attested is not None and (refusal := not_given_on_paper(signed, space, signer)):
        return refusal
    return signed


def held_by(state: StateClaims | str) -> frozenset[UUID] | str:
    """What a participant holds, or the reason why her state says nothing."""
    return state if isinstance(state, str) else state.holds
