"""What was signed in a space, act by act: what receipts are made of. A broken token is no record."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, func, select

from ipplan.gate.claims import ended_by
from ipplan.gate.tokens import Invalid, Signer
from ipplan.gate.visit import Visit
from ipplan.permit import DECISIONS, PROPOSALS, SHEETS
from ipplan.store.database import Tx
from ipplan.store.tables import access_grant, access_log, consent, mandate

log = structlog.get_logger()
SIGNERS = {
    "consent": "given_by",
    "grant": "granted_by",
    "mandate": "signed_by",
    "withdrawal": "withdrawn_by",
}
"""Under which claim each kind names who acted."""
ENDED_AS = {"grant": "grant", "consent": "consent", "mandate": "ended_mandate"}
"""Under which claim a withdrawal names what it ends, by kind."""

ALONE = {"consent", "mandate"}
"""Acts of which each has a receipt of its own."""


@dataclass(frozen=True, slots=True)
class Signed:
    """One signed statement, whose signature holds."""

    kind: str
    token: str
    claims: dict[str, Any]
    section_id: UUID | None = None
    ended: "Signed | None" = None
    """The grant, the consent or the mandate that a withdrawal ended."""

    @property
    def record_id(self) -> UUID:
        return UUID(self.claims["jti"])

    @property
    def by(self) -> UUID:
        """Who acted, at a login of the required level."""
        return UUID(self.claims[SIGNERS[self.kind]])


@dataclass(frozen=True, slots=True)
class Act:
    """What one person signed for another at one moment: one receipt."""

    signed: tuple[Signed, ...]

    @property
    def receipt_id(self) -> UUID:
        return min(one.record_id for one in self.signed)

    @property
    def first(self) -> Signed:
        return self.signed[0]

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.first.claims["iat"], UTC)

    @property
    def participant_id(self) -> UUID:
        """Whom it concerns: the owner herself, for a consent."""
        return UUID(self.first.claims["sub"])

    @property
    def mandate_id(self) -> UUID | None:
        value = self.first.claims["mandate"]
        return UUID(value) if value else None

    @property
    def attested(self) -> UUID | None:
        """The attestation that it rests on, where it was given on paper."""
        value = self.first.claims.get("attested")
        return UUID(value) if value else None

    @property
    def registered_by(self) -> UUID | None:
        value = self.first.claims.get("registered_by")
        return UUID(value) if value else None

    @property
    def grants(self) -> list[Signed]:
        return [one for one in self.signed if one.kind == "grant"]

    @property
    def withdrawals(self) -> list[Signed]:
        """Access that was taken away, and not given anew in the same breath."""
        given = {one.section_id for one in self.grants}
        return [one for one in self.signed if _ends(one, "grant") and one.section_id not in given]

    @property
    def consent(self) -> Signed | None:
        """The consent that was given, or withdrawn."""
        return self.first if self.first.kind == "consent" else self.first.ended if self.resigns else None

    @property
    def resigns(self) -> bool:
        """Whether a consent was withdrawn."""
        return _ends(self.first, "consent")

    @property
    def mandate(self) -> Signed | None:
        """The mandate that was given, or ended."""
        ended = _ends(self.first, "mandate")
        return self.first if self.first.kind == "mandate" else self.first.ended if ended else None

    @property
    def kind(self) -> str:
        """consent, consent_withdrawal, mandate, mandate_end, grant or withdrawal."""
        if self.grants:
            return "grant"
        if self.first.kind != "withdrawal":
            return self.first.kind
        return "consent_withdrawal" if self.resigns else "mandate_end" if self.mandate else "withdrawal"

    def names(self, record_id: UUID) -> bool:
        """Whether it holds the record: its receipt is found by the id of any."""
        return any(one.record_id == record_id for one in self.signed)


@dataclass(frozen=True, slots=True)
class Opening:
    """A section that somebody had opened: how often, and when last."""

    section_id: UUID
    times: int
    last: datetime


async def acts(tx: Tx, visit: Visit) -> list[Act]:
    """All acts that the visitor may have a receipt for, newest first: who decides, all; others, their own."""
    only = None if visit.decides else visit.actor.account_id
    return await acts_in(tx, visit.space.space_id, visit.gate.signer, only)


async def acts_in(tx: Tx, space_id: UUID, signer: Signer, me: UUID | None = None) -> list[Act]:
    """All acts in a space, newest first; ``me``: those alone that concern one person."""
    grants = select(access_grant).where(access_grant.c.space_id == space_id)
    if me is not None:
        grants = grants.where(access_grant.c.participant_id == me)
    found = list(_of_grants(await tx.execute(grants), space_id, signer))
    mandates = select(mandate).where(mandate.c.space_id == space_id)
    if me is not None:
        mandates = mandates.where(mandate.c.representative_id == me)
    found += list(_of("mandate", await tx.execute(mandates), space_id, signer))
    if me is None:
        consents = select(consent).where(consent.c.space_id == space_id)
        found += list(_of("consent", await tx.execute(consents), space_id, signer))
    return _grouped(found)


async def behind(tx: Tx, visit: Visit, act: Act) -> list[Signed]:
    """The statements that an act rests on: the consent to share, and the mandate for who decides."""
    return await behind_in(tx, visit.space.space_id, visit.gate.signer, act, whole=visit.decides)


async def behind_in(tx: Tx, space_id: UUID, signer: Signer, act: Act, *, whole: bool) -> list[Signed]:
    """The same in a space; ``whole``: the mandate too."""
    rests_on = {UUID(one.claims["consent"]["id"]) for one in act.grants if one.claims["consent"]}
    query = select(consent.c.token).where(consent.c.space_id == space_id, consent.c.consent_id.in_(rests_on))
    found = [_signed("consent", row.token, space_id, signer) for row in await tx.execute(query)]
    if whole and act.mandate_id:
        mandates = select(mandate.c.token).where(
            mandate.c.space_id == space_id, mandate.c.mandate_id == act.mandate_id
        )
        found += [_signed("mandate", row.token, space_id, signer) for row in await tx.execute(mandates)]
    return [one for one in found if one is not None]


async def openings(tx: Tx, visit: Visit, account_id: UUID, until: datetime) -> list[Opening]:
    """What somebody had opened in the space until then, as the access log has it; for who decides."""
    if not visit.decides:
        return []
    query = (
        select(access_log.c.section_id, func.count(), func.max(access_log.c.at))
        .where(
            access_log.c.space_id == visit.space.space_id,
            access_log.c.account_id == account_id,
            # What she proposed herself is no opening of the plan.
            access_log.c.section_id.not_in((PROPOSALS, DECISIONS, SHEETS)),
            access_log.c.at <= until,
        )
        .group_by(access_log.c.section_id)
    )
    return [Opening(*row) for row in await tx.execute(query)]


def _of_grants(rows: Iterable[Row[Any]], space_id: UUID, signer: Signer) -> Iterable[Signed]:
    for row in rows:
        grant = _signed("grant", row.token, space_id, signer)
        if grant is None or not _agrees(grant, row):
            continue
        section = grant.claims["section"]
        grant = replace(grant, section_id=None if section == "*" else UUID(section))
        yield grant
        yield from _ending(grant, row.withdrawal, space_id, signer)


def _of(kind: str, rows: Iterable[Row[Any]], space_id: UUID, signer: Signer) -> Iterable[Signed]:
    """Consents or mandates, and their ends."""
    for row in rows:
        given = _signed(kind, row.token, space_id, signer)
        if given is not None and given.claims["jti"] == str(row._mapping[f"{kind}_id"]):
            yield given
            yield from _ending(given, row.withdrawal, space_id, signer)


def _ending(signed: Signed, token: str | None, space_id: UUID, signer: Signer) -> Iterable[Signed]:
    """The withdrawal that ended a statement, if there is one."""
    ending = _signed("withdrawal", token, space_id, signer) if token else None
    if ending is not None and ended_by(ending.claims) == (ENDED_AS[signed.kind], str(signed.record_id)):
        yield replace(ending, section_id=signed.section_id, ended=signed)


def _ends(one: Signed, kind: str) -> bool:
    return one.kind == "withdrawal" and one.ended is not None and one.ended.kind == kind


def _agrees(grant: Signed, row: Row[Any]) -> bool:
    """Whether the row is the one that was signed: a token moved to another's row is nobody's record."""
    return (grant.claims["jti"], grant.claims["sub"]) == (str(row.grant_id), str(row.participant_id))


def _signed(kind: str, token: str, space_id: UUID, signer: Signer) -> Signed | None:
    claims = signer.claims(kind, token)
    if isinstance(claims, Invalid) or claims["space"] != str(space_id):
        reason = claims.reason if isinstance(claims, Invalid) else "space"
        log.error("record_broken", kind=kind, reason=reason, space=str(space_id))
        return None
    return Signed(kind, token, claims)


def _grouped(found: Sequence[Signed]) -> list[Act]:
    together: dict[tuple[object, ...], list[Signed]] = {}
    for one in found:
        alone = one.record_id if ALONE & {one.kind, one.ended.kind if one.ended else ""} else None
        paper = one.claims.get("attested")
        key = (one.claims["sub"], one.claims["iat"], one.by, one.claims["mandate"], alone, paper)
        together.setdefault(key, []).append(one)
    made = [
        Act(tuple(sorted(group, key=lambda one: (one.kind, one.record_id)))) for group in together.values()
    ]
    return sorted(made, key=lambda act: (act.at, act.receipt_id), reverse=True)
