"""The verdict: from what the database says and what the signatures say to who may open what, and why.

Pure functions of facts, signatures and the time: no clock, no database, nothing remembered.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from ipplan.gate.audiences import without_others
from ipplan.gate.claims import ClosingClaims, GrantClaims, both_hidden
from ipplan.gate.consents import FIRST
from ipplan.gate.facts import Facts, GrantRow, PersonFacts, SpaceFacts
from ipplan.gate.papers import not_attested, together_with
from ipplan.gate.representing import (
    FAR,
    LEEWAY,
    Mandated,
    borne_until,
    closing_in,
    mandate_in_force,
    may_keep,
    owner_decides,
    state_of,
)
from ipplan.gate.resting import Consents, consents_of, first_of, held_by, is_silent
from ipplan.gate.roles import moment, role_in_force
from ipplan.gate.standing import Allowed, Denied, Standing, Verdict
from ipplan.gate.tokens import Invalid, Signer
from ipplan.permit import Access
from ipplan.rules import Rules, standard

Withheld = Mapping[UUID, frozenset[UUID]]


def judge(facts: Facts, now: datetime, signer: Signer, rules: Rules | None = None) -> Standing | Denied:
    """Where the person of ``facts`` stands at ``now``; `Denied` where nothing of the space is hers.

    ``rules``: others than those that ipplan brings.
    """
    found = _judged(facts, now, signer, rules)
    if isinstance(found, Denied) or facts.space is None:
        return found
    return without_others(found, facts.space, facts.person.account_id)


def _judged(facts: Facts, now: datetime, signer: Signer, rules: Rules | None) -> Standing | Denied:
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
    at, rules = int(now.timestamp()), rules or standard()
    if person.work_until is not None and person.work_until <= at:
        return Denied("left_work")
    owner_held = held_by(state_of(space.owner_state, space.space_id, space.owner_id, signer))
    root = _root(space, owner_held, at, signer)
    state = state_of(person.state, space.space_id, person.account_id, signer)
    # Without a state that reads there is nothing to withhold from: no grant of hers is allowed either.
    withheld, kept = ({}, {}) if isinstance(state, str) else (state.withheld, state.kept)
    consents = consents_of(space, owner_held, signer) if isinstance(root, Allowed) else f"owner_{root.reason}"
    rests_on = first_of(consents) or ""
    matter = _Matter(person, space, root, held_by(state), consents, withheld, kept, at, signer, rules)
    if closing is not None:
        found = _closed(matter, closing)
        return found if isinstance(found, Denied) else replace(found, rests_on=rests_on)
    if not rests_on and isinstance(root, Allowed):
        # Without her consent there is no work on her plan; what stands in it is hers to read.
        matter = replace(matter, root=replace(root, access=Access.READ))
    standing = replace(_open(matter), paused=not rests_on, rests_on=rests_on, silent=is_silent(space, signer))
    return together_with(standing, space, person.account_id, matter.root, matter.held, at, signer)


@dataclass(frozen=True, slots=True)
class _Matter:
    """All that one judgement goes by."""

    person: PersonFacts
    space: SpaceFacts
    root: Verdict
    held: frozenset[UUID] | str
    consents: Consents | str
    withheld: Withheld
    kept: Withheld
    at: int
    signer: Signer
    rules: Rules


def _open(of: _Matter) -> Standing:
    """Where somebody stands in a plan that is not closed."""
    space, person, at, signer = of.space, of.person, of.at, of.signer
    if person.account_id == space.owner_id:
        decides = owner_decides(space, at, signer)
        keeps = may_keep(space, at, signer, of.rules, herself=True)
        return Standing("owner", decides, None, None, _everywhere(space, of.root), keeps=keeps)
    sections = _by_grants(of)
    mandate = mandate_in_force(space, person.account_id, at, signer)
    if mandate is not None:
        return _acting(of, mandate, sections | _by_mandate(space, of.root, mandate))
    keeps = _is_professional(person, of.kept) and may_keep(space, at, signer, of.rules, herself=False)
    signed, hidden = role_in_force(space, person.account_id, at, signer), both_hidden(of.withheld, of.kept)
    # The directory's word for a coordinator makes nobody one: without what was signed she is as any other.
    role = "coordinator" if signed else "participant" if person.role == "coordinator" else person.role or ""
    standing = Standing(role, False, None, None, sections, hidden, kept=of.kept, keeps=keeps)
    return replace(standing, role_ends=moment(signed.exp)) if signed else standing


def _acting(of: _Matter, mandate: Mandated, sections: dict[UUID, Verdict]) -> Standing:
    decides = mandate.claims.may_grant
    return Standing(
        "representative",
        decides,
        mandate.claims.owner,
        mandate.claims.jti,
        sections,
        of.kept if decides else both_hidden(of.withheld, of.kept),
        whole=mandate.claims.scope is None,
        joint=mandate.claims.joint,
        kept=of.kept,
    )


def _closed(of: _Matter, closing: ClosingClaims) -> Standing | Denied:
    """A closed plan is the owner's to read, and theirs who act for her, while they may take a copy."""
    space, at, signer = of.space, of.at, of.signer
    if at >= closing.copy_until or not isinstance(of.root, Allowed):
        return Denied("space_closed")
    until = _moment(closing.copy_until)
    root = replace(of.root, access=Access.READ, expires_at=min(of.root.expires_at, until))
    if of.person.account_id == space.owner_id:
        decides = owner_decides(space, at, signer)
        return Standing("owner", decides, None, None, _everywhere(space, root), paused=True, closed=until)
    mandate = mandate_in_force(space, of.person.account_id, at, signer)
    if mandate is None:
        return Denied("space_closed")
    return replace(_acting(of, mandate, _by_mandate(space, root, mandate)), paused=True, closed=until)


def _is_professional(person: PersonFacts, kept: Withheld) -> bool:
    """Whether she takes part as one who works somewhere, and has never been kept from anything of the child's
    as its representative."""
    works = person.account is not None and bool(person.account.organisation)
    return person.role in ("participant", "coordinator") and works and not kept


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


def _by_grants(of: _Matter) -> dict[UUID, Verdict]:
    space, signer, tail = of.space, of.signer, int(of.rules.grants_outlast_mandate.time.total_seconds())
    rows = {row.section_id: row for row in of.person.grants}
    verdicts: dict[UUID, Verdict] = {}
    for section in space.sections:
        row = rows.get(section.section_id)
        if row is None:
            verdicts[section.section_id] = Denied("no_grant")
            continue
        verdict = _grant(row, space, of.held, of.at, signer)
        if isinstance(verdict, Allowed):
            refusal = _rests_on(row, of.consents, signer)
            verdict = Denied(refusal) if refusal else _borne(verdict, row, space, of.at, tail, signer)
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
