"""Who has a page of a space open now, in whichever process."""

from datetime import timedelta
from uuid import UUID

from ipplan.store.database import Database
from ipplan.store.news import CHANNEL

KEPT_FOR = timedelta(seconds=60)

ARRIVE = """
WITH here AS (
  INSERT INTO presence (connection_id, space_id, account_id, until)
  VALUES (%s, %s, %s, clock_timestamp() + %s)
  ON CONFLICT (connection_id) DO UPDATE SET until = excluded.until)
SELECT pg_notify(%s, %s)
"""
LEAVE = """
WITH gone AS (DELETE FROM presence WHERE connection_id = %s OR until < clock_timestamp())
SELECT pg_notify(%s, %s)
"""
STAY = "UPDATE presence SET until = clock_timestamp() + %s WHERE connection_id = ANY(%s)"
HERE = "SELECT DISTINCT account_id FROM presence WHERE space_id = %s AND until > clock_timestamp()"


async def arrive(database: Database, connection_id: UUID, space_id: UUID, account_id: UUID) -> None:
    async with database.pool.connection() as connection:
        await connection.execute(
            ARRIVE, (connection_id, space_id, account_id, KEPT_FOR, CHANNEL, f"presence:{space_id}")
        )


async def leave(database: Database, connection_id: UUID, space_id: UUID) -> None:
    async with database.pool.connection() as connection:
        await connection.execute(LEAVE, (connection_id, CHANNEL, f"presence:{space_id}"))


async def stay(database: Database, connection_ids: list[UUID]) -> None:
    """Still here: told with every heartbeat, so that a killed process leaves nobody behind for long."""
    async with database.pool.connection() as connection:
        await connection.execute(STAY, (KEPT_FOR, connection_ids))


async def here(database: Database, space_id: UUID) -> frozenset[UUID]:
    """The accounts that are here now; whom they are shown to is for the gate to say."""
    async with database.pool.connection() as connection:
        rows = await (await connection.execute(HERE, (space_id,))).fetchall()
    return frozenset(row[0] for row in rows)
