"""The guided start: to whom it has been offered, and who has gone through it or did not want to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from ipplan.store.database import Tx
from ipplan.store.tables import first_use

OUTCOMES = ("done", "skipped")


async def outcome_of(tx: Tx, account_id: UUID) -> str | None:
    """``offered`` or one of `OUTCOMES`; ``None``: she has not been met yet."""
    query = select(first_use.c.outcome).where(first_use.c.account_id == account_id)
    return (await tx.execute(query)).scalar_one_or_none()


async def note_offered(tx: Tx, account_id: UUID, now: datetime) -> None:
    """She has been led to it: not again, unless she goes there by herself."""
    values = {"account_id": account_id, "outcome": "offered", "at": now}
    await tx.execute(insert(first_use).values(**values).on_conflict_do_nothing())


async def note_ended(tx: Tx, account_id: UUID, outcome: str, now: datetime) -> None:
    """It is behind her, one way or the other; what she did last counts."""
    values = {"outcome": outcome, "at": now}
    await tx.execute(
        insert(first_use)
        .values(account_id=account_id, **values)
        .on_conflict_do_update(index_elements=["account_id"], set_=values)
    )
