"""That somebody does not want a plan now: her own word, each a row, the last of them counts.

It opens nothing and shuts nothing: a plan is made on the consent to it, whatever was said before.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import insert, select

from ipplan.store.database import Tx
from ipplan.store.spaces import Writing
from ipplan.store.tables import plan_word

Word = Literal["declined", "taken_back"]


@dataclass(frozen=True, slots=True)
class Declined:
    """Who said it, for whom, and when."""

    author_id: UUID
    on_behalf_of: UUID | None
    at: datetime


async def declined(tx: Tx, space_id: UUID) -> Declined | None:
    """That no plan is wanted in a space; ``None`` where that was never said, or was taken back."""
    last = await _last(tx, space_id)
    return Declined(last.author_id, last.on_behalf_of, last.at) if last and last.word == "declined" else None


async def say(held: Writing, word: Word, *, by: UUID, on_behalf_of: UUID | None) -> None:
    """Write down what was said, if it is not what was said last."""
    last = await _last(held.tx, held.space_id)
    if (last.word if last else "taken_back") == word:
        return
    who = {"author_id": by, "on_behalf_of": on_behalf_of}
    number = last.number + 1 if last else 1
    row = insert(plan_word).values(space_id=held.space_id, number=number, word=word, at=held.now, **who)
    await held.tx.execute(row)
    await held.record(f"plan_{word}", actor=by)


async def _last(tx: Tx, space_id: UUID) -> "_Row | None":
    columns = plan_word.c
    query = select(columns.number, columns.word, columns.author_id, columns.on_behalf_of, columns.at)
    query = query.where(columns.space_id == space_id).order_by(columns.number.desc()).limit(1)
    row = (await tx.execute(query)).first()
    return _Row(*row) if row else None


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    word: str
    author_id: UUID
    on_behalf_of: UUID | None
    at: datetime
