"""The access log: an opened section leaves a line, committed before its content goes out.

Lines are plain inserts, committed in groups: whoever opens while a commit is under way shares the next.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ipplan.metrics import LINES
from ipplan.permit import Permit
from ipplan.store.database import Database

SHARED_FOR = timedelta(minutes=1)

INSERT = """
INSERT INTO access_log (space_id, section_id, account_id, on_behalf_of, grant_id, road, at, until)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::text[],
                     %s::timestamptz[], %s::timestamptz[])
"""


@dataclass(frozen=True, slots=True)
class Line:
    """Who opened which section, for whom, when, by which road, under which grant."""

    space_id: UUID
    section_id: UUID
    account_id: UUID
    on_behalf_of: UUID | None
    grant_id: UUID
    road: str
    at: datetime
    until: datetime | None = None


def line(permit: Permit, until: datetime | None = None) -> Line:
    """The line that ``permit`` leaves."""
    return Line(
        permit.space_id,
        permit.section_id,
        permit.account_id,
        permit.on_behalf_of,
        permit.grant_id,
        permit.road,
        permit.checked_at,
        until,
    )


class AccessLog:
    """Writes lines; repeated reads of one session share a line for up to a minute."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Line] = []
        self._written: asyncio.Future[None] | None = None
        self._running: asyncio.Task[None] | None = None
        self._shared: dict[tuple[bytes, UUID, UUID, str], datetime] = {}

    @property
    def waiting(self) -> int:
        """Lines that are not committed yet."""
        return len(self._waiting)

    async def note(self, permits: Iterable[Permit], session: bytes) -> None:
        """Commit a line for each permit that this session has not left one for within the last minute."""
        fresh = [permit for permit in permits if self._is_due(permit, session)]
        if not fresh:
            return
        await self.write([line(permit) for permit in fresh])
        # Remembered only once committed: a failed write must not let the next read go unlogged.
        self._remember(fresh, session)

    async def write(self, lines: Iterable[Line]) -> None:
        """Commit ``lines``, together with whatever else waits; without any there is nothing to wait for."""
        made = list(lines)
        if not made:
            return
        loop = asyncio.get_running_loop()
        self._waiting += made
        if self._written is None:
            self._written = loop.create_future()
        written = self._written
        if self._running is None or self._running.done():
            self._running = loop.create_task(self._run())
        await asyncio.shield(written)

    def _is_due(self, permit: Permit, session: bytes) -> bool:
        last = self._shared.get((session, permit.section_id, permit.grant_id, permit.road))
        return last is None or permit.checked_at - last >= SHARED_FOR

    def _remember(self, permits: list[Permit], session: bytes) -> None:
        now = permits[0].checked_at
        if len(self._shared) > 50_000:
            self._shared = {name: at for name, at in self._shared.items() if now - at < SHARED_FOR}
        for permit in permits:
            self._shared[(session, permit.section_id, permit.grant_id, permit.road)] = permit.checked_at

    async def _run(self) -> None:
        while self._waiting:
            lines, self._waiting = self._waiting, []
            written, self._written = self._written, None
            try:
                async with self._database.pool.connection() as connection:
                    await connection.execute(INSERT, _columns(lines))
            except Exception as error:
                if written is not None:
                    written.set_exception(error)
                    written.exception()
                continue
            LINES.inc(len(lines))
            if written is not None:
                written.set_result(None)


def _columns(lines: list[Line]) -> list[list[object]]:
    return [
        [one.space_id for one in lines],
        [one.section_id for one in lines],
        [one.account_id for one in lines],
        [one.on_behalf_of for one in lines],
        [one.grant_id for one in lines],
        [one.road for one in lines],
        [one.at for one in lines],
        [one.until for one in lines],
    ]
