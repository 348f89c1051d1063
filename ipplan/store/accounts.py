"""Accounts: one per identity number, which is sealed, found by a keyed index, and shown to nobody."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.tables import account


class AccountExists(Exception):
    """The identity number has an account already."""


@dataclass(frozen=True, slots=True)
class Account:
    account_id: UUID
    municipality_id: str
    name: str
    email: str | None
    title: str
    organisation: str
    language: str
    state: str
    has_pid: bool


@dataclass(frozen=True, slots=True)
class PidKeys:
    """The keys that hide identity numbers: one seals, one indexes."""

    seal: bytes = field(repr=False)
    index: bytes = field(repr=False)

    def indexed(self, pid: str) -> bytes:
        """The blind index: equal for equal numbers, and useless without the key."""
        return hmac.digest(self.index, pid.encode(), "sha256")

    def sealed(self, pid: str) -> bytes:
        return seal.seal(self.seal, pid.encode(), b"pid")


_COLUMNS = (
    account.c.account_id,
    account.c.municipality_id,
    account.c.name,
    account.c.email,
    account.c.title,
    account.c.organisation,
    account.c.language,
    account.c.state,
    account.c.pid_index.is_not(None).label("has_pid"),
)


async def create_account(
    tx: Tx,
    *,
    municipality_id: str,
    name: str,
    email: str | None,
    title: str,
    organisation: str,
    pid_index: bytes | None,
    pid_sealed: bytes | None,
    now: datetime,
) -> UUID:
    """A new account; raises `AccountExists` where the identity number has one."""
    account_id = uuid4()
    try:
        async with tx.begin_nested():
            await tx.execute(
                insert(account).values(
                    account_id=account_id,
                    municipality_id=municipality_id,
                    name=name,
                    email=email,
                    title=title,
                    organisation=organisation,
                    pid_index=pid_index,
                    pid_sealed=pid_sealed,
                    language="nb",
                    state="active",
                    created_at=now,
                )
            )
    except IntegrityError as error:
        raise AccountExists from error
    return account_id


async def account_by_pid(tx: Tx, pid_index: bytes) -> Account | None:
    """The account of an identity number, by its blind index."""
    row = (await tx.execute(select(*_COLUMNS).where(account.c.pid_index == pid_index))).mappings().first()
    return Account(**row) if row else None


async def accounts(tx: Tx, account_ids: Iterable[UUID]) -> dict[UUID, Account]:
    """Several accounts by id; unknown ids are not in the answer."""
    query = select(*_COLUMNS).where(account.c.account_id.in_(set(account_ids)))
    found = (Account(**row) for row in (await tx.execute(query)).mappings())
    return {one.account_id: one for one in found}


async def names(tx: Tx, account_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """The names to show for some ids."""
    return {one.account_id: one.name for one in (await accounts(tx, account_ids)).values()}


async def close_account(tx: Tx, account_id: UUID) -> None:
    """Close an account: every read and login is refused from the next on."""
    await tx.execute(update(account).where(account.c.account_id == account_id).values(state="closed"))
