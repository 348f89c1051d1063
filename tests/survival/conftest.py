"""A durable PostgreSQL that may be killed, with a town in it to copy."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from ipplan.config import Settings
from ipplan.embedded.folder import OWNER
from ipplan.embedded.postgres import Postgres
from ipplan.gate.keys import make
from ipplan.job.queue import apply_queue_schema
from tests.bench.town import build, even
from tests.folders import open_folder
from tests.survival.stage import TEMPLATE, Durable
from tests.world import migrate

PLANS = 2
collect_ignore = [] if os.environ.get("IPPLAN_TESTS") else ["test_deaf.py"]
"""A minute of waiting for somebody who never reads; the hub's own test shows the same in a moment."""


@pytest.fixture(scope="session")
async def durable() -> AsyncIterator[Durable]:
    """One for all tests of a worker; whoever kills it starts it again."""
    async with AsyncExitStack() as stack:
        # On a disk, with fsync: what is promised is that nothing which was acknowledged is lost.
        folder = stack.enter_context(open_folder())
        postgres = Postgres(folder / "postgres")
        await asyncio.to_thread(stack.enter_context, postgres)
        postgres.create_database(TEMPLATE)
        owner_url = postgres.url(OWNER, TEMPLATE)
        await asyncio.to_thread(migrate, owner_url)
        await apply_queue_schema(owner_url)
        make(folder / "keys")
        settings = Settings(env="test", database_url=postgres.url(database=TEMPLATE), keys=folder / "keys")
        yield Durable(postgres, folder, await build(settings, [even(20)] * PLANS))
