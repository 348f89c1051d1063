"""How far each has read in each conversation, and up to where she was told by e-mail that there is more.

Of a section's own conversation the section's id stands for it. Nobody else reads these marks.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.store.database import Tx
from ipplan.store.read_marks import marks_of
from ipplan.store.tables import conversation_mark as marks

NOTE = """
INSERT INTO conversation_mark (space_id, account_id, item_id, seq, told, at)
SELECT %(space)s, %(account)s, i.item_id, one.seq, 0, %(at)s
  FROM unnest(%(sections)s::uuid[], %(seqs)s::bigint[]) AS one(item_id, seq)
  JOIN item i ON i.space_id = %(space)s AND i.item_id = one.item_id
ON CONFLICT (space_id, account_id, item_id) DO UPDATE
   SET seq = greatest(conversation_mark.seq, excluded.seq), at = greatest(conversation_mark.at, excluded.at)
"""
"""What `ReadMarks` writes of them."""


@dataclass(frozen=True, slots=True)
class Reached:
    """One person's in one conversation; numbers are the space's change numbers."""

    seq: int = 0
    told: int = 0


async def reached_in(tx: Tx, account_id: UUID, space_id: UUID) -> dict[UUID, Reached]:
    """How far somebody has read, by conversation; in a section's own, by what she was shown of it."""
    found = {
        section: Reached(mark.seq)
        for section, mark in (await marks_of(tx, account_id, [space_id])).get(space_id, {}).items()
    }
    own = (marks.c.space_id == space_id, marks.c.account_id == account_id)
    for row in await tx.execute(select(marks.c.item_id, marks.c.seq, marks.c.told).where(*own)):
        before = found.get(row.item_id, Reached())
        found[row.item_id] = Reached(max(row.seq, before.seq), row.told)
    return found


async def read_among(tx: Tx, account_id: UUID, spaces: Collection[UUID]) -> dict[UUID, dict[UUID, int]]:
    """How far somebody has read in conversations of their own, by space and conversation."""
    query = select(marks.c.space_id, marks.c.item_id, marks.c.seq).where(
        marks.c.account_id == account_id, marks.c.space_id.in_(spaces)
    )
    found: dict[UUID, dict[UUID, int]] = {}
    for row in await tx.execute(query):
        found.setdefault(row.space_id, {})[row.item_id] = row.seq
    return found


async def note_told(tx: Tx, space_id: UUID, account_id: UUID, item_id: UUID, told: int, at: datetime) -> None:
    """That she was told of all up to ``told``: she is told of no more before she has read."""
    values = {"space_id": space_id, "account_id": account_id, "item_id": item_id}
    await tx.execute(
        upsert(marks)
        .values(**values, seq=0, told=told, at=at)
        .on_conflict_do_update(index_elements=list(values), set_={"told": told})
    )


def further(reached: Mapping[UUID, Reached], seen: Mapping[UUID, int]) -> dict[UUID, int]:
    """How far she has read, also by what is not written down yet."""
    known = {item: one.seq for item, one in reached.items()}
    return known | {item: max(seq, known.get(item, 0)) for item, seq in seen.items()}
