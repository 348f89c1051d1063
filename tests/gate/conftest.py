"""A seeded installation that many attacks share: each finds it whole."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from ipplan.store.tables import metadata
from tests.world import World, open_world

TABLES = [table for table in metadata.sorted_tables if table.name != "presence"]


@pytest.fixture(scope="package")
async def attacked(ground: Any) -> AsyncIterator[World]:
    """One installation for all attacks, with a copy of every table beside it."""
    name = ground.fresh()
    async with open_world(ground.postgres, name, ground.settings(name)) as world:
        await world.sql("CREATE SCHEMA whole")
        for table in TABLES:
            await world.sql(f"CREATE TABLE whole.{table.name} AS TABLE {table.fullname}")
        yield world
    ground.drop(name)


@pytest.fixture
async def mended(attacked: World) -> AsyncIterator[World]:
    """The shared installation; whatever a test does to its rows or its clock is mended afterwards.

    What the application remembers is *not* forgotten: an attack on a warm process is the harder one.
    """
    started = attacked.clock.now()
    yield attacked
    attacked.clock.move(started - attacked.clock.now())
    names = ", ".join(table.fullname for table in TABLES)
    copied = [f"INSERT INTO {t.fullname} OVERRIDING SYSTEM VALUE TABLE whole.{t.name}" for t in TABLES]
    await attacked.sql(";".join([f"TRUNCATE {names}", *copied]))
