"""The stored mark of the clock: a database restored or set back never lives through a past hour again."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from ipplan.store.database import Database, Tx
from ipplan.store.patience import is_away
from ipplan.store.tables import clock_mark

log = structlog.get_logger()
EVERY = 5.0
"""Seconds between two moves of the mark: what a clock can be set back by unseen, where all processes died."""


async def start_of_clock(database: Database) -> datetime:
    """The database's time, or the mark where that is later; moves the mark on."""
    async with database.begin() as tx:
        query = select(func.greatest(func.clock_timestamp(), func.max(clock_mark.c.at)))
        now: datetime = (await tx.execute(query)).scalar_one()
        await _move(tx, now)
    return now


async def keep_mark(database: Database, now: Callable[[], datetime]) -> None:
    """Move the mark along with a clock, until cancelled; a database that is away is tried again."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            async with database.begin() as tx:
                await _move(tx, now())
        except Exception as error:
            if not is_away(error):
                raise
            log.warning("mark_not_moved", error=type(error).__name__)


async def _move(tx: Tx, now: datetime) -> None:
    """Never back, whichever process comes last."""
    await tx.execute(insert(clock_mark).values(at=now).on_conflict_do_nothing())
    newest = select(func.max(clock_mark.c.at)).scalar_subquery()
    await tx.execute(delete(clock_mark).where(clock_mark.c.at < newest))
