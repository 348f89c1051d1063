"""A running site: app and provider served on loopback ports by the test's own loop, and people's browsers."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

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
        """A new browser in which ``name`` has logged in through the provider."""
        context = await browser.new_context(locale="nb-NO", **options)
        page, frames, errors = await context.new_page(), Frames(), []
        frames.watch(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        await page.goto(f"{self.address}/login?hint=testid:{PEOPLE[name]['pid']}_{LEVEL}")
        return Person(page, context, frames, errors)

    async def client(self, name: str | None = None) -> httpx2.AsyncClient:
        """An HTTP client, logged in as ``name``; follows no redirects afterwards. Close it."""
        client = httpx2.AsyncClient(
            base_url=self.address,
            headers={"sec-fetch-site": "same-origin", "origin": self.address},
            timeout=30,  # another worker may have the machine just now
            verify=False,  # there is no TLS on loopback: do not read the world's certificates for each client
        )
        if name:
            hint = f"testid:{PEOPLE[name]['pid']}_{LEVEL}"
            answer = await client.get("/login", params={"hint": hint}, follow_redirects=True)
            assert answer.status_code == 200, answer.text
        return client


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
                login_server.leave()  # both take their leave at the same time


class Server(uvicorn.Server):
    """Stops when it is told to, and not at its next look at a tenth of a second."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._left = asyncio.Event()

    def leave(self) -> None:
        self.should_exit = True
        self._left.set()

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
