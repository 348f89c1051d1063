"""The coordinating unit: who works in it, by signed appointment, and how it writes in plans it cannot read.

Whoever signs mandates lets people into plans. So a row in the database makes nobody a member of the unit, and
an appointment ends by itself after a year if nobody ends it before.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from ipplan.gate.claims import AppointmentClaims
from ipplan.gate.consents import FIRST
from ipplan.gate.facts import SpaceFacts
from ipplan.gate.gate import Gate
from ipplan.gate.representing import closing_in
from ipplan.gate.tokens import Signer
from ipplan.gate.visit import Actor
from ipplan.permit import Refused
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing, writing
from ipplan.store.tables import appointment

LASTS = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody of the unit at work, for one municipality."""

    gate: Gate
    actor: Actor
    municipality_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """A plan as the unit sees it: who takes part and who decides, and nothing that stands in it."""

    by: Actor
    space: SpaceFacts
    at: datetime


async def appoint(tx: Tx, signer: Signer, account_id: UUID, municipality_id: str, now: datetime) -> UUID:
    """Let somebody work in a municipality's unit for a year; what she had before ends."""
    await dismiss(tx, account_id, now)
    appointment_id, start = uuid4(), now.replace(microsecond=0)
    claims = {
        "jti": str(appointment_id),
        "iat": int(start.timestamp()),
        "exp": int((start + LASTS).timestamp()),
        "sub": str(account_id),
        "municipality": municipality_id,
    }
    await tx.execute(
        insert(appointment).values(
            appointment_id=appointment_id,
            municipality_id=municipality_id,
            account_id=account_id,
            appointed_at=start,
            expires_at=start + LASTS,
            token=signer.sign("appointment", claims),
        )
    )
    return appointment_id


async def dismiss(tx: Tx, account_id: UUID, now: datetime) -> None:
    """End somebody's appointment. Its token is not kept: no mark that is deleted brings it back."""
    await tx.execute(
        update(appointment)
        .where(appointment.c.account_id == account_id, appointment.c.ended_at.is_(None))
        .values(ended_at=now, token=None)
    )


async def unit_of(tx: Tx, signer: Signer, account_id: UUID, now: datetime) -> str | None:
    """In which municipality's unit somebody works now; ``None``: in none."""
    query = select(appointment.c.appointment_id, appointment.c.municipality_id, appointment.c.token).where(
        appointment.c.account_id == account_id, appointment.c.ended_at.is_(None)
    )
    for row in await tx.execute(query):
        claims = signer.appointment(row.token or "")
        if not isinstance(claims, AppointmentClaims) or claims.exp <= now.timestamp():
            continue
        if (claims.jti, claims.sub, claims.municipality) == (row[0], account_id, row[1]):
            return claims.municipality
    return None


async def desk_of(gate: Gate, actor: Actor, within: Tx | None = None) -> Desk:
    """Somebody's place in the unit; raises `Refused` for all who do not work there."""
    if within is None:
        async with gate.database.engine.connect() as tx:
            return await desk_of(gate, actor, tx)
    now = gate.clock.now()
    municipality_id = await unit_of(within, gate.signer, actor.account_id, now)
    if municipality_id is None:
        raise Refused("not_unit")
    return Desk(gate, actor, municipality_id, now)


async def look(desk: Desk, space_id: UUID) -> Case:
    """One plan of the unit's own municipality; raises `Refused`."""
    return _case(desk, *await desk.gate.space(space_id))


@asynccontextmanager
async def casework(gate: Gate, actor: Actor, space_id: UUID) -> AsyncIterator[tuple[Writing, Case]]:
    """The unit writes in a plan's directory, under the space's lock; raises `Refused`."""
    await look(await desk_of(gate, actor), space_id)
    async with writing(gate.database, gate.clock, space_id) as held:
        desk = await desk_of(gate, actor, held.tx)
        yield held, _case(desk, *await gate.space(space_id, held.tx))


def _case(desk: Desk, space: SpaceFacts, at: datetime) -> Case:
    if space.municipality_id != desk.municipality_id or space.kind not in FIRST:
        raise Refused("not_the_units")
    if closing_in(space, desk.gate.signer) is not None:
        raise Refused("closed")
    return Case(desk.actor, space, at)
