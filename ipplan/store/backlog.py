"""What waits: records that are not bound into the log's tree yet, and jobs."""

from dataclasses import dataclass

from sqlalchemy import bindparam, text

from ipplan.store.database import Database

UNBOUND = """
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)
  FROM {table} WHERE {number} > (
       SELECT coalesce(max(record_id), 0) FROM log_leaf WHERE source = :source)"""
SOURCES = {
    "access": UNBOUND.format(table="access_log", number="log_id"),
    "change": UNBOUND.format(table="change", number="change_id"),
}
JOBS = """
SELECT task_name, status::text, count(*) FROM procrastinate_jobs
 WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1, 2"""


@dataclass(frozen=True, slots=True)
class Backlog:
    """``unbound``: by source, how many and how old the oldest is, in seconds; ``jobs``: by name and state."""

    unbound: dict[str, tuple[int, float]]
    jobs: dict[tuple[str, str], int]


async def backlog(database: Database) -> Backlog:
    """Look once; each look is an index's end and the rows behind it."""
    unbound = {}
    async with database.engine.connect() as tx:
        for source, query in SOURCES.items():
            row = (await tx.execute(text(query).bindparams(bindparam("source", source)))).one()
            unbound[source] = (int(row[0]), float(row[1]))
        jobs = {(row[0], row[1]): int(row[2]) for row in await tx.execute(text(JOBS))}
    return Backlog(unbound, jobs)
