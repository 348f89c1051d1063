"""Who works in a unit now: to whom a case may be given, and who may approve what another has written."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from ipplan.gate.tokens import Signer
from ipplan.gate.unit import Desk, appointments
from ipplan.store.database import Tx
from ipplan.store.tables import appointment


async def staff_of(tx: Tx, signer: Signer, municipality_id: str, now: datetime) -> Mapping[UUID, str]:
    """All with an appointment that is signed and stands, and their roles."""
    here = appointment.c.municipality_id == municipality_id
    found = await appointments(tx, signer, now, here)
    return {one.sub: one.role for one in found if one.municipality == municipality_id}


async def may_approve(tx: Tx, desk: Desk, writer_id: UUID) -> bool:
    """Whether she may approve what ``writer_id`` has written: another than she, who leads the unit.

    Where nobody leads it but the writer, any other of its people may.
    """
    me = desk.actor.account_id
    staff = await staff_of(tx, desk.gate.signer, desk.municipality_id, desk.at)
    leading = {who for who, role in staff.items() if role == "lead" and who != writer_id}
    return me != writer_id and me in (leading or staff)
