"""Where a space has items of a kind: what stands in clear."""

from uuid import UUID

from sqlalchemy import select

from ipplan.store import tables as t
from ipplan.store.database import Tx


async def sections_having(tx: Tx, space_id: UUID, kind: str) -> set[UUID]:
    """The sections that have open items of that kind.

    So that whoever looks for them often leaves no line in the log where there are none to look at.
    """
    query = select(t.item.c.section_id).where(
        t.item.c.space_id == space_id, t.item.c.kind == kind, t.item.c.closed.is_(False)
    )
    return set((await tx.execute(query.distinct())).scalars())
