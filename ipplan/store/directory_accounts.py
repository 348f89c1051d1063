"""A municipality's accounts as its unit's lead finds, opens and changes them. Never an identity number."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select, update

from ipplan.store.accounts import COLUMNS
from ipplan.store.database import Tx
from ipplan.store.tables import account


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account of the list."""

    account_id: UUID
    name: str
    email: str | None
    title: str
    organisation: str
    """Empty where her address is protected."""
    state: str
    protected: bool
    leaves_at: datetime | None

    def leaves(self, at: datetime) -> bool:
        """Whether a day is set on which she leaves her work."""
        return self.leaves_at is not None and self.leaves_at > at

    def has_left(self, at: datetime) -> bool:
        """Whether she has left her work, and has none since that is known here."""
        return self.leaves_at is not None and self.leaves_at <= at and not self.organisation


_ROW = [column for column in COLUMNS if column.name in AccountRow.__dataclass_fields__]


async def find_accounts(tx: Tx, municipality_id: str, words: str, most: int) -> list[AccountRow]:
    """Accounts of one municipality, by a part of their name or of where they work."""
    works = and_(account.c.protected.is_(False), account.c.organisation.icontains(words, autoescape=True))
    query = (
        select(*_ROW, account.c.leaves_at)
        .where(
            account.c.municipality_id == municipality_id,
            or_(account.c.name.icontains(words, autoescape=True), works),
        )
        .order_by(account.c.name, account.c.account_id)
        .limit(most)
    )
    return [AccountRow(**row) for row in (await tx.execute(query)).mappings()]


async def one_account(tx: Tx, municipality_id: str, account_id: UUID) -> AccountRow | None:
    """One account of a municipality; ``None``: there is none such, or it is another's."""
    query = select(*_ROW, account.c.leaves_at).where(
        account.c.municipality_id == municipality_id, account.c.account_id == account_id
    )
    row = (await tx.execute(query)).mappings().first()
    return AccountRow(**row) if row else None


async def change_account(tx: Tx, account_id: UUID, **values: object) -> None:
    """Change what she is called, where she is written to, and where she works."""
    await tx.execute(update(account).where(account.c.account_id == account_id).values(**values))
