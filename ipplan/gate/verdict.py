"""The verdict: from what the database says and what the signatures say to who may open what, and why.

Pure functions of facts, signatures and the time: no clock, no database, nothing remembered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from ipplan.gate.claims import ClosingClaims, GrantClaims
from ipplan.gate.consents import FIRST
from ipplan.gate.facts import Facts, GrantRow, SpaceFacts
from ipplan.gate.papers import not_attested, together_with
from ipplan.gate.representing import (
    FAR,
    LEEWAY,
    Mandated,
    borne_until,
    closing_in,
    mandate_in_force,
    owner_decides,
    state_of,
)
from ipplan.gate.resting import Consents, consents_of, first_of, held_by, is_silent
from ipplan.gate.standing import Allowed, Denied, Standing, Verdict
from ipplan.gate.tokens import Invalid, Signer
from ipplan.permit import Access
from ipplan.rules import Rules, standard


def judge(facts: Facts, now: datetime, signer: Signer, rules: Rules | None = None) -> Standing | Denied:
    """Where the person of ``facts`` stands at ``now``; `Denied` where nothing of the space is hers.

    ``rules``: others than those that ipplan brings.
    """
    space, person = facts.space, facts.person
    if space is None:
        return Denied("no_space")
    closing = closing_in(space, signer)
    if isinstance(closing, str):
        return Denied(closing)
    if person.role is None or person.participant_state != "active":
        return Denied("not_participant")
    if person.account_state != "active":
        return Denied("account")
    at = int(now.timestamp())
    owner_held = held_by(state_of(space.owner_state, space.space_id, space.owner_id, signer))
    root = _root(space, owner_held, at, signer)
    state = state_of(person.state, space.space_id, person.account_id, signer)
    held = held_by(state)
    # Without a state that reads there is nothing to withhold from: no grant of hers is allowed either.
    withheld = {} if isinstance(state, str) else state.withheld
    consents = consents_of(space, owner_held, signer) if isinstance(root, Allowed) else f"owner_{root.reason}"
    rests_on = first_of(consents) or ""
    if closing is not None:
        found = _closed(facts, space, closing, root, withheld, at, signer)
        return found if isinstance(found, Denied) else replace(found, rests_on=rests_on)
    if not rests_on and isinstance(root, Allowed):
        # Without her consent there is no work on her plan; what stands in it is hers to read.
        root = replace(root, access=Access.READ)
    standing = _open(facts, space, root, held, consents, withheld, at, signer, rules)
    standing = replace(standing, paused=not rests_on, rests_on=rests_on, silent=is_silent(space, signer))
    return together_with(standing, space, person.account_id, root, held, at, signer)


def _open(
    facts: Facts,
    space: SpaceFacts,
    root: Verdict,
    held: frozenset[UUID] | str,
    consents: Consents | str,
    withheld: Mapping[UUID, frozenset[UUID]],
    at: int,
    signer: Signer,
    rules: Rules | None,
) -> Standing:
    """Where somebody stands in a plan that is not closed."""
    person = facts.person
    if person.account_id == space.owner_id:
        return Standing("owner", owner_decides(space, at, signer), None, None, _everywhere(space, root))
    tail = int((rules or standard()).grants_outlast_mandate.time.total_seconds())
    sections = _by_grants(facts, space, held, consents, at, tail, signer)
    mandate = mandate_in_force(space, person.account_id, at, signer)
    if mandate is None:
        return Standing(person.role or "", False, None, None, sections, withheld)
    return _acting(mandate, sections | _by_mandate(space, root, mandate), withheld)


def _acting(
    mandate: Mandated, sections: dict[UUID, Verdict], withheld: Mapping[UUID, frozenset[UUID]]
) -> Standing:
    decides = mandate.claims.may_grant
    return Standing(
        "representative",
        decides,
        mandate.claims.owner,
        mandate.claims.jti,
        sections,
        {} if decides else withheld,
        whole=mandate.claims.scope is None,
        joint=mandate.claims.joint,
    )


def _closed(
    facts: Facts,
    space: SpaceFacts,
    closing: ClosingClaims,
    root: Verdict,
    withheld: Mapping[UUID, frozenset[UUID]],
    at: int,
    signer: Signer,
) -> Standing | Denied:
    """A closed plan is the owner's to read, and theirs who act for her, while they may take a copy."""
    if at >= closing.copy_until or not isinstance(root, Allowed):
        return Denied("space_closed")
    until = _moment(closing.copy_until)
    root = replace(root, access=Access.READ, expires_at=min(root.expires_at, until))
    if facts.person.account_id == space.owner_id:
        decides = owner_decides(space, at, signer)
        return Standing("owner", decides, None, None, _everywhere(space, root), paused=True, closed=until)
    mandate = mandate_in_force(space, facts.person.account_id, at, signer)
    if mandate is None:
        return Denied("space_closed")
    return replace(_acting(mandate, _by_mandate(space, root, mandate), withheld), paused=True, closed=until)


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
    signed = signer.grant(row.token)
    if isinstance(signed, GrantClaims) and signed.attested is not None:
        if refusal := not_attested(signed, space, signer):
            return Denied(refusal)
        verdict = replace(verdict, attested=True)
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
    if first_of(consents) is None:
        # Of one that is there and says nothing, why.
        told = (one for kind in FIRST if isinstance(one := consents.get(kind), str))
        return next(told, "no_plan_consent")
    sharing = consents.get("sharing", "no_sharing_consent")
    if isinstance(sharing, str):
        return sharing
    signed = signer.grant(row.token)
    if isinstance(signed, Invalid) or sharing.jti != signed.consent:
        return "no_sharing_consent"
    if sharing.text != signed.text:
        return "other_consent_text"
    return None


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
