"""The catalogue of services and user organisations: what was written stays, and a change is a new version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from ipplan.store.database import Tx
from ipplan.store.tables import catalogue_entry as table


class ChangedMeanwhile(Exception):
    """Somebody has saved a version since the one that was to be changed."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of an entry; what is not written in a form of the language is empty there."""

    entry_id: UUID
    number: int
    municipality_id: str
    closed: bool
    kind: str
    """``service`` or ``organisation``."""
    area: str
    name_nb: str
    name_nn: str
    helps_nb: str
    helps_nn: str
    whom_nb: str
    whom_nn: str
    hours_nb: str
    hours_nn: str
    phone: str
    web: str
    mail: str
    author_id: UUID
    at: datetime


async def entries(tx: Tx, municipality_id: str) -> Sequence[Entry]:
    """The newest version of each of a municipality's entries, closed ones too."""
    return [Entry(*row) for row in await tx.execute(_newest(municipality_id))]


async def entry_of(tx: Tx, municipality_id: str, entry_id: UUID) -> Entry | None:
    """The newest version of one of them; ``None`` where the municipality has none such."""
    query = _newest(municipality_id).where(table.c.entry_id == entry_id)
    row = (await tx.execute(query)).first()
    return Entry(*row) if row else None


async def versions_of(tx: Tx, municipality_id: str, entry_id: UUID) -> Sequence[Entry]:
    """All versions of one of them, the newest first."""
    here = (table.c.municipality_id == municipality_id, table.c.entry_id == entry_id)
    query = select(table).where(*here).order_by(table.c.number.desc())
    return [Entry(*row) for row in await tx.execute(query)]


async def put_entry(
    tx: Tx,
    municipality_id: str,
    entry_id: UUID,
    base: int,
    values: Mapping[str, str],
    *,
    closed: bool = False,
    author_id: UUID,
    now: datetime,
) -> None:
    """The version after ``base`` (0: the first). Raises `ChangedMeanwhile` where there is one already.

    Whose the entry is, is for the caller to have looked up.
    """
    row = {"entry_id": entry_id, "number": base + 1, "municipality_id": municipality_id, "closed": closed}
    made = insert(table).values(**values, **row, author_id=author_id, at=now).on_conflict_do_nothing()
    if (await tx.execute(made.returning(table.c.number))).first() is None:
        raise ChangedMeanwhile


def _newest(municipality_id: str) -> Select[Any]:
    return (
        select(table)
        .where(table.c.municipality_id == municipality_id)
        .ext(distinct_on(table.c.entry_id))
        .order_by(table.c.entry_id, table.c.number.desc())
    )
