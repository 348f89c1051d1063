"""Running the application as a process, and seeding its demo."""

import asyncio
import socket
from collections.abc import Awaitable, Callable

import uvicorn
from starlette.types import ASGIApp

from ipplan.app import create_app, open_gate
from ipplan.config import Settings
from ipplan.demo.calendar import seed_appointments
from ipplan.demo.cases import seed_cases
from ipplan.demo.meetings import seed_meeting
from ipplan.demo.rooms import seed_rooms
from ipplan.demo.seed import seed
from ipplan.gate.keys import load
from ipplan.live.wire import Wire
from ipplan.login.configured import configured
from ipplan.logs import configure_logs
from ipplan.plan.plan_templates import read_plan_templates

KEEP_ALIVE = 75
"""Seconds an idle connection stands: longer than a proxy keeps one, or a post could meet its closing."""


def run_server(settings: Settings) -> None:
    """Serve until stopped. Raises `KeyTrouble` or `SettingsTrouble` before it listens."""
    settings.check()
    configure_logs()
    asyncio.run(_check(settings))
    app = create_app(settings)
    Server(server_config(app, settings), lambda: app.state.house.hub.stop()).run()


def server_config(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How a web process listens, and whom it believes."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws=Wire,
        ws_per_message_deflate=False,
        ws_max_size=16 * 1024,
        access_log=False,
        server_header=False,
        log_config=None,
        forwarded_allow_ips=settings.proxies,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=3,
    )


class Server(uvicorn.Server):
    """Asked to stop, it stops listening, sends live sockets elsewhere, and ends what it has begun."""

    def __init__(self, config: uvicorn.Config, farewell: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self._farewell = farewell

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Before uvicorn's own, which cuts sockets off before the app hears of it."""
        for server in self.servers:
            server.close()
        await self._farewell()
        await super().shutdown(sockets)


async def _check(settings: Settings) -> None:
    """Missing or wrong keys, providers or templates stop the process before it listens.

    Raises `KeyTrouble`, `LoginMisconfigured` or `SettingsTrouble`.
    """
    read_plan_templates(settings.templates)
    keyring = load(settings.keys)
    configured(settings)
    async with open_gate(settings, keyring):
        pass


async def seed_demo(settings: Settings) -> None:
    """Seed once, in one transaction; a database with accounts in it is left alone."""
    async with open_gate(settings, load(settings.keys)) as gate, gate.database.begin() as tx:
        seeding = await seed(gate, tx)
        if seeding is not None:
            await seed_meeting(seeding)
            await seed_appointments(seeding)
            await seed_rooms(seeding)
            await seed_cases(seeding)
