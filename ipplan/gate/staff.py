"""Who works in a municipality's unit now: to choose among, never to decide access by."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from ipplan.gate.tokens import Signer
from ipplan.gate.unit import Desk, unit_of
from ipplan.store.database import Tx
from ipplan.store.tables import appointment


async def staff_of(tx: Tx, signer: Signer, municipality_id: str, now: datetime) -> list[UUID]:
    """All with an appointment that is signed and stands."""
    here = (appointment.c.municipality_id == municipality_id, appointment.c.ended_at.is_(None))
    ids = (await tx.execute(select(appointment.c.account_id).where(*here).distinct())).scalars().all()
    return [one for one in ids if await unit_of(tx, signer, one, now) == municipality_id]


def leads(desk: Desk) -> bool:
    """Whether she leads the unit; where nobody is told apart, everybody does."""
    return getattr(desk, "role", "lead") == "lead"
