"""A municipality's plans as its unit lists them: whose they are, who coordinates, and who acts for the owner.

From the directory alone; what a mandate says is asked of its signature where something is decided by it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select

from ipplan.store.database import Tx
from ipplan.store.tables import account, mandate, participant, space


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan of the list."""

    space_id: UUID
    owner_name: str
    coordinators: tuple[str, ...]
    acting: tuple[str, ...]
    ends: datetime | None
    kind: str
    """The first end, by the clock, of who acts for the owner."""


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """Somebody's plan, or coordination without one, and whether anybody coordinates it."""

    space_id: UUID
    coordinated: bool


async def plan_of(tx: Tx, owner_id: UUID, municipality_id: str) -> OwnPlan | None:
    """Somebody's own open one in a municipality; a person has at most one."""
    coordinating = select(participant.c.account_id).where(
        participant.c.space_id == space.c.space_id,
        participant.c.role == "coordinator",
        participant.c.state == "active",
    )
    query = select(space.c.space_id, coordinating.exists()).where(
        space.c.owner_id == owner_id,
        space.c.municipality_id == municipality_id,
        space.c.kind.in_(("plan", "coordination")),
        space.c.state == "open",
    )
    row = (await tx.execute(query)).first()
    return OwnPlan(*row) if row else None


async def plans_of(
    tx: Tx, municipality_id: str, name: str, *, kinds: Collection[str], at: datetime, most: int
) -> list[PlanRow]:
    """Open spaces of some kinds by their owners' names; ``name``: a part of it, or nothing."""
    owner, coordinator = account.alias("owner"), account.alias("coordinator")
    coordinators = (
        select(func.array_agg(coordinator.c.name.distinct()))
        .join(participant, participant.c.account_id == coordinator.c.account_id)
        .where(
            participant.c.space_id == space.c.space_id,
            participant.c.role == "coordinator",
            participant.c.state == "active",
            coordinator.c.state == "active",
        )
        .scalar_subquery()
    )
    query = (
        select(
            space.c.space_id,
            owner.c.name,
            coordinators,
            _acting(at, func.array_agg(account.c.name.distinct())).scalar_subquery(),
            _acting(at, func.min(mandate.c.expires_at)).scalar_subquery(),
            space.c.kind,
        )
        .join(owner, owner.c.account_id == space.c.owner_id)
        .where(
            space.c.municipality_id == municipality_id,
            space.c.kind.in_(kinds),
            space.c.state == "open",
            owner.c.name.icontains(name, autoescape=True),
        )
        .order_by(owner.c.name, space.c.space_id)
        .limit(most)
    )
    rows = (await tx.execute(query)).all()
    return [PlanRow(row[0], row[1], tuple(row[2] or ()), tuple(row[3] or ()), row[4], row[5]) for row in rows]


async def coordinated_by(tx: Tx, municipality_id: str, account_id: UUID) -> list[tuple[UUID, str]]:
    """The municipality's open spaces that somebody coordinates: which, and whose."""
    query = (
        select(space.c.space_id, account.c.name)
        .join(account, account.c.account_id == space.c.owner_id)
        .join(participant, participant.c.space_id == space.c.space_id)
        .where(
            space.c.municipality_id == municipality_id,
            space.c.state == "open",
            participant.c.account_id == account_id,
            participant.c.role == "coordinator",
            participant.c.state == "active",
        )
        .order_by(account.c.name)
    )
    return [(row[0], row[1]) for row in await tx.execute(query)]


async def without_coordinator(
    tx: Tx, municipality_id: str, *, kinds: Collection[str]
) -> list[tuple[UUID, str]]:
    """The municipality's open spaces that had a coordinator and have none: which, and whose."""
    by = account.alias("by")
    here = (
        select(participant.c.account_id)
        .join(by, by.c.account_id == participant.c.account_id)
        .where(participant.c.space_id == space.c.space_id, participant.c.role == "coordinator")
        .correlate(space)
    )
    query = (
        select(space.c.space_id, account.c.name)
        .join(account, account.c.account_id == space.c.owner_id)
        .where(
            space.c.municipality_id == municipality_id,
            space.c.state == "open",
            space.c.kind.in_(kinds),
            here.exists(),
            ~here.where(participant.c.state == "active", by.c.state == "active").exists(),
        )
        .order_by(account.c.name)
    )
    return [(row[0], row[1]) for row in await tx.execute(query)]


def _acting(at: datetime, what: Any) -> Select[Any]:
    """Of the mandates that stand in the space that is asked about."""
    return (
        select(what)
        .select_from(mandate.join(account, account.c.account_id == mandate.c.representative_id))
        .where(
            and_(
                mandate.c.space_id == space.c.space_id,
                mandate.c.withdrawn_at.is_(None),
                mandate.c.not_before <= at,
                mandate.c.expires_at > at,
            )
        )
        .correlate(space)
    )
