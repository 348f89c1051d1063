"""How far each person has read in each section, and how far she had when she came to read this time.

A page that shows sections says so, and does not wait for it to be written: what a process that dies has not
written is shown as new once more. Nobody else reads these marks.
"""

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from psycopg import Error
from psycopg_pool import PoolTimeout
from sqlalchemy import select

from ipplan.memory import Memory
from ipplan.store.database import Database, Tx
from ipplan.store.tables import read_mark

log = structlog.get_logger()
SITTING = timedelta(minutes=30)
"""Who looks again within this time is still reading: what was new to her when she came still is."""
NOTED_AGAIN = timedelta(minutes=5)
"""For how long one process need not write down that somebody reads the same."""
REMEMBERED = 50_000

NOTE = """
INSERT INTO read_mark (space_id, account_id, section_id, seq, before, at)
SELECT %(space)s, %(account)s, s.section_id, one.seq, one.seq, %(at)s
  FROM unnest(%(sections)s::uuid[], %(seqs)s::bigint[]) AS one(section_id, seq)
  JOIN section s ON s.space_id = %(space)s AND s.section_id = one.section_id
ON CONFLICT (space_id, account_id, section_id) DO UPDATE
   SET before = CASE WHEN read_mark.at < excluded.at - %(sitting)s
                     THEN read_mark.seq ELSE read_mark.before END,
       seq = greatest(read_mark.seq, excluded.seq), at = greatest(read_mark.at, excluded.at)
"""


@dataclass(frozen=True, slots=True)
class Mark:
    """One person's in one section; numbers are the space's change numbers."""

    seq: int
    """The newest change that she has seen."""
    before: int
    """The newest that she had seen when she came to read this time (`SITTING`)."""
    at: datetime

    def since(self, now: datetime) -> int:
        """The number after which all is new to her: who has been away for long comes anew."""
        return self.seq if self.at < now - SITTING else self.before


Read = tuple[UUID, UUID]
"""Who has read, and in which space."""


class ReadMarks:
    """One per process, and kind of mark: ``note`` is the statement that writes it."""

    def __init__(self, database: Database, note: str = NOTE) -> None:
        self._database = database
        self._note = note
        self._noted: Memory[Read, tuple[datetime, Mapping[UUID, int]]] = Memory(REMEMBERED)
        self._waiting: dict[Read, tuple[datetime, dict[UUID, int]]] = {}
        self._task: asyncio.Task[None] | None = None

    def note(self, account_id: UUID, space_id: UUID, seen: Mapping[UUID, int], at: datetime) -> None:
        """That somebody was shown these sections as of these numbers: written soon, at nobody's cost."""
        who = account_id, space_id
        noted = self._noted.get(who)
        if noted and at - noted[0] < NOTED_AGAIN and seen.items() <= noted[1].items():
            return
        self._noted.put(who, (at, {**(noted[1] if noted else {}), **seen}))
        _, waiting = self._waiting.get(who, (at, {}))
        self._waiting[who] = at, {**waiting, **seen}
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._write())

    def seen(self, account_id: UUID, space_id: UUID) -> Mapping[UUID, int]:
        """What somebody was shown here that may not be written yet."""
        noted = self._noted.get((account_id, space_id))
        return noted[1] if noted else {}

    async def settle(self) -> None:
        """Until all that was noted is written."""
        while self._task is not None:
            await self._task

    async def _write(self) -> None:
        try:
            while self._waiting:
                waiting, self._waiting = self._waiting, {}
                async with self._database.pool.connection() as connection:
                    for (account_id, space_id), (at, seen) in sorted(waiting.items()):
                        await connection.execute(
                            self._note,
                            {
                                "space": space_id,
                                "account": account_id,
                                "sections": sorted(seen),
                                "seqs": [seen[one] for one in sorted(seen)],
                                "at": at,
                                "sitting": SITTING,
                            },
                        )
        except (Error, PoolTimeout) as error:
            log.warning("read_marks_lost", error=type(error).__name__)
        finally:
            self._task = None


async def marks_of(
    tx: Tx, account_id: UUID, spaces: Collection[UUID] | None = None
) -> dict[UUID, dict[UUID, Mark]]:
    """Somebody's own marks, by space and section; in all her spaces, or in these."""
    query = select(read_mark).where(read_mark.c.account_id == account_id)
    if spaces is not None:
        query = query.where(read_mark.c.space_id.in_(spaces))
    found: dict[UUID, dict[UUID, Mark]] = {}
    for row in await tx.execute(query):
        found.setdefault(row.space_id, {})[row.section_id] = Mark(row.seq, row.before, row.at)
    return found
