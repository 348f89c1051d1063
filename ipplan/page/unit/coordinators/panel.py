"""What the unit's page of a plan shows of its coordinators: who, who is asked, and what the person wishes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ipplan.gate.appointing import Appointment, appointments, events
from ipplan.gate.gate import Gate
from ipplan.gate.roles import moment, roles_in
from ipplan.gate.unit import Case
from ipplan.gate.unit_claims import RoleClaims
from ipplan.language import N_
from ipplan.store.database import Tx
from ipplan.unit.appointing import OPEN, contact_is_late

KINDS = {
    "coordinator": N_("Koordinator"),
    "child_coordinator": N_("Barnekoordinator"),
    "deputy": N_("Vikar i en periode"),
}
STATES = {
    "proposed": N_("Venter på lederen"),
    "asked": N_("Er spurt"),
    "accepted": N_("Har sagt ja"),
    "declined": N_("Har sagt nei"),
    "appointed": N_("Oppnevnt"),
    "taken_back": N_("Tatt tilbake"),
}


@dataclass(frozen=True)
class Role:
    """Somebody who coordinates, or will."""

    role_id: UUID
    account_id: UUID
    kind: str
    since: datetime
    until: datetime | None
    contacted: date | None
    late: bool
    handed_to: Appointment | None
    """Who has taken over, while this role has not been ended."""
    """Whether nobody has said that she has made contact, and it is time."""


async def coordinating(tx: Tx, gate: Gate, case: Case) -> dict[str, Any]:
    """For unit/_coordinator.html; the names of the people in it are asked for by who calls."""
    permit, now = gate.permits.to_appoint(case), case.at.timestamp()
    found, told = await appointments(tx, permit), await events(tx, permit)
    roles = [one for one in roles_in(case.space, gate.signer) if one.exp is None or one.exp > now]
    return {
        "appointments": [one for one in found if one.state in OPEN],
        "earlier": [one for one in found if one.state not in OPEN],
        "roles": [_role(one, found, gate, case) for one in roles],
        "wished": next((one for one in reversed(told) if one.kind == "wished"), None),
        "appointing_kinds": KINDS,
        "appointing_states": STATES,
    }


def _role(claims: RoleClaims, found: Sequence[Appointment], gate: Gate, case: Case) -> Role:
    begun = next((one for one in found if one.account_id == claims.sub and one.state == "appointed"), None)
    said = begun.last("contacted") if begun else None
    since, within = moment(claims.nbf) or case.at, gate.rules.first_contact_within.time
    follows_up = begun is not None and claims.kind != "deputy"
    late = follows_up and contact_is_late(since, within, case.at, contacted=said is not None)
    taken = (one for one in found if one.follows == claims.jti and one.kind != "deputy")
    handed_to = next((one for one in taken if one.state == "appointed"), None)
    contacted, ends = said.day if said else None, moment(claims.exp)
    return Role(claims.jti, claims.sub, claims.kind, since, ends, contacted, late, handed_to)
