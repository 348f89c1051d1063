"""The municipality's register of who can coordinate, and how much each has; directory alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, case, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import (
    account,
    appointment,
    coordinator,
    coordinator_event,
    coordinator_role,
    participant,
    space,
)


@dataclass(frozen=True, slots=True)
class Registered:
    """Somebody in the register."""

    account_id: UUID
    name: str
    title: str
    organisation: str
    email: str | None
    competence: Sequence[str]
    most: int | None
    manager_id: UUID | None
    manager_name: str
    manager_email: str
    trained_at: datetime | None
    load: int


def _load(now: datetime) -> Any:
    """How many open spaces somebody coordinates; to stand in for another does not count."""
    return (
        select(func.count(coordinator_role.c.space_id.distinct()))
        .join(space, space.c.space_id == coordinator_role.c.space_id)
        .where(
            coordinator_role.c.account_id == coordinator.c.account_id,
            coordinator_role.c.kind != "deputy",
            coordinator_role.c.withdrawn_at.is_(None),
            or_(coordinator_role.c.expires_at.is_(None), coordinator_role.c.expires_at > now),
            space.c.state == "open",
        )
        .correlate(coordinator)
        .scalar_subquery()
    )


def _query(municipality_id: str, now: datetime) -> Select[Any]:
    return (
        select(
            account.c.account_id,
            account.c.name,
            account.c.title,
            # Where somebody with a protected address is, is told to nobody (accounts.py).
            case((account.c.protected, ""), else_=account.c.organisation).label("organisation"),
            account.c.email,
            coordinator.c.competence,
            coordinator.c.most,
            coordinator.c.manager_id,
            coordinator.c.manager_name,
            coordinator.c.manager_email,
            coordinator.c.trained_at,
            _load(now).label("load"),
        )
        .join(account, account.c.account_id == coordinator.c.account_id)
        .where(
            coordinator.c.municipality_id == municipality_id,
            coordinator.c.ended_at.is_(None),
            account.c.state == "active",
        )
    )


async def registered(tx: Tx, municipality_id: str, now: datetime) -> list[Registered]:
    """All who can coordinate in a municipality, by name."""
    rows = [Registered(**row) for row in (await tx.execute(_query(municipality_id, now))).mappings()]
    return sorted(rows, key=lambda one: (one.name, one.account_id))


async def one_registered(tx: Tx, municipality_id: str, account_id: UUID, now: datetime) -> Registered | None:
    """One of them."""
    found = await tx.execute(_query(municipality_id, now).where(account.c.account_id == account_id))
    row = found.mappings().first()
    return Registered(**row) if row else None


async def put_registered(
    tx: Tx,
    municipality_id: str,
    account_id: UUID,
    *,
    competence: Collection[str],
    most: int | None,
    manager_id: UUID | None,
    manager_name: str,
    manager_email: str,
    trained_at: datetime | None,
    added_by: UUID,
    now: datetime,
) -> None:
    """Put somebody into the register, or change what stands of her."""
    values = {
        "competence": sorted(competence),
        "most": most,
        "manager_id": manager_id,
        "manager_name": manager_name,
        "manager_email": manager_email,
        "trained_at": trained_at,
        "added_by": added_by,
        "added_at": now,
        "ended_at": None,
    }
    await tx.execute(
        upsert(coordinator)
        .values(municipality_id=municipality_id, account_id=account_id, **values)
        .on_conflict_do_update(index_elements=["municipality_id", "account_id"], set_=values)
    )


async def take_off(tx: Tx, municipality_id: str, account_id: UUID, now: datetime) -> None:
    """Take somebody off the register; whom she coordinates for she keeps until the unit ends it."""
    here = (coordinator.c.municipality_id == municipality_id, coordinator.c.account_id == account_id)
    await tx.execute(update(coordinator).where(*here, coordinator.c.ended_at.is_(None)).values(ended_at=now))


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


async def unit_people(tx: Tx, municipality_id: str, now: datetime) -> list[UUID]:
    """Who works in a municipality's unit by the directory: to write to, never to decide by."""
    query = select(appointment.c.account_id).where(
        appointment.c.municipality_id == municipality_id,
        appointment.c.ended_at.is_(None),
        appointment.c.expires_at > now,
    )
    return list((await tx.execute(query)).scalars())
