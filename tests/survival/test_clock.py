"""The database's clock set back by hours, or by a year: nothing that had ended is open again, anywhere."""

import ast
import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from ipplan.config import ROOT
from tests.survival.screens import screen
from tests.survival.stage import Durable, Stage, open_stage

SKEWED = """
CREATE TABLE skew AS SELECT interval '0' AS by;
GRANT SELECT ON skew TO ipplan_app;
CREATE FUNCTION clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp() + by FROM public.skew';
DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database());
END $$
"""
"""The database's clock, by which all rules go, is another one from now on: a real one, and a skew."""
MARKED_WITHIN = 15.0
RULING = ("page", "gate", "login", "plan", "store", "live", "letter", "job")
OWN_CLOCK = {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
MAY = {"page/request/limits.py"}
"""Tells in how many seconds to try again, by the clock of the library that counts."""


async def test_a_clock_that_is_set_back_opens_nothing(durable: Durable) -> None:
    async with open_stage(durable, first=SKEWED) as stage:
        plan = stage.plans[0]
        (early,) = await stage.cookies(plan.people[2:3])
        path = f"/plans/{plan.space_id}/sections/{plan.sections[0]}"
        assert await _statuses(stage, early, path) == [200, 200], "she has a grant, and a login"
        # Grants end after three hundred days, logins after eight hours.
        await stage.sql("UPDATE skew SET by = interval '301 days'")
        (late,) = await stage.cookies(plan.people[2:3])
        await _nothing_is_open(stage, early, late, path)
        latest = (await stage.sql("SELECT pg_catalog.clock_timestamp() + by FROM skew"))[0][0]
        for back in ("300 days 23 hours", "0"):
            await stage.sql(f"UPDATE skew SET by = interval '{back}'")
            await _nothing_is_open(stage, early, late, path)
        # Nor for processes that begin only now, and have seen nothing of it.
        async with asyncio.timeout(MARKED_WITHIN):
            while (await stage.sql("SELECT max(at), pg_sleep(0.2) FROM clock_mark"))[0][0] < latest:
                pass
        for server in stage.servers:
            server.kill()
        await asyncio.gather(*(server.start() for server in stage.servers))
        await _nothing_is_open(stage, early, late, path)
        # Time goes on from there: who logs in now, by a right that has not ended, is let in.
        (owner,) = await stage.cookies(plan.people[:1])
        assert await _statuses(stage, owner, path) == [200, 200]


async def _statuses(stage: Stage, cookie: str, path: str) -> list[int]:
    """What each process answers."""
    async with stage.client(cookie) as client:
        return [(await client.get(f"{server.address}{path}")).status_code for server in stage.servers]


async def _nothing_is_open(stage: Stage, early: str, late: str, path: str) -> None:
    """The old login is sent to log in; with a new one she is refused, since her grant has ended."""
    assert await _statuses(stage, early, path) == [303, 303]
    assert await _statuses(stage, late, path) == [404, 404]
    for server in stage.servers:
        with pytest.raises((InvalidStatus, ConnectionClosed)):
            async with screen(stage.settings, server, early, path.partition("/sections")[0]):
                pass


def test_no_rule_goes_by_the_machines_own_clock() -> None:
    used = {f"{path.relative_to(ROOT / 'ipplan')}" for path in _rooms() if any(_asks(path))}
    assert used == MAY


def _rooms() -> Iterator[Path]:
    for room in RULING:
        yield from (ROOT / "ipplan" / room).rglob("*.py")


def _asks(path: Path) -> Iterator[ast.Attribute]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield from [node] if (node.value.id, node.attr) in OWN_CLOCK else []
