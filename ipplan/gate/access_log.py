"""The access log: an opened section leaves a line, committed before its content goes out.

Lines are plain inserts, committed in groups: whoever opens while a commit is under way shares the next.
"""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from ipplan.metrics import LINES
from ipplan.permit import Permit
from ipplan.store.database import Database

SHARED_FOR = timedelta(minutes=1)

# As one JSON text: as arrays, each id of each line would be made ready for the wire by itself.
INSERT = """
INSERT INTO access_log (space_id, section_id, account_id, on_behalf_of, grant_id, road, at, until)
SELECT (one->>0)::uuid, (one->>1)::uuid, (one->>2)::uuid, (one->>3)::uuid, (one->>4)::uuid, one->>5,
       (one->>6)::timestamptz, (one->>7)::timestamptz
  FROM json_array_elements(%s::json) AS one
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


Opened = tuple[UUID, UUID]
"""A section, and the grant it was opened on."""


class Recent:
    """What sessions have left lines for, and when: of this minute and the one before, and nothing older.

    Forgotten minute by minute and not one by one, so that it costs the same however many read.
    """

    def __init__(self) -> None:
        self._now: dict[tuple[bytes, str], dict[Opened, datetime]] = {}
        self._before: dict[tuple[bytes, str], dict[Opened, datetime]] = {}
        self._began: datetime | None = None

    def missing(self, permits: Iterable[Permit], session: bytes) -> list[Permit]:
        """Those of the permits that the session has not left a line for within the last minute."""
        return [permit for permit in permits if not self._holds(permit, session)]

    def remember(self, permits: list[Permit], session: bytes) -> None:
        """Lines that have been committed."""
        now = permits[0].checked_at
        if self._began is None or now - self._began >= SHARED_FOR:
            gone = self._began is None or now - self._began >= 2 * SHARED_FOR
            self._before, self._now, self._began = {} if gone else self._now, {}, now
        for permit in permits:
            opened = self._now.setdefault((session, permit.road), {})
            opened[permit.section_id, permit.grant_id] = permit.checked_at

    def _holds(self, permit: Permit, session: bytes) -> bool:
        name = (session, permit.road)
        for minute in (self._now, self._before):
            opened = minute.get(name)
            last = opened.get((permit.section_id, permit.grant_id)) if opened else None
            if last is not None:
                return permit.checked_at - last < SHARED_FOR
        return False


class AccessLog:
    """Writes lines; repeated reads of one session share a line for up to a minute."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[Line] = []
        self._written: asyncio.Future[None] | None = None
        self._running: asyncio.Task[None] | None = None
        self._recent = Recent()

    @property
    def waiting(self) -> int:
        """Lines that are not committed yet."""
        return len(self._waiting)

    async def note(self, permits: Iterable[Permit], session: bytes) -> None:
        """Commit a line for each permit that this session has not left one for within the last minute."""
        fresh = self._recent.missing(permits, session)
        if not fresh:
            return
        await self.write([line(permit) for permit in fresh])
        # Remembered only once committed: a failed write must not let the next read go unlogged.
        self._recent.remember(fresh, session)

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

    async def _run(self) -> None:
        while self._waiting:
            lines, self._waiting = self._waiting, []
            written, self._written = self._written, None
            try:
                async with self._database.pool.connection() as connection:
                    await connection.execute(INSERT, [_as_json(lines)])
            except Exception as error:
                if written is not None:
                    written.set_exception(error)
                    written.exception()
                continue
            LINES.inc(len(lines))
            if written is not None:
                written.set_result(None)


def _as_json(lines: list[Line]) -> str:
    rows = [
        (
            one.space_id,
            one.section_id,
            one.account_id,
            one.on_behalf_of,
            one.grant_id,
            one.road,
            one.at,
            one.until,
        )
        for one in lines
    ]
    return json.dumps(rows, default=str)
