"""Letters that are to be sent by post: for whom and about what, never what they say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Select, insert, select, update

from ipplan.store.database import Tx
from ipplan.store.tables import account, letter

WAITING = ("waiting", "printed")
MOST = 200
"""Letters on one page."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, as the unit's list has it."""

    letter_id: UUID
    space_id: UUID
    account_id: UUID
    name: str
    kind: str
    """``paper``, ``receipt``, ``expiry`` or ``case``."""
    reference: UUID
    """Of what it tells: a record of the paper, a receipt, a grant, an event of a case."""
    until: datetime | None
    """When that ends, where the letter says so."""
    made_at: datetime
    state: str
    """``waiting``, ``printed``, ``sent``, or ``dropped``: nobody is written to about the space any more."""


async def post(
    tx: Tx,
    *,
    municipality_id: str,
    space_id: UUID,
    account_id: UUID,
    kind: str,
    reference: UUID,
    until: datetime | None,
    now: datetime,
) -> UUID:
    """Put a letter in the queue; returns its id."""
    letter_id = uuid4()
    await tx.execute(
        insert(letter).values(
            letter_id=letter_id,
            municipality_id=municipality_id,
            space_id=space_id,
            account_id=account_id,
            kind=kind,
            reference=reference,
            until=until,
            made_at=now,
            state="waiting",
        )
    )
    return letter_id


async def told_of(tx: Tx, space_id: UUID, kind: str) -> set[UUID]:
    """What letters of a kind there are about in a space, sent ones too."""
    query = select(letter.c.reference).where(letter.c.space_id == space_id, letter.c.kind == kind)
    return set((await tx.execute(query)).scalars())


async def waits(tx: Tx, account_id: UUID, kind: str, reference: UUID) -> bool:
    """Whether a letter about the same is for the same person, and not sent yet: one is enough."""
    query = select(letter.c.letter_id).where(
        letter.c.account_id == account_id,
        letter.c.kind == kind,
        letter.c.reference == reference,
        letter.c.state.in_(WAITING),
    )
    return (await tx.execute(query)).first() is not None


async def letters(tx: Tx, municipality_id: str) -> Sequence[Letter]:
    """A municipality's letters that are not sent, the oldest first."""
    query = _query(municipality_id).where(letter.c.state.in_(WAITING)).order_by(letter.c.made_at).limit(MOST)
    return [Letter(*row) for row in await tx.execute(query)]


async def one_letter(tx: Tx, municipality_id: str, letter_id: UUID) -> Letter | None:
    """One of the municipality's letters, sent or not; none that was dropped."""
    here = (letter.c.letter_id == letter_id, letter.c.state != "dropped")
    row = (await tx.execute(_query(municipality_id).where(*here))).first()
    return Letter(*row) if row else None


async def mark_printed(tx: Tx, letter_id: UUID, by: UUID, now: datetime) -> None:
    values = {"printed_at": now, "printed_by": by}
    here = update(letter).where(letter.c.letter_id == letter_id)
    await tx.execute(here.values(**values))
    await tx.execute(here.where(letter.c.state == "waiting").values(state="printed"))


async def mark_sent(tx: Tx, letter_id: UUID, by: UUID, now: datetime) -> None:
    """Twice does no harm."""
    here = update(letter).where(letter.c.letter_id == letter_id, letter.c.state.in_(WAITING))
    await tx.execute(here.values(state="sent", sent_at=now, sent_by=by))


async def drop_letters(tx: Tx, space_id: UUID) -> None:
    """Send none of those that wait about a space."""
    here = (letter.c.space_id == space_id, letter.c.state.in_(WAITING))
    await tx.execute(update(letter).where(*here).values(state="dropped"))


async def drop_letters_to(tx: Tx, account_id: UUID) -> None:
    """Send none of those that wait for somebody."""
    here = (letter.c.account_id == account_id, letter.c.state.in_(WAITING))
    await tx.execute(update(letter).where(*here).values(state="dropped"))


def _query(municipality_id: str) -> Select[Any]:
    columns = letter.c
    return (
        select(
            columns.letter_id,
            columns.space_id,
            columns.account_id,
            account.c.name,
            columns.kind,
            columns.reference,
            columns.until,
            columns.made_at,
            columns.state,
        )
        .join(account, account.c.account_id == columns.account_id)
        .where(columns.municipality_id == municipality_id)
    )
