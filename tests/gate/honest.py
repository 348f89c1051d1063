"""Honest facts about one grant in one plan, as the database would say them; no database needed."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from ipplan.gate.facts import (
    ConsentRow,
    Facts,
    GrantRow,
    MandateRow,
    PersonFacts,
    SectionRow,
    SpaceFacts,
    StateRow,
)
from ipplan.gate.tokens import Signer

FROM, UNTIL = 1_790_000_000, 1_800_000_000
SPACE, OWNER, PERSON, PARENT, SECTION = (uuid4() for _ in range(5))
MANDATE, PLAN_CONSENT, SHARING_CONSENT = (uuid4() for _ in range(3))


def honest_facts(signer: Signer, *, start: int = FROM, end: int = UNTIL, by_parent: bool = True) -> Facts:
    """A participant with one grant, signed by the owner's parent on a mandate or by the owner herself."""
    root = grant(signer, OWNER, None, by=uuid4(), start=FROM - 9, end=UNTIL + 9, consent=None, mandate=None)
    by, mandate = (PARENT, MANDATE) if by_parent else (OWNER, None)
    given = grant(
        signer, PERSON, SECTION, by=by, start=start, end=end, consent=SHARING_CONSENT, mandate=mandate
    )
    space = SpaceFacts(
        space_id=SPACE,
        kind="plan",
        state="open",
        owner_id=OWNER,
        municipality_id="0000",
        seq=1,
        access_seq=1,
        master_id="1",
        wrapped=b"",
        sections=(SectionRow(SECTION, "health", 1, uuid4(), b""),),
        mandates=(mandate_row(signer),) if by_parent else (),
        consents=tuple(consent(signer, kind) for kind in ("plan", "sharing")),
        roots=(root,),
        owner_state=state(signer, OWNER, {root.grant_id, PLAN_CONSENT, SHARING_CONSENT}),
        people={PARENT: PersonFacts(PARENT, state=state(signer, PARENT, {MANDATE}))},
    )
    person = PersonFacts(
        account_id=PERSON,
        account_state="active",
        role="participant",
        participant_state="active",
        grants=(given,),
        state=state(signer, PERSON, {given.grant_id}),
    )
    return Facts(datetime.fromtimestamp(FROM, UTC), space, person)


def grant(
    signer: Signer,
    holder: UUID,
    section: UUID | None,
    *,
    by: UUID,
    start: int,
    end: int,
    consent: UUID | None,
    mandate: UUID | None,
    access: str = "read",
    text: str = "sharing",
) -> GrantRow:
    grant_id = uuid4()
    claims: dict[str, Any] = {
        "jti": str(grant_id),
        "iat": start,
        "nbf": start,
        "exp": end,
        "sub": str(holder),
        "space": str(SPACE),
        "section": str(section) if section else "*",
        "access": access,
        "granted_by": str(by),
        "mandate": str(mandate) if mandate else None,
        "consent": {"id": str(consent), "text": shown(text)} if consent else None,
    }
    token = signer.sign("grant", claims)
    return GrantRow(grant_id, holder, section, access, start, end, by, mandate, consent, token)


def state(signer: Signer, holder: UUID, holds: set[UUID], serial: int = 7) -> StateRow:
    claims = {"sub": str(holder), "space": str(SPACE), "serial": serial, "holds": sorted(map(str, holds))}
    return StateRow(holder, serial, signer.sign("state", claims))


def mandate_row(signer: Signer, **more: Any) -> MandateRow:
    start, end = FROM - 100, UNTIL + 100
    claims = {
        "jti": str(MANDATE),
        "iat": start,
        "nbf": start,
        "exp": end,
        "sub": str(PARENT),
        "space": str(SPACE),
        "owner": str(OWNER),
        "signed_by": str(uuid4()),
        **more,
    }
    return MandateRow(MANDATE, PARENT, OWNER, start, end, None, None, signer.sign("mandate", claims))


def shown(text: str) -> dict[str, Any]:
    """A text as statements name it."""
    return {"id": text, "version": 1, "sha256": "ab" * 32}


def consent(signer: Signer, kind: str) -> ConsentRow:
    consent_id = PLAN_CONSENT if kind == "plan" else SHARING_CONSENT
    claims = {
        "jti": str(consent_id),
        "iat": FROM - 50,
        "sub": str(OWNER),
        "space": str(SPACE),
        "kind": kind,
        "text": shown(kind),
        "given_by": str(PARENT),
        "mandate": str(MANDATE),
    }
    return ConsentRow(consent_id, kind, "ab" * 32, PARENT, signer.sign("consent", claims))
