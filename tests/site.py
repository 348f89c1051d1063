"""A running site: app and provider served on loopback ports by the test's own loop, and people's browsers."""

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

import httpx2
import uvicorn
from joserfc.jwk import RSAKey
from playwright.async_api import Browser, BrowserContext, Page, WebSocket

from ipplan.app import create_app
from ipplan.clock import SetClock
from ipplan.config import Settings
from ipplan.embedded.postgres import Postgres
from ipplan.idp.serve import demo_provider
from ipplan.live.wire import Wire
from ipplan.page.who import cookie_name
from ipplan.store.doors import CameBy, note_door
from ipplan.store.sessions import Place, create_session, hashed
from tests.world import LEVEL, PEOPLE, World, world_of


@dataclass
class Frames:
    """What a page's sockets received, but for heartbeats."""

    received: list[str] = field(default_factory=list)
    closed: int = 0

    def watch(self, page: Page) -> None:
        page.on("websocket", self._on_socket)

    def _on_socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._on_frame)
        socket.on("close", self._on_close)

    def _on_frame(self, payload: Any) -> None:
        if '"beat"' not in str(payload):
            self.received.append(str(payload))

    def _on_close(self, *_: Any) -> None:
        self.closed += 1


@dataclass
class Person:
    """Somebody's browser, logged in."""

    page: Page
    context: BrowserContext
    frames: Frames
    errors: list[str]


@dataclass
class Site:
    """A site that answers at ``address``."""

    world: World
    address: str
    provider: Any

    @property
    def clock(self) -> SetClock:
        return self.world.clock

    def plan(self, owner: str = "tiril") -> str:
        """Address of a plan."""
        return f"{self.address}/plans/{self.world.spaces[owner]}"

    def section(self, area: str, owner: str = "tiril") -> str:
        return f"{self.plan(owner)}/sections/{self.world.sections[owner][area]}"

    async def person(self, browser: Browser, name: str, **options: Any) -> Person:
        """A new browser in which ``name`` is logged in, and stands on her first page.

        ``by_provider``: so that she is logged in there, too. Without ``service_workers="allow"`` nothing
        is kept for when there is no net: that takes each new browser six requests.
        """
        options.setdefault("service_workers", "block")
        by_provider = options.pop("by_provider", False)
        context = await browser.new_context(locale="nb-NO", **options)
        page, frames, errors = await context.new_page(), Frames(), []
        frames.watch(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        cookie = None if by_provider else await self.session(name)
        if cookie:
            await context.add_cookies([{"name": self.cookie, "value": cookie, "url": self.address}])
        await page.goto(self.address if cookie else f"{self.address}/login?{urlencode(_hint(name))}")
        return Person(page, context, frames, errors)

    async def client(self, name: str | None = None) -> httpx2.AsyncClient:
        """An HTTP client, logged in as ``name``; follows no redirects. Close it."""
        client = httpx2.AsyncClient(
            base_url=self.address,
            headers={"sec-fetch-site": "same-origin", "origin": self.address},
            timeout=30,  # another worker may have the machine just now
            verify=False,  # there is no TLS on loopback: do not read the world's certificates for each client
        )
        cookie = await self.session(name) if name else None
        if cookie:
            client.cookies.set(self.cookie, cookie)
        elif name:
            await log_in(client, name)
        return client

    async def session(self, name: str) -> str | None:
        """A session of somebody's who had an account when the site was opened: the cookie of it.

        As it is made when she has come back from the provider (page/login/entering.py). Two in three of all
        requests that tests made were logins; what a login is, tests/login and tests/page/test_login.py try.
        """
        house, account_id, now = self.world.house, self.world.accounts.get(name), self.clock.now()
        provider = house.providers.named(None)
        if account_id is None or provider is None:
            return None
        cookie, key = secrets.token_urlsafe(32), house.keyring.secrets["session"]
        async with house.database.begin() as tx:
            await create_session(
                tx,
                key,
                "",
                Place("", "127.0.0.1"),
                session_id=hashed(cookie),
                account_id=account_id,
                provider=provider.config.name,
                sid=secrets.token_urlsafe(16),
                acr=LEVEL,
                auth_time=now.replace(microsecond=0),
                created_at=now,
                seen_at=now,
            )
            await note_door(tx, key, account_id, CameBy(provider.config.name, now, None))
        return cookie

    @property
    def cookie(self) -> str:
        """Its name."""
        return cookie_name(self.world.house)


async def log_in(client: httpx2.AsyncClient, name: str) -> None:
    """Through the provider."""
    answer = await client.get("/login", params=_hint(name), follow_redirects=True)
    assert answer.status_code == 200, answer.text


def _hint(name: str) -> dict[str, str]:
    return {"hint": f"testid:{PEOPLE[name]['pid']}_{LEVEL}"}


@asynccontextmanager
async def open_site(postgres: Postgres, name: str, settings: Settings) -> AsyncIterator[Site]:
    """Serve the installation of ``settings`` and its provider until the block ends."""
    with listener() as app_socket, listener() as idp_socket:
        port, idp_port = app_socket.getsockname()[1], idp_socket.getsockname()[1]
        settings = settings.model_copy(update={"port": port, "idp_port": idp_port})
        clock = SetClock(datetime.now(UTC))
        app = create_app(settings, clock=clock)
        provider = demo_provider(settings, now=lambda: clock.now().timestamp(), key=providers_key())
        async with serving(provider, idp_socket) as login_server, serving(app, app_socket):
            world = await world_of(app.state.house, clock, postgres, name)
            try:
                yield Site(world, settings.address, provider)
            finally:
                await world.close()
                login_server.leave()  # both take their leave at the same time


class Server(uvicorn.Server):
    """Stops when it is told to, and not at its next look at a tenth of a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._left = asyncio.Event()

    def leave(self) -> None:
        self.should_exit = True
        self._left.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does it, but that it looks more often than every tenth of a second who is still here."""
        for listening in self.servers:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110 (they tell nobody)
                    await asyncio.sleep(0.005)
        for task in self.server_state.tasks:
            task.cancel()
        await self.lifespan.shutdown()

    async def main_loop(self) -> None:
        seconds = 0
        while not await self.on_tick(10 * seconds):  # it counts in tenths; once in ten it does something
            seconds += 1
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self._left.wait()


@asynccontextmanager
async def serving(app: Any, door: socket.socket) -> AsyncIterator[Server]:
    """Serve until the block ends, or until somebody tells the server to stop."""
    server = Server(
        uvicorn.Config(
            app,
            ws=Wire,
            ws_per_message_deflate=False,
            log_level="error",
            access_log=False,
            timeout_graceful_shutdown=1,
            # One loop serves server and client: it may hang up an idle connection just as it is used again.
            timeout_keep_alive=600,
        )
    )
    # Pytest handles the signals of its own process.
    server.capture_signals = _no_signals  # type: ignore[method-assign,assignment]
    task = asyncio.get_running_loop().create_task(server.serve(sockets=[door]))
    while not server.started:
        await asyncio.sleep(0.01)
        if task.done():
            await task
    try:
        yield server
    finally:
        server.leave()
        await task


class _no_signals:
    def __enter__(self) -> None: ...
    def __exit__(self, *_: object) -> None: ...


@lru_cache
def providers_key() -> RSAKey:
    """One for all providers of a run: making an RSA key takes long, and no test is about its being new."""
    return RSAKey.generate_key(2048)


def listener() -> socket.socket:
    """A free port that stays ours while nobody answers on it: whoever comes meanwhile waits."""
    # Only of a socket that says it is TCP does asyncio switch Nagle's delay off, which costs 40 ms a request.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.bind(("127.0.0.1", 0))
    made.listen(128)
    return made
