"""Wiring: puts the rooms together into one application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount

from ipplan.clock import Clock, DatabaseClock
from ipplan.config import Settings
from ipplan.gate.gate import Gate
from ipplan.gate.keys import Keyring, load
from ipplan.gate.right_keys import check_keys
from ipplan.gate.tokens import Signer
from ipplan.live.feed import Feed
from ipplan.live.hub import Hub
from ipplan.live.seats import Seats
from ipplan.login.configured import configured
from ipplan.login.providers import Providers
from ipplan.metrics_port import metrics_served
from ipplan.page.house import House
from ipplan.page.meeting.room.rooms import Rooms
from ipplan.page.request.gauges import web_gauges
from ipplan.page.request.limits import Limits
from ipplan.page.request.measured import Measured
from ipplan.page.request.packed import Packed
from ipplan.page.request.shield import Shield
from ipplan.page.request.static import Static
from ipplan.page.respond import refusal, rejection
from ipplan.page.routes import routes
from ipplan.page.screen.assembled import Frames
from ipplan.page.screen.fragments import Fragments
from ipplan.page.screen.live import Watchers, heads
from ipplan.page.screen.pieces import Pieces
from ipplan.page.screen.screen import Screens
from ipplan.page.talk.view import Talks
from ipplan.page.who import Sessions
from ipplan.plan.outline import Reader
from ipplan.plan.plan_templates import read_plan_templates
from ipplan.render import Renderer
from ipplan.store.clock_mark import keep_mark, start_of_clock
from ipplan.store.conversation_marks import NOTE as CONVERSATIONS
from ipplan.store.database import Database
from ipplan.store.news import CHANNEL
from ipplan.store.places import Places
from ipplan.store.presence import Presence
from ipplan.store.read_marks import ReadMarks
from ipplan.store.sessions import Finder, standing_sessions


def create_app(settings: Settings, *, clock: Clock | None = None) -> Starlette:
    """The application. ``clock`` is for tests; in production the database's clock rules."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_house(settings, clock) as house:
            app.state.house = house
            async with metrics_served(settings, partial(web_gauges, house)):
                yield

    return Starlette(
        routes=[*routes(), Mount("/static", Static(directory=settings.web / "static"))],
        middleware=[
            Middleware(Measured),
            Middleware(Packed),
            Middleware(Shield, address=settings.address),
            Middleware(Sessions),
        ],
        exception_handlers={400: _unreadable, 404: _not_there, 405: _not_there},
        lifespan=lifespan,
    )


@asynccontextmanager
async def open_house(settings: Settings, clock: Clock | None = None) -> AsyncIterator[House]:
    """All services of one process, opened and closed in order."""
    keyring, templates = load(settings.keys), read_plan_templates(settings.templates)
    gates = open_gate(settings, keyring, clock, impatient=True)
    async with gates as gate, httpx2.AsyncClient(timeout=5) as http:
        database, hub = gate.database, Hub(gate.clock)
        renderer, reader = Renderer(settings.web / "templates"), Reader(database)
        marks = ReadMarks(database, CONVERSATIONS)
        fragments = Fragments(renderer, keyring.secrets["digest"])
        screens = Screens(database, reader, fragments, Pieces(renderer))
        providers = Providers(configured(settings), http, gate.clock.now, env=settings.env)
        sessions = Finder(settings.database_url, keyring.secrets["session"])
        house = House(
            settings=settings,
            database=database,
            clock=gate.clock,
            keyring=keyring,
            gate=gate,
            reader=reader,
            render=renderer,
            hub=hub,
            screens=screens,
            rooms=Rooms(database, reader, fragments),
            sessions=sessions,
            frames=Frames(),
            providers=providers,
            http=http,
            limits=Limits(settings),
            seats=Seats(settings.live_per_session, settings.live_per_space),
            presence=Presence(database),
            places=Places(database, gate.clock.now),
            read_marks=ReadMarks(database),
            templates=templates,
            conversation_marks=marks,
            talks=Talks(database, reader, fragments, marks),
        )
        database.news.here = hub.news
        feed = Feed(settings.database_url, CHANNEL, database.news.heard, hub.gap)
        hub.on_beat(house.presence.stay)
        hub.start(
            show=Watchers(house).show, heads=partial(heads, database), standing=partial(_standing, house)
        )
        feed.start()
        # Pages say which providers their forms may lead to, before anybody has logged in here.
        loop = asyncio.get_running_loop()
        tasks = [loop.create_task(providers.ask_all())]
        if clock is None:  # what tests set their clocks to is nobody's past
            tasks.append(loop.create_task(keep_mark(database, gate.clock.now)))
        try:
            yield house
        finally:
            for task in tasks:
                task.cancel()
            await hub.stop()
            await house.presence.close()
            await house.read_marks.settle()
            await house.conversation_marks.settle()
            await feed.stop()
            await sessions.close()


@asynccontextmanager
async def open_gate(
    settings: Settings, keyring: Keyring, clock: Clock | None = None, *, impatient: bool = False
) -> AsyncIterator[Gate]:
    """Database and gate alone: all that jobs and the command line need. Raises `KeysWrong`."""
    database = Database(settings.database_url, impatient=impatient)
    await database.open()
    try:
        ruling = clock or DatabaseClock(await start_of_clock(database))
        signer = Signer(keyring, settings.grant_issuer)
        await check_keys(database, keyring, signer)
        gate = Gate(database, keyring, signer, ruling, settings.law)
        try:
            yield gate
        finally:
            await gate.close()
    finally:
        await database.close()


async def _standing(house: House, session_ids: list[bytes]) -> dict[bytes, datetime]:
    found, at = await standing_sessions(house.database, session_ids)
    now = house.clock.sight(at)
    ends = {session_id: house.lifetime.ends_at(*times) for session_id, times in found.items()}
    return {session_id: end for session_id, end in ends.items() if end > now}


async def _not_there(request: Request, error: Any) -> Response:
    return refusal(request)


async def _unreadable(request: Request, error: Any) -> Response:
    return rejection(request, "form", 400)
