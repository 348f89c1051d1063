"""Who has a page of a space open now, in whichever process.

One row for each person and space at each process, however many screens she has there, and one statement for
all who come and go meanwhile: ten thousand screens that come back at once are not ten thousand commits.
"""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from psycopg import Error
from psycopg_pool import PoolTimeout

from ipplan.store.database import Database
from ipplan.store.news import CHANNEL

log = structlog.get_logger()
KEPT_FOR = timedelta(seconds=60)
Seat = tuple[UUID, UUID]
"""A space, and who is there."""

CHANGE = """
WITH come AS (
  INSERT INTO presence (connection_id, space_id, account_id, until)
  SELECT row_id, space_id, account_id, clock_timestamp() + %(kept)s
  FROM unnest(%(rows)s::uuid[], %(spaces)s::uuid[], %(accounts)s::uuid[]) AS one(row_id, space_id, account_id)
  ON CONFLICT (connection_id) DO UPDATE SET until = excluded.until
), gone AS (DELETE FROM presence WHERE connection_id = ANY(%(gone)s) OR until < clock_timestamp())
SELECT pg_notify(%(channel)s, 'presence:' || space_id) FROM unnest(%(told)s::uuid[]) AS told(space_id)
"""


class Presence:
    """Who is at this process, as the database shall know it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._screens: Counter[Seat] = Counter()
        self._rows: dict[Seat, UUID] = {}
        """What is in the database, or on its way there."""
        self._changed: set[Seat] = set()
        self._task: asyncio.Task[None] | None = None
        self._writing = asyncio.Lock()

    def arrive(self, space_id: UUID, account_id: UUID) -> None:
        """A screen opened."""
        self._screens[space_id, account_id] += 1
        if self._screens[space_id, account_id] == 1:
            self._change((space_id, account_id))

    def leave(self, space_id: UUID, account_id: UUID) -> None:
        """A screen closed."""
        self._screens[space_id, account_id] -= 1
        if not self._screens[space_id, account_id]:
            del self._screens[space_id, account_id]
            self._change((space_id, account_id))

    async def stay(self) -> None:
        """Still here: told with every heartbeat, so that a killed process leaves nobody behind for long."""
        async with self._writing:
            await self._tell_changed()  # what failed before, and nothing has come since to try it again
            await self._write(set(), self._rows)

    async def close(self) -> None:
        """Tell what is still to be told."""
        if self._task is not None:
            await self._task

    def _change(self, seat: Seat) -> None:
        self._changed.add(seat)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._tell())

    async def _tell(self) -> None:
        try:
            while self._changed:
                async with self._writing:
                    await self._tell_changed()
        except (Error, PoolTimeout) as error:
            # Told with the next heartbeat.
            log.warning("presence_lost", error=type(error).__name__)
        finally:
            self._task = None

    async def _tell_changed(self) -> None:
        changed, self._changed = self._changed, set()
        if not changed:
            return
        came = {seat: self._rows.setdefault(seat, uuid4()) for seat in changed & self._screens.keys()}
        left = {seat: self._rows[seat] for seat in changed - came.keys() if seat in self._rows}
        try:
            await self._write(set(left.values()), came, {space_id for space_id, _ in changed})
        except (Error, PoolTimeout):
            self._changed |= changed
            raise
        for seat in left:  # who has come back meanwhile is told of anew
            del self._rows[seat]

    async def _write(self, gone: set[UUID], come: dict[Seat, UUID], told: set[UUID] | None = None) -> None:
        values = {
            "kept": KEPT_FOR,
            "rows": list(come.values()),
            "spaces": [space_id for space_id, _ in come],
            "accounts": [account_id for _, account_id in come],
            "gone": list(gone),
            "channel": CHANNEL,
            "told": list(told or ()),
        }
        async with self._database.pool.connection() as connection:
            await connection.execute(CHANGE, values)
