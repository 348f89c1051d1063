"""Accounts: one per identity number, which is sealed, found by a keyed index, and shown to nobody."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

import structlog
from sqlalchemy import case, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from ipplan.language import EASY
from ipplan.store import seal
from ipplan.store.database import Tx
from ipplan.store.tables import account, preference

log = structlog.get_logger()


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
    protected: bool = False
    """Whether her address is protected: then nothing is shown that says where she is."""


@dataclass(frozen=True, slots=True)
class PidKeys:
    """The keys that hide identity numbers: one seals, one indexes."""

    seal: bytes = field(repr=False)
    index: bytes = field(repr=False)

    def indexed(self, pid: str) -> bytes:
        """The blind index: equal for equal numbers, and useless without the key."""
        return hmac.digest(self.index, pid.encode(), "sha256")

    def sealed(self, pid: str, whose: bytes) -> bytes:
        """The number, sealed for the account or invitation ``whose``: another's does not open there."""
        return seal.seal(self.seal, pid.encode(), b"pid" + whose)

    def opened(self, sealed: bytes, whose: bytes) -> str:
        """The number; raises `SealBroken`."""
        return seal.unseal(self.seal, sealed, b"pid" + whose).decode()


_READING = (
    select(preference.c.reading).where(preference.c.account_id == account.c.account_id).scalar_subquery()
)
COLUMNS = (
    account.c.account_id,
    account.c.municipality_id,
    account.c.name,
    account.c.email,
    account.c.title,
    # Here, so that no page can forget it: where somebody with a protected address is, is told to nobody.
    case((account.c.protected, ""), else_=account.c.organisation).label("organisation"),
    # As she reads, also in mails and letters: in short words where she has chosen that.
    case((_READING == "easy", account.c.language.concat(EASY)), else_=account.c.language).label("language"),
    account.c.state,
    account.c.pid_index.is_not(None).label("has_pid"),
    account.c.protected,
)


async def create_account(
    tx: Tx,
    *,
    municipality_id: str,
    name: str,
    email: str | None,
    title: str,
    organisation: str,
    keys: PidKeys,
    pid: str | None,
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
                    pid_index=keys.indexed(pid) if pid else None,
                    pid_sealed=keys.sealed(pid, account_id.bytes) if pid else None,
                    language="nb",
                    state="active",
                    created_at=now,
                )
            )
    except IntegrityError as error:
        raise AccountExists from error
    return account_id


async def account_by_pid(tx: Tx, keys: PidKeys, pid: str) -> Account | None:
    """The account of an identity number: found by its blind index, believed by its seal.

    Whoever edits the index of another's account to his own number's logs in to nothing.
    """
    query = select(*COLUMNS, account.c.pid_sealed).where(account.c.pid_index == keys.indexed(pid))
    row = (await tx.execute(query)).mappings().first()
    if row is None:
        return None
    found = Account(**{name: value for name, value in row.items() if name != "pid_sealed"})
    try:
        believed = keys.opened(row["pid_sealed"] or b"", found.account_id.bytes) == pid
    except seal.SealBroken:
        believed = False
    if not believed:
        log.error("account_broken", account=str(found.account_id))
    return found if believed else None


async def account_by_name(tx: Tx, municipality_id: str, name: str, email: str) -> UUID | None:
    """The one open account of a municipality that has this name and this e-mail address, if there is one."""
    query = select(account.c.account_id).where(
        account.c.municipality_id == municipality_id,
        account.c.state == "active",
        func.lower(account.c.name) == name.casefold(),
        func.lower(account.c.email) == email.casefold(),
    )
    found = list((await tx.execute(query)).scalars())
    return found[0] if len(found) == 1 else None


async def pid_of(tx: Tx, keys: PidKeys, account_id: UUID) -> str | None:
    """An account's identity number, for a rule that goes by it; ``None`` where it has none. Never shown.

    Raises `SealBroken`.
    """
    query = select(account.c.pid_sealed).where(account.c.account_id == account_id)
    sealed = (await tx.execute(query)).scalar_one_or_none()
    return keys.opened(sealed, account_id.bytes) if sealed else None


async def accounts(tx: Tx, account_ids: Iterable[UUID]) -> dict[UUID, Account]:
    """Several accounts by id; unknown ids are not in the answer."""
    query = select(*COLUMNS).where(account.c.account_id.in_(set(account_ids)))
    found = (Account(**row) for row in (await tx.execute(query)).mappings())
    return {one.account_id: one for one in found}


async def names(tx: Tx, account_ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """The names to show for some ids."""
    return {one.account_id: one.name for one in (await accounts(tx, account_ids)).values()}


def named(known: Mapping[UUID, str], account_ids: Iterable[UUID]) -> list[str]:
    """Those names of ``known`` that are asked for, in the order of the alphabet."""
    return sorted(known.get(one, "") for one in account_ids)


async def set_protected(tx: Tx, account_id: UUID, *, protected: bool) -> None:
    """Protect where somebody is, or no longer."""
    await tx.execute(update(account).where(account.c.account_id == account_id).values(protected=protected))


async def close_account(tx: Tx, account_id: UUID) -> None:
    """Close an account: every read and login is refused from the next on."""
    await tx.execute(update(account).where(account.c.account_id == account_id).values(state="closed"))
