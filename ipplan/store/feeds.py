"""Secret addresses by which people's own calendars fetch their meetings: one each, known by its hash."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import structlog
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.sessions import hashed
from ipplan.store.tables import account, calendar_feed

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose meetings are fetched by an address, and in which words."""

    account_id: UUID
    language: str


async def put_feed(tx: Tx, key: bytes, account_id: UUID, token: str, now: datetime) -> None:
    """From now on somebody's address is that of ``token``; one that she had before is none any more.

    The row is sealed: whoever puts his own token's hash in it, or beside another's name, fetches nothing.
    """
    values = {"token_hash": hashed(token), "made_at": now}
    values["sealed"] = seal.seal(key, b"", _bound_to(account_id, hashed(token), now))
    await tx.execute(
        upsert(calendar_feed)
        .values(account_id=account_id, **values)
        .on_conflict_do_update(index_elements=["account_id"], set_=values)
    )


async def end_feed(tx: Tx, account_id: UUID) -> None:
    """Somebody's address is none any more, if she had one."""
    await tx.execute(delete(calendar_feed).where(calendar_feed.c.account_id == account_id))


async def feed_made_at(tx: Tx, account_id: UUID) -> datetime | None:
    """Since when somebody has had the address that she has; ``None``: she has none."""
    query = select(calendar_feed.c.made_at).where(calendar_feed.c.account_id == account_id)
    found: datetime | None = (await tx.execute(query)).scalar_one_or_none()
    return found


async def feed_by_token(tx: Tx, key: bytes, token: str) -> Feed | None:
    """Whose address it is; ``None``: nobody's, or of one whose account has ended, or the row was edited."""
    query = (
        select(calendar_feed, account.c.language)
        .join(account, account.c.account_id == calendar_feed.c.account_id)
        .where(calendar_feed.c.token_hash == hashed(token), account.c.state == "active")
    )
    row = (await tx.execute(query)).first()
    if row is None:
        return None
    try:
        seal.unseal(key, row.sealed, _bound_to(row.account_id, row.token_hash, row.made_at))
    except seal.SealBroken:
        log.error("calendar_feed_broken", account=str(row.account_id))
        return None
    return Feed(row.account_id, row.language)


def _bound_to(account_id: UUID, token_hash: bytes, made_at: datetime) -> bytes:
    parts = [str(account_id), token_hash.hex(), made_at.astimezone(UTC).isoformat()]
    return b"calendar feed" + json.dumps(parts).encode()
