"""A database made to hold many more plans, by copying the rows of one."""

from uuid import UUID

import psycopg
from psycopg import sql

from tests.bench.town import Plan

TABLES = (
    "space",
    "keyring.space_key",
    "section",
    "item",
    "version",
    "change",
    "participant",
    "access_grant",
    "access_state",
    "consent",
)
NEW = {
    "space_id",
    "account_id",
    "owner_id",
    "participant_id",
    "given_by",
    "granted_by",
    "actor_id",
    "author_id",
    "created_by",
    "responsible_id",
    "added_by",
}
"""Columns that name the plan or a person: each copy has its own, and shares the other ids."""
BATCH = 10_000


def clone(url: str, plan: Plan, times: int) -> None:
    """Copy all rows of ``plan`` so often, under new ids; nobody can read them: what is signed fits no more.

    ``url``: as the role that owns the tables.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        for first in range(0, times, BATCH):
            numbers = (first, min(first + BATCH, times) - 1)
            people = _copy(connection, "account", "account_id", list(plan.people), numbers)
            rows = [_copy(connection, table, "space_id", [plan.space_id], numbers) for table in TABLES]
            assert all([people, *rows]), "each table has rows of the plan"
        connection.execute("VACUUM ANALYZE")


def _copy(
    connection: psycopg.Connection, table: str, key: str, of: list[UUID], numbers: tuple[int, int]
) -> int:
    """Rows of ``table`` that were made."""
    name = sql.Identifier(*table.split("."))
    query = sql.SQL("SELECT * FROM {} LIMIT 0").format(name)
    columns = [one.name for one in connection.execute(query).description or () if one.name != "change_id"]
    chosen = sql.SQL(", ").join(map(_chosen, columns))
    into = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL(
        "INSERT INTO {} ({}) SELECT {} FROM {}, generate_series(%s::int, %s::int) AS copy WHERE {} = ANY(%s)"
    )
    made = connection.execute(statement.format(name, into, chosen, name, sql.Identifier(key)), [*numbers, of])
    return made.rowcount


def _chosen(column: str) -> sql.Composable:
    own = sql.Identifier(column)
    if column in NEW:
        return sql.SQL("md5({}::text || copy)::uuid").format(own)
    return sql.SQL("NULL") if column == "pid_index" else own
