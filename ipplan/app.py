"""Wiring: puts the rooms together into one application."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from ipplan.clock import Clock, DatabaseClock
from ipplan.config import Settings
from ipplan.gate.gate import Gate
from ipplan.gate.keys import Keyring, load
from ipplan.gate.right_keys import check_keys
from ipplan.gate.tokens import Signer
from ipplan.live.feed import Feed
from ipplan.live.hub import Hub
from ipplan.login.key import read_keys
from ipplan.login.provider import Provider, ProviderConfig
from ipplan.metrics_port import metrics_served
from ipplan.page.gauges import web_gauges
from ipplan.page.house import House
from ipplan.page.live import Watchers, heads
from ipplan.page.measured import Measured
from ipplan.page.respond import refusal, rejection
from ipplan.page.routes import routes
from ipplan.page.screen import Screens
from ipplan.page.shield import Shield
from ipplan.page.who import Sessions
from ipplan.plan.outline import Reader
from ipplan.render import Renderer
from ipplan.store.clock_mark import start_of_clock
from ipplan.store.database import Database
from ipplan.store.presence import stay
from ipplan.store.sessions import standing_sessions
from ipplan.store.spaces import CHANNEL


def create_app(settings: Settings, *, clock: Clock | None = None) -> Starlette:
    """The application. ``clock`` is for tests; in production the database's clock rules."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_house(settings, clock) as house:
            app.state.house = house
            async with metrics_served(settings, partial(web_gauges, house)):
                yield

    return Starlette(
        routes=[*routes(), Mount("/static", StaticFiles(directory=settings.web / "static"))],
        middleware=[
            Middleware(Measured),
            Middleware(Shield, address=settings.address, issuer=settings.issuer),
            Middleware(Sessions),
        ],
        exception_handlers={400: _unreadable, 404: _not_there, 405: _not_there},
        lifespan=lifespan,
    )


@asynccontextmanager
async def open_house(settings: Settings, clock: Clock | None = None) -> AsyncIterator[House]:
    """All services of one process, opened and closed in order."""
    keyring = load(settings.keys)
    async with open_gate(settings, keyring, clock) as gate, httpx2.AsyncClient(timeout=5) as http:
        database, hub = gate.database, Hub(gate.clock)
        renderer, reader = Renderer(settings.web / "templates"), Reader(database)
        screens = Screens(database, gate, reader, renderer, keyring.secrets["digest"])
        provider = Provider(_provider(settings), http, gate.clock.now, env=settings.env)
        house = House(
            settings, database, gate.clock, keyring, gate, reader, renderer, hub, screens, provider, http
        )
        feed = Feed(settings.database_url, CHANNEL, hub.news, hub.gap)
        hub.on_beat(partial(stay, database))
        hub.start(
            show=Watchers(house).show, heads=partial(heads, database), standing=partial(_standing, house)
        )
        feed.start()
        try:
            yield house
        finally:
            await hub.stop()
            await feed.stop()


@asynccontextmanager
async def open_gate(settings: Settings, keyring: Keyring, clock: Clock | None = None) -> AsyncIterator[Gate]:
    """Database and gate alone: all that jobs and the command line need. Raises `KeysWrong`."""
    database = Database(settings.database_url)
    await database.open()
    try:
        ruling = clock or DatabaseClock(await start_of_clock(database))
        signer = Signer(keyring, settings.grant_issuer)
        await check_keys(database, keyring, signer)
        yield Gate(database, keyring, signer, ruling)
    finally:
        await database.close()


def _provider(settings: Settings) -> ProviderConfig:
    key = read_keys(settings.oidc_key or settings.keys / "oidc.jwk")[0]
    return ProviderConfig(
        name="idporten",
        issuer=settings.issuer,
        client_id=settings.oidc_client_id,
        key=key,
        acr=settings.oidc_acr,
    )


async def _standing(house: House, session_ids: list[bytes]) -> set[bytes]:
    found, at = await standing_sessions(house.database, session_ids)
    now = house.clock.sight(at)
    return {session_id for session_id, times in found.items() if house.lifetime.ends_at(*times) > now}


async def _not_there(request: Request, error: Any) -> Response:
    return refusal(request)


async def _unreadable(request: Request, error: Any) -> Response:
    return rejection(request, "form", 400)
