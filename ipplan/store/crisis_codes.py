"""Codes to a plan's crisis page as rows, nothing judged; and who was told of an opening."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from ipplan.store.database import Tx
from ipplan.store.sessions import hashed
from ipplan.store.tables import crisis_code, crisis_opening


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code as its row has it."""

    space_id: UUID
    code_id: UUID
    section_id: UUID
    secret_hash: bytes
    not_before: datetime
    expires_at: datetime
    granted_by: UUID
    mandate_id: UUID | None
    consent_id: UUID
    token: str
    withdrawn_at: datetime | None = None
    withdrawal: str | None = None


async def code_by_secret(tx: Tx, secret: str) -> CodeRow | None:
    """The code of an address, whatever became of it; ``None``: there never was one."""
    found = (await tx.execute(select(crisis_code).where(crisis_code.c.secret_hash == hashed(secret)))).first()
    return CodeRow(*found) if found else None


async def codes_of(tx: Tx, space_id: UUID) -> Sequence[CodeRow]:
    """Those of a space that nobody has taken back: at most one."""
    query = select(crisis_code).where(
        crisis_code.c.space_id == space_id, crisis_code.c.withdrawn_at.is_(None)
    )
    return [CodeRow(*row) for row in await tx.execute(query)]


async def put_code(tx: Tx, row: CodeRow) -> None:
    """A new code."""
    values = {name: getattr(row, name) for name in CodeRow.__slots__}
    await tx.execute(insert(crisis_code).values(**values))


async def end_code(tx: Tx, row: CodeRow, at: datetime, withdrawal: str) -> None:
    """It opens nothing more."""
    this = (crisis_code.c.space_id == row.space_id, crisis_code.c.code_id == row.code_id)
    await tx.execute(update(crisis_code).where(*this).values(withdrawn_at=at, withdrawal=withdrawal))


async def first_opening(tx: Tx, row: CodeRow, account_id: UUID, at: datetime) -> datetime | None:
    """The hour, if somebody opens the page in it for the first time: one mail for each is enough."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    done = await tx.execute(
        insert(crisis_opening)
        .values(space_id=row.space_id, code_id=row.code_id, account_id=account_id, hour=hour)
        .on_conflict_do_nothing()
        .returning(crisis_opening.c.hour)
    )
    return hour if done.first() is not None else None
