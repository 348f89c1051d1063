"""The job queue: procrastinate on the same PostgreSQL, its tables owned by the role that owns the rest."""

from procrastinate import App, PsycopgConnector
from procrastinate.schema import SchemaManager
from psycopg import AsyncConnection

RIGHTS = """
DO $$ DECLARE thing text; BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'ipplan_app') THEN
    FOR thing IN SELECT tablename FROM pg_tables WHERE tablename LIKE 'procrastinate\\_%' LOOP
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO ipplan_app', thing);
    END LOOP;
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ipplan_app;
  END IF;
END $$;
"""


def make_queue(url: str) -> App:
    """A queue on the database at ``url``; open it before use."""
    return App(connector=PsycopgConnector(conninfo=url))


async def apply_queue_schema(owner_url: str) -> None:
    """Make the queue's tables, once."""
    async with await AsyncConnection.connect(owner_url) as connection:
        there = await (await connection.execute("SELECT to_regclass('procrastinate_jobs')")).fetchone()
        if there is not None and there[0] is None:
            await connection.execute(SchemaManager.get_schema().encode())
        await connection.execute(RIGHTS)
