"""The worker as a process: it seals the log for as long as it runs, and stops when asked."""

import asyncio
import os
import signal
import sys
from typing import Any

from ipplan.gate.audit import audit
from tests.world import World


async def test_the_worker_seals_the_log_and_stops_when_asked(world: World) -> None:
    settings = world.house.settings
    environment = os.environ | {
        "IPPLAN_ENV": "test",
        "IPPLAN_KEYS": str(settings.keys),
        "IPPLAN_DATABASE_URL": settings.database_url,
    }
    assert not await world.sql("SELECT FROM log_head")
    worker = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ipplan", "worker", env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(60):
            while not await world.sql("SELECT FROM log_head"):
                assert worker.returncode is None
                await asyncio.sleep(0.2)
        await world.open("leila", "health")
        number = (await world.sql("SELECT max(log_id) FROM access_log"))[0][0]
        bound: list[Any] = []
        async with asyncio.timeout(60):
            while not bound:
                await asyncio.sleep(0.1)
                bound = await world.sql("SELECT FROM log_leaf WHERE record_id = :n", n=number)
    finally:
        worker.send_signal(signal.SIGTERM)
        _, said = await worker.communicate()
    assert worker.returncode == 0, said.decode()
    report = await audit(world.house.database, world.house.keyring, settings.grant_issuer)
    assert report.misfits == ()
