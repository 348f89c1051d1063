"""PostgreSQL's files run full.

What fails here is what fails on a full disk: PostgreSQL asks the system to make a file longer, and the
system refuses. A small file system of its own would do that with ENOSPC, but only who may mount can have one,
which is nobody in most containers. The limit on a file's size (RLIMIT_FSIZE) may be set for a running server
by the account it runs as; it says EFBIG, at the same places in the server. Its advantage is that one table
can be full and the others not, so that a transaction fails at any of its steps.
"""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psycopg
from psycopg import sql

from ipplan.embedded.account import server_account
from ipplan.embedded.folder import SUPERUSER
from tests.survival.stage import Stage

SEGMENT = 16 * 1024 * 1024
"""Bytes of one file of the write-ahead log; no limit for tables is below that."""
LONG = "repeat('x', 2016 - pg_column_size(one))"
"""Four such rows fill a page, and leave no room for a fifth of any length."""
BALLAST = {
    "item": {"item_id": "gen_random_uuid()", "status": LONG},
    "version": {"item_id": "gen_random_uuid()", "cause": LONG},
    "change": {"space_id": "gen_random_uuid()", "change_id": "-n", "cause": LONG},
    "access_log": {"log_id": "-n", "road": LONG},
}
"""What makes a row of each table another one, and long."""


def fill(stage: Stage, table: str) -> int:
    """Blow a table's file up to more than a segment with rows that were never committed; returns its size."""
    values = ", ".join(f"'{name}', {value}" for name, value in BALLAST[table].items())
    ballast = f"""INSERT INTO {table} OVERRIDING SYSTEM VALUE
        SELECT (jsonb_populate_record(one, jsonb_build_object({values}))).*
          FROM (SELECT t AS one FROM {table} t LIMIT 1) one, generate_series(1, 9000) n"""
    name = sql.Identifier(table)
    with _superuser(stage) as connection:
        connection.execute(sql.SQL("ALTER TABLE {} SET (autovacuum_enabled = false)").format(name))
        # Foreign keys are not asked about what is taken back anyway.
        connection.execute("SET session_replication_role = replica")
        with connection.transaction(force_rollback=True):
            connection.execute(ballast.encode())
        connection.execute("CHECKPOINT")
        row = connection.execute("SELECT pg_relation_size(%s)", [table]).fetchone()
    assert row is not None
    assert row[0] > SEGMENT
    return int(row[0])


@contextmanager
def no_file_longer_than(stage: Stage, size: int) -> Iterator[None]:
    """For all of PostgreSQL, and for what it starts meanwhile."""
    _limit(stage, size)
    try:
        yield
    finally:
        if stage.postgres.process.poll() is None:
            _limit(stage, resource.RLIM_INFINITY)


def _limit(stage: Stage, size: int) -> None:
    with _superuser(stage) as connection:
        pids = [row[0] for row in connection.execute("SELECT pid FROM pg_stat_activity")]

    def limit() -> None:
        for pid in (stage.postgres.pid, *pids):
            with suppress(ProcessLookupError):
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    # By a process of the server's own account: nobody else may, not even root in a container.
    account = server_account(stage.postgres.folder.data)
    subprocess.run(["/bin/sh", "-c", ":"], preexec_fn=limit, check=True, **(account.popen if account else {}))


def _superuser(stage: Stage) -> psycopg.Connection:
    name = stage.owner_url.partition("?")[0].rpartition("/")[2]
    return psycopg.connect(stage.postgres.url(SUPERUSER, name), autocommit=True)
