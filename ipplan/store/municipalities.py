"""Municipalities, and what each has set for its coordinating unit."""

from dataclasses import dataclass

from sqlalchemy import select, update

from ipplan.store.database import Tx
from ipplan.store.tables import municipality


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality as its unit has set it up."""

    municipality_id: str
    name: str
    case_weeks: int
    """Within how many weeks an inquiry is decided."""
    second_approver: bool
    """Whether a second person approves a decision before it stands."""
    letter_language: str
    """``nb`` or ``nn``: in which form of the language letters are written where nothing else is asked for."""
    county_governor: str
    """To whom complaints are forwarded; empty: not set."""
    unit_name: str
    unit_address: str
    unit_phone: str
    unit_email: str


async def municipality_of(tx: Tx, municipality_id: str) -> Municipality | None:
    """One of them; ``None`` where there is none."""
    query = select(municipality).where(municipality.c.municipality_id == municipality_id)
    row = (await tx.execute(query)).mappings().first()
    return Municipality(**row) if row else None


async def all_municipalities(tx: Tx) -> list[Municipality]:
    """All of the installation's."""
    return [Municipality(**row) for row in (await tx.execute(select(municipality))).mappings()]


async def set_up(tx: Tx, municipality_id: str, **values: object) -> None:
    """Set what the unit may set: columns by name."""
    here = municipality.c.municipality_id == municipality_id
    await tx.execute(update(municipality).where(here).values(**values))
