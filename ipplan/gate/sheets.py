"""Sheets of paper, sealed apart: what is to be signed, what was signed as it was scanned, and who saw it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Row, insert, select, update

from ipplan.gate.signing import Wish
from ipplan.gate.visit import Visit
from ipplan.language import SOURCE
from ipplan.permit import SHEETS, Access, Permit, Refused
from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import attestation, sheet

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Terms:
    """What a sheet says."""

    wishes: tuple[Wish, ...]
    gives: frozenset[str]
    """Consents that are given."""
    takes: frozenset[str]
    """Consents that are withdrawn."""
    language: str = "nb"
    """In which it is printed, and so read and signed: the owner's."""

    @property
    def granted(self) -> list[Wish]:
        return [wish for wish in self.wishes if wish.access is not None]


@dataclass(frozen=True, slots=True)
class Scan:
    """The signed sheet as it was scanned, and who saw it signed."""

    signed_on: date
    witness: str
    witness_role: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Attestation:
    """One sheet: printed, or registered."""

    attestation_id: UUID
    made_by: UUID
    made_at: datetime
    state: str
    terms: Terms
    registered_at: datetime | None


async def attestations(tx: Tx, visit: Visit, permit: Permit) -> list[Attestation]:
    """Sheets, the newest first: all for the owner and who acts for her; a coordinator's own for her."""
    query = select(attestation).where(
        attestation.c.space_id == visit.space.space_id, attestation.c.state != "dropped"
    )
    mine = (_opened(row, permit) for row in await tx.execute(query) if _concerns(visit, row))
    return sorted((one for one in mine if one), key=lambda one: one.made_at, reverse=True)


async def one_attestation(tx: Tx, visit: Visit, permit: Permit, attestation_id: UUID) -> Attestation:
    """One of those; raises `Refused`."""
    for one in await attestations(tx, visit, permit):
        if one.attestation_id == attestation_id:
            return one
    raise Refused("no_attestation")


async def scan_of(tx: Tx, visit: Visit, permit: Permit, attestation_id: UUID) -> Scan:
    """The sheet that was signed; raises `Refused`, also for one that somebody has edited."""
    await one_attestation(tx, visit, permit, attestation_id)
    query = (
        select(sheet, attestation.c.token)
        .join(attestation)
        .where(sheet.c.space_id == visit.space.space_id, sheet.c.attestation_id == attestation_id)
    )
    row = (await tx.execute(query)).first()
    signed = visit.gate.signer.claims("attestation", row.token) if row else None
    if row is None or not isinstance(signed, dict):
        raise Refused("no_sheet")
    space_id, by = visit.space.space_id, UUID(signed["sub"])
    try:
        bound = bound_to("sheet", space_id, attestation_id, by)
        words = json.loads(permit.box.open(SHEETS, row.sealed, bound))
        data = permit.box.open(SHEETS, row.scan_sealed, bound_to("scan", space_id, attestation_id, by))
    except seal.SealBroken:
        log.error("sheet_broken", space=str(space_id), attestation=str(attestation_id))
        raise Refused("sheet_broken") from None
    if hashlib.sha256(data).hexdigest() != signed["sheet"]:
        raise Refused("other_sheet")
    day = date.fromisoformat(signed["signed_on"])
    return Scan(day, words["witness"], words["role"], words["media_type"], data)


async def keep_sheet(
    held: Writing, visit: Visit, permit: Permit, found: Attestation, scan: Scan, *, state: str
) -> None:
    me, made = visit.actor, found.attestation_id
    token = visit.gate.signer.sign(
        "attestation",
        {
            "jti": str(made),
            "iat": int(held.now.timestamp()),
            "sub": str(me.account_id),
            "space": str(held.space_id),
            "owner": str(visit.space.owner_id),
            "wishes": [_claims(wish) for wish in found.terms.granted],
            "consents": sorted(found.terms.gives),
            "sheet": hashlib.sha256(scan.data).hexdigest(),
            "signed_on": scan.signed_on.isoformat(),
            "acr": me.acr,
            "auth_time": int(me.auth_time.timestamp()) if me.auth_time else None,
        },
    )
    words = {"witness": scan.witness, "role": scan.witness_role, "media_type": scan.media_type}
    bound = held.space_id, made, me.account_id
    await held.tx.execute(
        insert(sheet).values(
            space_id=held.space_id,
            attestation_id=made,
            sealed=permit.box.seal(json.dumps(words).encode(), bound_to("sheet", *bound)),
            scan_sealed=permit.box.seal(scan.data, bound_to("scan", *bound)),
        )
    )
    await held.tx.execute(
        update(attestation)
        .where(attestation.c.space_id == held.space_id, attestation.c.attestation_id == made)
        .values(state=state, token=token, registered_at=held.now)
    )


def _concerns(visit: Visit, row: Row[Any]) -> bool:
    if visit.standing.role in ("owner", "representative"):
        return bool(row.state != "printed")
    return bool(row.made_by == visit.actor.account_id)


def _opened(row: Row[Any], permit: Permit) -> Attestation | None:
    """A row that somebody has edited is not there; the log is told."""
    if permit.section_id != SHEETS:
        raise Refused("not_sheets")
    bound = bound_to("terms", row.space_id, row.attestation_id, row.made_by)
    try:
        words = json.loads(permit.box.open(SHEETS, row.sealed, bound))
    except seal.SealBroken:
        log.error("attestation_broken", space=str(row.space_id), attestation=str(row.attestation_id))
        return None
    return Attestation(
        row.attestation_id, row.made_by, row.made_at, row.state, _read(words), row.registered_at
    )


def written(terms: Terms) -> bytes:
    wishes = [_claims(wish) for wish in terms.wishes]
    words = {"wishes": wishes, "gives": sorted(terms.gives), "takes": sorted(terms.takes)}
    words |= {"language": terms.language}
    return json.dumps(words).encode()


def _read(words: dict[str, Any]) -> Terms:
    wishes = tuple(
        Wish(
            UUID(one["sub"]),
            UUID(one["section"]),
            Access.named(one["access"]) if one["access"] else None,
            datetime.fromtimestamp(one["exp"], UTC) if one["exp"] else None,
        )
        for one in words["wishes"]
    )
    return Terms(wishes, frozenset(words["gives"]), frozenset(words["takes"]), words.get("language", SOURCE))


def _claims(wish: Wish) -> dict[str, object]:
    return {
        "sub": str(wish.participant_id),
        "section": str(wish.section_id),
        "access": wish.access.word if wish.access else None,
        "exp": int(wish.expires_at.timestamp()) if wish.expires_at else None,
    }


def bound_to(what: str, space_id: UUID, attestation_id: UUID, by: UUID) -> bytes:
    return what.encode() + space_id.bytes + attestation_id.bytes + by.bytes
