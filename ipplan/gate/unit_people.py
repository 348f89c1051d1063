"""The unit's lead appoints who works there, and ends it. Somebody must lead; nobody appoints herself."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from ipplan.gate.gate import Gate
from ipplan.gate.tokens import Signer
from ipplan.gate.unit import Desk, appoint, appointments, dismiss, lead_of
from ipplan.gate.unit_claims import UNIT_ROLES, AppointmentClaims
from ipplan.gate.visit import Actor
from ipplan.permit import Refused
from ipplan.store.accounts import accounts
from ipplan.store.database import Tx
from ipplan.store.directory import note
from ipplan.store.tables import appointment


class LastLead(Exception):
    """Nobody else leads the unit: then nobody could appoint anybody there."""


class Herself(Exception):
    """Nobody appoints herself."""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works in the unit."""

    account_id: UUID
    name: str
    role: str
    since: datetime
    until: datetime


async def colleagues(tx: Tx, signer: Signer, municipality_id: str, now: datetime) -> list[Colleague]:
    """Who works in a municipality's unit now: those who lead it before the others."""
    found = await appointments(tx, signer, now, appointment.c.municipality_id == municipality_id)
    known = await accounts(tx, [one.sub for one in found])
    people = [
        Colleague(one.sub, known[one.sub].name, one.role, _moment(one.iat), _moment(one.exp)) for one in found
    ]
    return sorted(people, key=lambda one: (UNIT_ROLES.index(one.role), one.name))


async def appoint_colleague(tx: Tx, gate: Gate, actor: Actor, account_id: UUID, role: str | None) -> None:
    """Let somebody of the municipality work in the unit for a year from now, or prolong it.

    ``role``: ``None``: as she does already. Raises `Refused`, `Herself`, `LastLead`.
    """
    desk, here = await _held(tx, gate, actor)
    if account_id == actor.account_id:
        raise Herself
    known = (await accounts(tx, [account_id])).get(account_id)
    before = next((one for one in here if one.sub == account_id), None)
    if known is None or known.municipality_id != desk.municipality_id or known.state != "active":
        raise Refused("not_the_units")
    wanted = role or (before.role if before else None)
    if wanted not in UNIT_ROLES:
        raise Refused("not_appointed")
    if wanted != "lead":
        _another_leads(here, account_id)
    await appoint(
        tx, gate.signer, account_id, desk.municipality_id, desk.at, role=wanted, by=actor.account_id
    )
    kind = "prolonged" if before and before.role == wanted else "appointed"
    await note(
        tx, desk.municipality_id, actor.account_id, kind, desk.at, account_id=account_id, detail=wanted
    )


async def dismiss_colleague(tx: Tx, gate: Gate, actor: Actor, account_id: UUID) -> None:
    """End somebody's work in the unit, at once; raises `Refused`, `LastLead`."""
    desk, here = await _held(tx, gate, actor)
    if account_id not in {one.sub for one in here}:
        raise Refused("not_appointed")
    _another_leads(here, account_id)
    await dismiss(tx, account_id, desk.at)
    await note(tx, desk.municipality_id, actor.account_id, "dismissed", desk.at, account_id=account_id)


async def _held(tx: Tx, gate: Gate, actor: Actor) -> tuple[Desk, list[AppointmentClaims]]:
    """Of two who end each other's work at once, the second leads no more when her turn comes."""
    place = await lead_of(gate, actor, tx)
    own = appointment.c.municipality_id == place.municipality_id
    here = await appointments(tx, gate.signer, place.at, own, locked=True)
    return await lead_of(gate, actor, tx), here


def _another_leads(here: list[AppointmentClaims], account_id: UUID) -> None:
    leads = {one.sub for one in here if one.role == "lead"}
    if leads == {account_id}:
        raise LastLead


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
