"""Running the application as a process, and seeding its demo."""

import asyncio

import uvicorn

from ipplan.app import create_app, open_gate
from ipplan.config import Settings
from ipplan.demo.seed import seed
from ipplan.gate.keys import load
from ipplan.logs import configure_logs


def run_server(settings: Settings) -> None:
    """Serve until stopped. Live sockets are closed at once: browsers come back by themselves."""
    settings.check()
    configure_logs()
    asyncio.run(_check(settings))
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=16 * 1024,
        access_log=False,
        server_header=False,
        log_config=None,
        timeout_graceful_shutdown=3,
    )


async def _check(settings: Settings) -> None:
    """Missing or wrong keys stop the process before it listens; raises `KeyTrouble`."""
    async with open_gate(settings, load(settings.keys)):
        pass


async def seed_demo(settings: Settings) -> None:
    """Seed once, in one transaction; a database with accounts in it is left alone."""
    async with open_gate(settings, load(settings.keys)) as gate, gate.database.begin() as tx:
        await seed(gate, tx)
