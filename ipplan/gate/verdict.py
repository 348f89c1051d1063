"""The verdict: from what the database says and what the signatures say to who may open what, and why.

Pure functions of facts, signatures and the time: no clock, no database, nothing remembered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from ipplan.gate.claims import ConsentClaims, GrantClaims, StateClaims
from ipplan.gate.facts import ConsentRow, Facts, GrantRow, PersonFacts, SpaceFacts
from ipplan.gate.representing import (
    FAR,
    LEEWAY,
    Mandated,
    borne_until,
    mandate_in_force,
    may_keep,
    owner_decides,
    state_of,
)
from ipplan.gate.standing import Allowed, Denied, Standing, Verdict
from ipplan.gate.tokens import Invalid, Signer
from ipplan.permit import Access
from ipplan.rules import Rules, standard

Withheld = Mapping[UUID, frozenset[UUID]]
Consents = Mapping[str, ConsentClaims | str]
"""The owner's consents by kind; of one that says nothing, the reason."""


def judge(facts: Facts, now: datetime, signer: Signer, rules: Rules | None = None) -> Standing | Denied:
    """Where the person of ``facts`` stands at ``now``; `Denied` where nothing of the space is hers.

    ``rules``: others than those that ipplan brings.
    """
    space, person = facts.space, facts.person
    if space is None:
        return Denied("no_space")
    if space.state != "open":
        return Denied(f"space_{space.state}")
    if person.role is None or person.participant_state != "active":
        return Denied("not_participant")
    if person.account_state != "active":
        return Denied("account")
    at, rules = int(now.timestamp()), rules or standard()
    owner_held = _held(state_of(space.owner_state, space.space_id, space.owner_id, signer))
    root = _root(space, owner_held, at, signer)
    state = state_of(person.state, space.space_id, person.account_id, signer)
    held = _held(state)
    consents = _consents(space, owner_held, signer) if isinstance(root, Allowed) else f"owner_{root.reason}"
    paused = isinstance(consents, str) or not isinstance(consents.get("plan"), ConsentClaims)
    if paused and isinstance(root, Allowed):
        # Without her consent there is no work on her plan; what stands in it is hers to read.
        root = replace(root, access=Access.READ)
    if person.account_id == space.owner_id:
        decides = owner_decides(space, at, signer)
        keeps = may_keep(space, at, signer, rules, herself=True)
        return Standing("owner", decides, None, None, _everywhere(space, root), paused=paused, keeps=keeps)
    # Without a state that reads there is nothing to withhold from: no grant of hers is allowed either.
    withheld, kept = ({}, {}) if isinstance(state, str) else (state.withheld, state.kept)
    tail = int(rules.grants_outlast_mandate.time.total_seconds())
    sections = _by_grants(facts, space, held, consents, at, tail, signer)
    mandate = mandate_in_force(space, person.account_id, at, signer)
    if mandate is None:
        keeps = _is_professional(person, kept) and may_keep(space, at, signer, rules, herself=False)
        hidden = _both(withheld, kept)
        role = person.role_at(at) or person.role
        return Standing(role, False, None, None, sections, hidden, paused, kept=kept, keeps=keeps)
    sections |= _by_mandate(space, root, mandate)
    decides = mandate.claims.may_grant
    return Standing(
        "representative",
        decides,
        space.owner_id,
        mandate.claims.jti,
        sections,
        kept if decides else _both(withheld, kept),
        paused,
        whole=mandate.claims.scope is None,
        joint=mandate.claims.joint,
        kept=kept,
    )


def _is_professional(person: PersonFacts, kept: Withheld) -> bool:
    """Whether she takes part as one who works somewhere, and has never been kept from anything of the child's
    as its representative."""
    works = person.account is not None and bool(person.account.organisation)
    return person.role in ("participant", "coordinator") and works and not kept


def _both(withheld: Withheld, kept: Withheld) -> Withheld:
    if not kept:
        return withheld
    nothing = frozenset[UUID]()
    return {one: withheld.get(one, nothing) | kept.get(one, nothing) for one in {*withheld, *kept}}


def _by_mandate(space: SpaceFacts, root: Verdict, mandate: Mandated) -> dict[UUID, Verdict]:
    """The owner's own right, in the sections that the mandate covers and for as long as it stands."""
    covered = [one.section_id for one in space.sections if mandate.covers(one.section_id)]
    if not isinstance(root, Allowed):
        return dict.fromkeys(covered, root)
    until = min(_moment(mandate.ends_at), root.expires_at)
    return dict.fromkeys(covered, Allowed(root.access, root.grant_id, until))


def _root(space: SpaceFacts, held: frozenset[UUID] | str, at: int, signer: Signer) -> Verdict:
    """The owner's own right: a grant like any other, over the whole space."""
    for row in space.roots:
        if row.participant_id == space.owner_id:
            return _grant(row, space, held, at, signer)
    return Denied("no_root")


def _everywhere(space: SpaceFacts, verdict: Verdict) -> dict[UUID, Verdict]:
    return {section.section_id: verdict for section in space.sections}


def _by_grants(
    facts: Facts,
    space: SpaceFacts,
    held: frozenset[UUID] | str,
    consents: Consents | str,
    at: int,
    tail: int,
    signer: Signer,
) -> dict[UUID, Verdict]:
    rows = {row.section_id: row for row in facts.person.grants}
    verdicts: dict[UUID, Verdict] = {}
    for section in space.sections:
        row = rows.get(section.section_id)
        if row is None:
            verdicts[section.section_id] = Denied("no_grant")
            continue
        verdict = _grant(row, space, held, at, signer)
        if isinstance(verdict, Allowed):
            refusal = _rests_on(row, consents, signer)
            verdict = Denied(refusal) if refusal else _borne(verdict, row, space, at, tail, signer)
        verdicts[section.section_id] = verdict
    return verdicts


def _grant(row: GrantRow, space: SpaceFacts, held: frozenset[UUID] | str, at: int, signer: Signer) -> Verdict:
    """The row, its signature, the clock and the holder's signed access state must all agree."""
    claims = signer.grant(row.token)
    if isinstance(claims, Invalid):
        return Denied(f"token_{claims.reason}")
    for reason in _differences(row, claims, space.space_id):
        return Denied(f"row_{reason}")
    if isinstance(held, str):
        return Denied(held)
    if row.grant_id not in held:
        return Denied("not_in_state")
    if claims.iat > at + LEEWAY:
        return Denied("iat")
    if at < claims.nbf:
        return Denied("not_yet")
    if at >= claims.exp:
        return Denied("expired")
    return Allowed(claims.access, claims.jti, _moment(claims.exp))


def _differences(row: GrantRow, claims: GrantClaims, space_id: UUID) -> Iterator[str]:
    """Columns that do not equal what was signed."""
    pairs = (
        ("jti", row.grant_id, claims.jti),
        ("space", space_id, claims.space),
        ("sub", row.participant_id, claims.sub),
        ("section", row.section_id, claims.section),
        ("access", row.access, claims.access.word),
        ("nbf", row.not_before, claims.nbf),
        ("exp", row.expires_at, claims.exp),
        ("granted_by", row.granted_by, claims.granted_by),
        ("mandate", row.mandate_id, claims.mandate),
        ("consent", row.consent_id, claims.consent),
    )
    return (name for name, column, signed in pairs if column != signed)


def _borne(verdict: Allowed, row: GrantRow, space: SpaceFacts, at: int, tail: int, signer: Signer) -> Verdict:
    """For how long a grant bears by the granter's right when she signed it."""
    until = borne_until(row, space, tail, signer)
    if isinstance(until, Denied):
        return until
    if until <= at:
        return Denied("granter_mandate_over")
    if until == FAR:
        return verdict
    ends = min(verdict.expires_at, _moment(until))
    return replace(verdict, expires_at=ends, left_over=until - tail <= at)


def _rests_on(row: GrantRow, consents: Consents | str, signer: Signer) -> str | None:
    """Why a grant has lost the consents that it rests on."""
    if isinstance(consents, str):
        return consents
    plan, sharing = (consents.get(kind, f"no_{kind}_consent") for kind in ("plan", "sharing"))
    for one in (plan, sharing):
        if isinstance(one, str):
            return one
    signed = signer.grant(row.token)
    if isinstance(sharing, str) or isinstance(signed, Invalid) or sharing.jti != signed.consent:
        return "no_sharing_consent"
    if sharing.text != signed.text:
        return "other_consent_text"
    return None


def _consents(space: SpaceFacts, owner_held: frozenset[UUID] | str, signer: Signer) -> Consents:
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
    return signed


def _held(state: StateClaims | str) -> frozenset[UUID] | str:
    """What a participant holds, or the reason why her state says nothing."""
    return state if isinstance(state, str) else state.holds


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
