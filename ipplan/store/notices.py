"""How each wants to be told, and what waits for her daily mail: kinds, plans and times, and no content."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from ipplan.store.database import Tx
from ipplan.store.tables import notice_choice, notice_digest, notice_waiting


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for somebody's daily mail."""

    space_id: UUID
    kind: str


async def choices_of(tx: Tx, account_id: UUID) -> Mapping[str, str]:
    """What somebody has chosen, by kind; what is not there she has not."""
    query = select(notice_choice.c.kind, notice_choice.c.how).where(notice_choice.c.account_id == account_id)
    return {row.kind: row.how for row in await tx.execute(query)}


async def choose(tx: Tx, account_id: UUID, chosen: Mapping[str, str], now: datetime) -> None:
    """From now on she is told so."""
    for kind, how in sorted(chosen.items()):
        await tx.execute(
            insert(notice_choice)
            .values(account_id=account_id, kind=kind, how=how, at=now)
            .on_conflict_do_update(index_elements=["account_id", "kind"], set_={"how": how, "at": now})
        )


async def put_waiting(
    tx: Tx, account_id: UUID, space_id: UUID, kind: str, message_id: str, now: datetime
) -> None:
    """Let something wait for her next daily mail; the same one twice is one."""
    mark = hashlib.sha256(message_id.encode()).digest()
    values = {"account_id": account_id, "space_id": space_id, "kind": kind, "mark": mark, "at": now}
    await tx.execute(insert(notice_waiting).values(**values).on_conflict_do_nothing())


async def who_waits(tx: Tx, before: datetime) -> Sequence[UUID]:
    """For whom something has waited since before then."""
    query = select(notice_waiting.c.account_id).where(notice_waiting.c.at < before).distinct()
    return sorted((await tx.execute(query)).scalars())


async def waiting_for(tx: Tx, account_id: UUID, before: datetime) -> Sequence[Waiting]:
    """What has waited for somebody since before then."""
    query = select(notice_waiting.c.space_id, notice_waiting.c.kind).where(
        notice_waiting.c.account_id == account_id, notice_waiting.c.at < before
    )
    return [Waiting(*row) for row in await tx.execute(query)]


async def drop_waiting(tx: Tx, account_id: UUID, before: datetime) -> None:
    """It has been told."""
    await tx.execute(
        delete(notice_waiting).where(notice_waiting.c.account_id == account_id, notice_waiting.c.at < before)
    )


async def first_digest(tx: Tx, account_id: UUID, day: date, now: datetime) -> bool:
    """Whether nobody has promised her that day's mail: of two workers, one does."""
    done = await tx.execute(
        insert(notice_digest)
        .values(account_id=account_id, day=day, at=now)
        .on_conflict_do_nothing()
        .returning(notice_digest.c.day)
    )
    return done.first() is not None
