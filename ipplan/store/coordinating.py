"""Who coordinates, by the directory: whom to write to and remind, never to decide by."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, insert, literal, or_, select

from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import (
    account,
    coordinator_appointment,
    coordinator_event,
    coordinator_role,
    participant,
    space,
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A role of whose first contact nobody has written."""

    space_id: UUID
    appointment_id: UUID
    account_id: UUID
    since: datetime
    made_by: UUID | None
    """Who of the unit has asked her."""


async def uncontacted(tx: Tx, begun_before: datetime, now: datetime) -> list[Begun]:
    """Roles by appointment, in force since before a time, without a word of first contact, not reminded of
    yet."""
    asked = coordinator_event.alias("asked")
    told = select(coordinator_event.c.number).where(
        coordinator_event.c.space_id == coordinator_role.c.space_id,
        coordinator_event.c.appointment_id == coordinator_role.c.appointment_id,
        coordinator_event.c.kind.in_(("contacted", "reminded")),
    )
    query = (
        select(
            coordinator_role.c.space_id,
            coordinator_role.c.appointment_id,
            coordinator_role.c.account_id,
            coordinator_role.c.not_before,
            asked.c.author_id,
        )
        .join(space, space.c.space_id == coordinator_role.c.space_id)
        .outerjoin(
            asked,
            and_(
                asked.c.space_id == coordinator_role.c.space_id,
                asked.c.appointment_id == coordinator_role.c.appointment_id,
                asked.c.kind == "appointed",
            ),
        )
        .where(
            coordinator_role.c.appointment_id.is_not(None),
            coordinator_role.c.kind != "deputy",
            coordinator_role.c.withdrawn_at.is_(None),
            or_(coordinator_role.c.expires_at.is_(None), coordinator_role.c.expires_at > now),
            coordinator_role.c.not_before <= begun_before,
            space.c.state == "open",
            ~told.exists(),
        )
    )
    return [Begun(*row) for row in await tx.execute(query)]


async def mark(held: Writing, kind: str, appointment_id: UUID, author_id: UUID) -> bool:
    """Write down what happened by itself, once; returns whether nobody had."""
    if await is_told(held.tx, held.space_id, appointment_id, kind):
        return False
    here = coordinator_event.c.space_id == held.space_id
    last = (await held.tx.execute(select(func.max(coordinator_event.c.number)).where(here))).scalar_one()
    await held.tx.execute(
        insert(coordinator_event).values(
            space_id=held.space_id,
            number=(last or 0) + 1,
            appointment_id=appointment_id,
            kind=kind,
            author_id=author_id,
            at=held.now,
        )
    )
    await held.record("coordination", actor=author_id)
    return True


async def is_told(tx: Tx, space_id: UUID, appointment_id: UUID, kind: str) -> bool:
    """Whether something of that kind has happened."""
    query = select(coordinator_event.c.number).where(
        coordinator_event.c.space_id == space_id,
        coordinator_event.c.appointment_id == appointment_id,
        coordinator_event.c.kind == kind,
    )
    return (await tx.execute(query)).first() is not None


@dataclass(frozen=True, slots=True)
class Appointed:
    """Who was appointed, as a mail names her."""

    name: str
    email: str | None
    kind: str
    at: datetime


async def appointed(tx: Tx, space_id: UUID, appointment_id: UUID) -> Appointed | None:
    """Whom an appointment has made coordinator, while she is; ``None``: nobody."""
    query = (
        select(account.c.name, account.c.email, coordinator_role.c.kind, coordinator_role.c.not_before)
        .join(account, account.c.account_id == coordinator_role.c.account_id)
        .where(
            coordinator_role.c.space_id == space_id,
            coordinator_role.c.appointment_id == appointment_id,
            coordinator_role.c.withdrawn_at.is_(None),
        )
    )
    row = (await tx.execute(query)).first()
    return Appointed(*row) if row else None


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Whom the directory calls a coordinator, without a signed role."""

    space_id: UUID
    account_id: UUID
    name: str
    owner_name: str
    until: datetime | None
    added_by: UUID


async def unsigned(tx: Tx) -> list[Unsigned]:
    """All of those in open spaces."""
    owner = account.alias("owner")
    signed = select(coordinator_role.c.role_id).where(
        coordinator_role.c.space_id == participant.c.space_id,
        coordinator_role.c.account_id == participant.c.account_id,
    )
    query = (
        select(
            participant.c.space_id,
            participant.c.account_id,
            account.c.name,
            owner.c.name.label("owner_name"),
            participant.c.role_until.label("until"),
            participant.c.added_by,
        )
        .join(account, account.c.account_id == participant.c.account_id)
        .join(space, space.c.space_id == participant.c.space_id)
        .join(owner, owner.c.account_id == space.c.owner_id)
        .where(
            participant.c.role == "coordinator",
            participant.c.state == "active",
            space.c.state == "open",
            ~signed.exists(),
        )
        .order_by(owner.c.name, account.c.name)
    )
    return [Unsigned(**row) for row in (await tx.execute(query)).mappings()]


async def matters_of(tx: Tx, account_id: UUID) -> dict[UUID, str]:
    """What somebody who coordinates has to do as such, by space: ``handover``, or ``contact``."""
    mine = (coordinator_role.c.account_id == account_id, coordinator_role.c.withdrawn_at.is_(None))
    own = (
        coordinator_event.c.space_id == coordinator_role.c.space_id,
        coordinator_event.c.author_id == account_id,
    )
    contacted = select(coordinator_event.c.number).where(
        *own,
        coordinator_event.c.appointment_id == coordinator_role.c.appointment_id,
        coordinator_event.c.kind == "contacted",
    )
    first = select(coordinator_role.c.space_id, literal("contact")).where(
        *mine,
        coordinator_role.c.appointment_id.is_not(None),
        coordinator_role.c.kind != "deputy",
        ~contacted.exists(),
    )
    noted = select(coordinator_event.c.number).where(*own, coordinator_event.c.kind == "noted")
    taken = coordinator_event.alias("taken")
    later = (
        select(coordinator_role.c.space_id, literal("handover"))
        .join(
            coordinator_appointment,
            and_(
                coordinator_appointment.c.space_id == coordinator_role.c.space_id,
                coordinator_appointment.c.follows == coordinator_role.c.role_id,
                coordinator_appointment.c.kind != "deputy",
            ),
        )
        .join(
            taken,
            and_(
                taken.c.space_id == coordinator_appointment.c.space_id,
                taken.c.appointment_id == coordinator_appointment.c.appointment_id,
                taken.c.kind == "appointed",
            ),
        )
        .where(*mine, ~noted.exists())
    )
    rows = await tx.execute(first.union_all(later))
    return dict(sorted((row[0], str(row[1])) for row in rows))
