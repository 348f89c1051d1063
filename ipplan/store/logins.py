"""Login transactions: what must be remembered while somebody is away at the provider. Used once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.store.database import Tx
from ipplan.store.tables import login_transaction, logout_token

KEPT_FOR = timedelta(minutes=10)


async def put_transaction(tx: Tx, state_hash: bytes, sealed: bytes, now: datetime) -> None:
    """Keep a transaction, and throw out what is too old to be used."""
    await tx.execute(delete(login_transaction).where(login_transaction.c.created_at < now - KEPT_FOR))
    await tx.execute(insert(login_transaction).values(state_hash=state_hash, sealed=sealed, created_at=now))


async def kept_transaction(tx: Tx, state_hash: bytes, now: datetime) -> bytes | None:
    """Look at one that is not too old, and leave it where it is."""
    query = select(login_transaction.c.sealed).where(
        login_transaction.c.state_hash == state_hash, login_transaction.c.created_at >= now - KEPT_FOR
    )
    return (await tx.execute(query)).scalar_one_or_none()


async def take_transaction(tx: Tx, state_hash: bytes) -> bytes | None:
    """Take a transaction out for good: a second answer to the same state finds nothing."""
    query = (
        delete(login_transaction)
        .where(login_transaction.c.state_hash == state_hash)
        .returning(login_transaction.c.sealed)
    )
    return (await tx.execute(query)).scalar_one_or_none()


async def first_sight(tx: Tx, issuer: str, jti: str, now: datetime) -> bool:
    """Whether a logout token is seen for the first time."""
    statement = upsert(logout_token).values(issuer=issuer, jti=jti, at=now).on_conflict_do_nothing()
    return (await tx.execute(statement.returning(logout_token.c.jti))).first() is not None
