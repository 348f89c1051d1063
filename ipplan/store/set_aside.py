"""What somebody was about to sign, kept while she logs in anew: sealed, her own, and gone within the hour."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select

from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.tables import set_aside

KEPT_FOR = timedelta(minutes=30)


async def put_aside(
    tx: Tx, key: bytes, account_id: UUID, path: str, typed: Mapping[str, str], now: datetime
) -> UUID:
    """Keep a filled-in form of the page at ``path``, and throw out what is too old."""
    await tx.execute(delete(set_aside).where(set_aside.c.at < now - KEPT_FOR))
    return await put_piece(tx, key, account_id, path, json.dumps(dict(typed)).encode(), now)


async def put_piece(tx: Tx, key: bytes, account_id: UUID, path: str, plain: bytes, now: datetime) -> UUID:
    """Keep bytes of what was sent to the page at ``path``, as long."""
    set_aside_id = uuid4()
    sealed = seal.seal(key, plain, _bound_to(set_aside_id, account_id, path))
    await tx.execute(
        insert(set_aside).values(set_aside_id=set_aside_id, account_id=account_id, at=now, sealed=sealed)
    )
    return set_aside_id


async def taken_up(
    tx: Tx, key: bytes, account_id: UUID, path: str, set_aside_id: UUID, now: datetime
) -> dict[str, str]:
    """The form again, for the same person and page; empty where there is none. It may be looked at again."""
    plain = await piece_of(tx, key, account_id, path, set_aside_id, now)
    typed: dict[str, str] = json.loads(plain) if plain is not None else {}
    return typed


async def piece_of(
    tx: Tx, key: bytes, account_id: UUID, path: str, set_aside_id: UUID, now: datetime
) -> bytes | None:
    """Bytes that were kept, for the same person and page; ``None`` where they are not there any more."""
    query = select(set_aside.c.sealed).where(
        set_aside.c.set_aside_id == set_aside_id,
        set_aside.c.account_id == account_id,
        set_aside.c.at >= now - KEPT_FOR,
    )
    sealed = (await tx.execute(query)).scalar_one_or_none()
    if sealed is None:
        return None
    try:
        return seal.unseal(key, sealed, _bound_to(set_aside_id, account_id, path))
    except seal.SealBroken:
        return None


async def throw_out(tx: Tx, *ids: UUID) -> None:
    """They are not needed any more."""
    await tx.execute(delete(set_aside).where(set_aside.c.set_aside_id.in_(ids)))


def _bound_to(set_aside_id: UUID, account_id: UUID, path: str) -> bytes:
    return b"aside" + set_aside_id.bytes + account_id.bytes + path.encode()
