"""The coordinating unit: who works in it, by signed appointment, and how it writes in plans it cannot read.

Whoever signs mandates lets people into plans. So a row in the database makes nobody a member of the unit, and
an appointment ends by itself after a year if nobody ends it before.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Row, insert, or_, select, update

from ipplan.gate.consents import FIRST
from ipplan.gate.facts import SpaceFacts
from ipplan.gate.gate import Gate
from ipplan.gate.representing import closing_in
from ipplan.gate.tokens import Signer
from ipplan.gate.unit_claims import AppointmentClaims
from ipplan.gate.visit import Actor
from ipplan.permit import Refused
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing, writing
from ipplan.store.tables import account, appointment

LASTS = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody of the unit at work, for one municipality."""

    gate: Gate
    actor: Actor
    municipality_id: str
    at: datetime
    role: str = "caseworker"
    """One of `UNIT_ROLES`: a lead may all that a caseworker may."""

    @property
    def leads(self) -> bool:
        return self.role == "lead"


@dataclass(frozen=True, slots=True)
class Case:
    """A plan as the unit sees it: who takes part and who decides, and nothing that stands in it."""

    by: Actor
    space: SpaceFacts
    at: datetime


async def appoint(
    tx: Tx,
    signer: Signer,
    account_id: UUID,
    municipality_id: str,
    now: datetime,
    *,
    role: str = "caseworker",
    by: UUID | None = None,
) -> UUID:
    """Let somebody work in a municipality's unit for a year; what she had before ends.

    ``by``: who appoints; ``None``: it is done by hand on the server.
    """
    await dismiss(tx, account_id, now)
    appointment_id, start = uuid4(), now.replace(microsecond=0)
    claims = {
        "jti": str(appointment_id),
        "iat": int(start.timestamp()),
        "exp": int((start + LASTS).timestamp()),
        "sub": str(account_id),
        "municipality": municipality_id,
        "role": role,
        "appointed_by": str(by) if by else None,
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
    found = await appointments(tx, signer, now, appointment.c.account_id == account_id)
    return found[0].municipality if found else None


async def appointments(
    tx: Tx, signer: Signer, now: datetime, whose: ColumnElement[bool], *, locked: bool = False
) -> list[AppointmentClaims]:
    """Those appointments that stand now; ``locked``: nobody else ends one of them meanwhile.

    Who has left her work since she was appointed, or has no account any more, works here no more either.
    """
    stays = or_(
        account.c.leaves_at.is_(None),
        account.c.leaves_at > now,
        account.c.leaves_at < appointment.c.appointed_at,
    )
    query = (
        select(appointment)
        .join(account, account.c.account_id == appointment.c.account_id)
        .where(whose, appointment.c.ended_at.is_(None), account.c.state == "active", stays)
    )
    if locked:
        query = query.order_by(appointment.c.appointment_id).with_for_update(of=appointment)
    return [claims for row in await tx.execute(query) if (claims := _stands(row, signer, now))]


def _stands(row: Row[Any], signer: Signer, now: datetime) -> AppointmentClaims | None:
    claims = signer.appointment(row.token or "")
    if not isinstance(claims, AppointmentClaims) or claims.exp <= now.timestamp():
        return None
    own = (row.appointment_id, row.account_id, row.municipality_id)
    return claims if (claims.jti, claims.sub, claims.municipality) == own else None


async def lead_of(gate: Gate, actor: Actor, within: Tx | None = None) -> Desk:
    """The place of somebody who leads the unit; raises `Refused` for all who do not."""
    desk = await desk_of(gate, actor, within)
    if not desk.leads:
        raise Refused("not_lead")
    return desk


async def desk_of(gate: Gate, actor: Actor, within: Tx | None = None) -> Desk:
    """Somebody's place in the unit; raises `Refused` for all who do not work there."""
    if within is None:
        async with gate.database.engine.connect() as tx:
            return await desk_of(gate, actor, tx)
    now = gate.clock.now()
    found = await appointments(within, gate.signer, now, appointment.c.account_id == actor.account_id)
    if not found:
        raise Refused("not_unit")
    return Desk(gate, actor, found[0].municipality, now, found[0].role)


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
