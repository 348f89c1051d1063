"""The municipality's register of who can coordinate, and how much each has; directory alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.store.database import Tx
from ipplan.store.tables import (
    account,
    appointment,
    coordinator,
    coordinator_role,
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


async def unit_people(tx: Tx, municipality_id: str, now: datetime) -> list[UUID]:
    """Who works in a municipality's unit by the directory: to write to, never to decide by."""
    query = select(appointment.c.account_id).where(
        appointment.c.municipality_id == municipality_id,
        appointment.c.ended_at.is_(None),
        appointment.c.expires_at > now,
    )
    return list((await tx.execute(query)).scalars())
