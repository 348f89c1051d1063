"""Without electronic id, judged: what stands on paper, and who writes an owner's own words with her now.

Pure functions of facts, signatures and the time, as the verdict that they are part of. What is registered
from paper counts by three signed statements: the unit's, that the owner has no electronic id; the
coordinator's, of what was signed and on which sheet; and, where she is given access by it herself, the
unit's once more.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from ipplan.gate.claims import AssistanceClaims, AttestationClaims, ConsentClaims, GrantClaims, PaperClaims
from ipplan.gate.facts import AssistanceRow, AttestationRow, PaperRow, SpaceFacts
from ipplan.gate.representing import LEEWAY, decides_from, state_of
from ipplan.gate.standing import Allowed, Standing, Together, Verdict
from ipplan.gate.tokens import Invalid, Signer


@dataclass(frozen=True, slots=True)
class OnPaper:
    """That the owner has no electronic id, as it was signed, and the second at which it ends or has ended."""

    claims: PaperClaims
    ends_at: int

    def stood(self, at: int) -> bool:
        # In the second of its early end both may have been signed, one after the other.
        return self.claims.iat <= at + LEEWAY and at < self.claims.exp and at <= self.ends_at

    def stands(self, at: int) -> bool:
        return self.claims.iat <= at + LEEWAY and at < self.ends_at


def paper_of(row: PaperRow, space: SpaceFacts, signer: Signer) -> OnPaper | None:
    """What a row says if it is what was signed, and so is its end; else nothing."""
    claims = signer.paper(row.token)
    if isinstance(claims, Invalid):
        return None
    if (claims.jti, claims.space, claims.sub) != (row.paper_id, space.space_id, space.owner_id):
        return None
    if row.withdrawn_at is None:
        state = state_of(space.owner_state, space.space_id, space.owner_id, signer)
        # Not in force by the owner's signed state, and no mark: somebody has deleted it.
        held = not isinstance(state, str) and claims.jti in state.holds
        return OnPaper(claims, claims.exp) if held else None
    ended = signer.withdrawal(row.withdrawal or "")
    if isinstance(ended, Invalid) or ended.space != space.space_id or ended.ended != ("paper", claims.jti):
        return None
    return OnPaper(claims, min(claims.exp, ended.iat))


def paper_in_force(space: SpaceFacts, at: int, signer: Signer) -> OnPaper | None:
    """What says that the owner has no electronic id now; ``None``: she logs in herself."""
    found = (paper_of(row, space, signer) for row in space.papers)
    return next((one for one in found if one and one.stands(at)), None)


def may_register(space: SpaceFacts, account_id: UUID, at: int, signer: Signer) -> bool:
    """Whether the unit's record that stands now names her as one who registers what the owner signs."""
    found = paper_in_force(space, at, signer)
    return found is not None and account_id in found.claims.registrars


def is_recorded_for(claims: AttestationClaims, at: int, space: SpaceFacts, signer: Signer) -> bool:
    """Whether one record stood when it was attested and stood at a time, by another than who attests it, and
    names her."""
    papers = (one for kept in space.papers if (one := paper_of(kept, space, signer)))
    return any(
        one.stood(claims.iat) and one.stood(at)
        for one in papers
        if one.claims.signed_by != claims.sub and claims.sub in one.claims.registrars
    )


def not_attested(grant: GrantClaims, space: SpaceFacts, signer: Signer) -> str | None:
    """Why a grant that was given on paper bears nothing; ``None``: it does."""
    found = _attestation(grant.attested, grant.registered_by, grant.iat, space, signer)
    if isinstance(found, str):
        return found
    row, claims = found
    if (grant.sub, grant.section, grant.access, grant.exp) not in claims.wishes:
        return "attested_other"
    if grant.sub == claims.sub and not _confirmed(row, claims, grant.iat, space, signer):
        return "attested_for_herself"
    return None


def not_given_on_paper(consent: ConsentClaims, space: SpaceFacts, signer: Signer) -> str | None:
    """The same of a consent."""
    found = _attestation(consent.attested, consent.registered_by, consent.iat, space, signer)
    if isinstance(found, str):
        return found
    return None if consent.kind in found[1].consents else "attested_other"


def _attestation(
    attestation_id: UUID | None, by: UUID | None, at: int, space: SpaceFacts, signer: Signer
) -> tuple[AttestationRow, AttestationClaims] | str:
    row = next((one for one in space.attestations if one.attestation_id == attestation_id), None)
    claims = signer.attestation(row.token) if row else None
    if row is None or not isinstance(claims, AttestationClaims):
        return "attestation"
    here = (row.attestation_id, space.space_id, space.owner_id)
    if (claims.jti, claims.space, claims.owner) != here or claims.sub != by or claims.iat > at:
        return "attestation_claims"
    return (row, claims) if is_recorded_for(claims, at, space, signer) else "not_without_login"


def _confirmed(
    row: AttestationRow, claims: AttestationClaims, at: int, space: SpaceFacts, signer: Signer
) -> bool:
    """Whether somebody else, of the unit, has signed too."""
    second = signer.confirmation(row.confirmation or "")
    if isinstance(second, Invalid) or second.signed_by == claims.sub or second.iat > at:
        return False
    return (second.space, second.attestation) == (space.space_id, claims.jti)


def together_with(
    own: Standing,
    space: SpaceFacts,
    account_id: UUID,
    root: Verdict,
    held: frozenset[UUID] | str,
    at: int,
    signer: Signer,
) -> Standing:
    """Her standing; with how she stands on the login on which she writes together with the owner, if any."""
    rows = [row for row in space.assistances if row.helper_id == account_id]
    if not rows or isinstance(held, str) or not isinstance(root, Allowed):
        return own
    found = (assistance_of(row, space, signer) for row in rows)
    now = next((one for one in found if one and one.jti in held and _goes_on(one, space, at, signer)), None)
    if now is None:
        return own
    ends = datetime.fromtimestamp(min(now.exp, _ground_until(now, space, at, signer)), UTC)
    sections: dict[UUID, Verdict] = {
        section_id: replace(
            one, access=root.access, expires_at=min(one.expires_at, root.expires_at, ends), left_over=False
        )
        if isinstance(one, Allowed)
        else one
        for section_id, one in own.sections.items()
    }
    # What is hidden from her stays so; and she decides nothing, whatever she may at other times.
    helping = replace(
        own,
        role="helper",
        decides=False,
        on_behalf_of=space.owner_id,
        mandate_id=None,
        sections=sections,
        whole=True,
        joint=False,
        keeps=False,
        assistance_id=now.jti,
        ends_at=ends,
    )
    return replace(own, together=Together(now.session, helping))


def assistance_of(row: AssistanceRow, space: SpaceFacts, signer: Signer) -> AssistanceClaims | None:
    """What a row says if it is what was signed, here; else nothing."""
    claims = signer.assistance(row.token)
    if isinstance(claims, Invalid):
        return None
    here = (row.assistance_id, row.helper_id, space.space_id, space.owner_id)
    return claims if (claims.jti, claims.sub, claims.space, claims.owner) == here else None


def _goes_on(one: AssistanceClaims, space: SpaceFacts, at: int, signer: Signer) -> bool:
    return one.iat - LEEWAY <= at < min(one.exp, _ground_until(one, space, at, signer))


def _ground_until(one: AssistanceClaims, space: SpaceFacts, at: int, signer: Signer) -> int:
    """The second at which the owner writes herself again, by the clock; one long past where she does."""
    if one.ground == "paper":
        found = paper_in_force(space, at, signer)
        return found.ends_at if found else 0
    return decides_from(space, signer) or 0


def turns(space: SpaceFacts, signer: Signer) -> Iterator[int]:
    """The seconds at which any of this changes by the clock alone."""
    for kept in space.papers:
        paper = paper_of(kept, space, signer)
        if paper is not None:
            yield from (paper.claims.iat - LEEWAY, paper.ends_at)
    for row in space.assistances:
        claims = assistance_of(row, space, signer)
        if claims is not None:
            yield from (claims.iat - LEEWAY, claims.exp)


def mark_of(session: bytes) -> str:
    """A login as a statement names it: what is signed tells nobody its cookie."""
    return hashlib.sha256(session).hexdigest()
