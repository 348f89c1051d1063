"""The stored mark of the clock: a database restored or set back never lives through a past hour again."""

from datetime import datetime

from sqlalchemy import delete, func, insert, select

from ipplan.store.database import Database
from ipplan.store.tables import clock_mark


async def start_of_clock(database: Database) -> datetime:
    """The database's time, or the mark where that is later; moves the mark on."""
    async with database.begin() as tx:
        query = select(func.greatest(func.clock_timestamp(), func.max(clock_mark.c.at)))
        now: datetime = (await tx.execute(query)).scalar_one()
        await tx.execute(delete(clock_mark))
        await tx.execute(insert(clock_mark).values(at=now))
    return now
