"""docs/privacy.md against the database: every table is on the map, and what is sealed and clear in it."""

import re
from typing import Any

import pytest

from ipplan.config import ROOT, Settings
from ipplan.page.access.invitations import INVITED_FOR
from ipplan.store import logins, set_aside
from ipplan.store.presence import KEPT_FOR
from tests.world import World

COLUMNS = """
SELECT CASE table_schema WHEN 'public' THEN '' ELSE table_schema || '.' END || table_name,
       column_name, data_type
  FROM information_schema.columns
 WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
   AND (table_schema, table_name) IN (
       SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE')"""
SEALED = re.compile(r"(^|_)(sealed|wrapped)$")
DESCRIBES = {"name", "email", "title", "organisation", "relation", "basis", "pid_index"}
"""Columns that name or describe somebody in clear, wherever they stand."""
HEAD = ["table", "what", "about whom", "sealed", "in clear", "kept", "read by"]


def the_map() -> dict[str, dict[str, str]]:
    """The rows of the document's map, by table."""
    text = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    part = text.partition("## The map of data")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert rows[0] == HEAD
    assert all(len(row) == len(HEAD) for row in rows)
    named = {row[0].strip("`"): dict(zip(HEAD, row, strict=True)) for row in rows[2:]}
    assert len(named) == len(rows) - 2, "a table stands there twice"
    return named


@pytest.fixture
async def columns(world: World) -> dict[str, dict[str, str]]:
    """The database's own: types by table and column."""
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in await world.sql(COLUMNS):
        found.setdefault(table, {})[column] = kind
    assert len(found) > 25
    return found


def words(cell: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", cell))


async def test_every_table_is_on_the_map_and_no_other(columns: dict[str, Any]) -> None:
    assert set(the_map()) == set(columns) | {"alembic_version"}


async def test_what_the_map_calls_sealed_is_what_is_sealed(columns: dict[str, dict[str, str]]) -> None:
    for table, row in the_map().items():
        sealed = {name for name in columns[table] if SEALED.search(name)}
        assert words(row["sealed"]) == sealed, table
        assert all(columns[table][name] == "bytea" for name in sealed)


async def test_what_describes_somebody_in_clear_is_said(columns: dict[str, dict[str, str]]) -> None:
    for table, row in the_map().items():
        said = words(row["in clear"])
        assert DESCRIBES & set(columns[table]) <= said, table
        assert said - {"item"} <= set(columns[table]), f"{table}: a column that is not there"


async def test_every_row_of_the_map_says_how_long_and_who(columns: dict[str, Any]) -> None:
    for table, row in the_map().items():
        assert all(row[name] for name in HEAD), table


def test_the_map_says_how_long_invitations_and_screens_are_kept_as_the_code_does() -> None:
    rows = the_map()
    assert f"valid {INVITED_FOR.days} days" in rows["invitation"]["kept"]
    assert KEPT_FOR.total_seconds() == 60
    assert "a minute" in rows["presence"]["kept"]
    assert f"{logins.KEPT_FOR.total_seconds() / 60:.0f} minutes" == rows["login_transaction"]["kept"]
    assert f"{set_aside.KEPT_FOR.total_seconds() / 60:.0f} minutes" == rows["set_aside"]["kept"]
    settings = Settings()
    kept = rows["session"]["kept"]
    assert f"{settings.session_idle_minutes} minutes idle or {settings.session_hours} hours" in kept


def test_what_is_law_is_marked_as_to_be_confirmed() -> None:
    text = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    assert "To be confirmed by the municipality's lawyer" in text.partition("## ")[0]
    for part in ("## Who is responsible", "## Why, and on what basis", "## How long"):
        assert "to be confirmed" in text.partition(part)[2].partition("\n## ")[0].lower()
