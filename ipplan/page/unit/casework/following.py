"""Where somebody's own plan stands, as far as the steps after a decision go: who decides, who coordinates."""

from dataclasses import dataclass
from uuid import UUID

from ipplan.gate.appointing import appointments
from ipplan.gate.mandates import mandates
from ipplan.gate.representing import owner_decides
from ipplan.gate.unit import desk_of, look
from ipplan.page.unit.casework.opened import Opened
from ipplan.store.plans import plan_of
from ipplan.unit.appointing import OPEN


@dataclass(frozen=True)
class Own:
    """Her plan, or coordination without one."""

    space_id: UUID
    decided: bool
    """Whether anybody decides in it: she, or who acts for her."""
    coordinated: bool
    asked: tuple[UUID, str] | None
    """The appointment under way, and how far it has come."""


async def own_plan(case: Opened) -> Own | None:
    """Of whom the case is about, in the unit's own municipality."""
    gate = case.visit.gate
    async with gate.database.engine.connect() as tx:
        plan = await plan_of(tx, case.person, case.file.municipality_id)
    if plan is None:
        return None
    held = await look(await desk_of(gate, case.visit.actor), plan.space_id)
    async with gate.database.engine.connect() as tx:
        acting = await mandates(tx, gate.signer, plan.space_id)
        begun = [one for one in await appointments(tx, gate.permits.to_appoint(held)) if one.state in OPEN]
    decided = owner_decides(held.space, int(held.at.timestamp()), gate.signer)
    asked = (begun[-1].appointment_id, begun[-1].state) if begun else None
    return Own(plan.space_id, decided or any(one.stands(held.at) for one in acting), plan.coordinated, asked)
