"""Who is connected here, and what each screen shows. No queue: a screen is compared with the page as it is.

News marks a space; one task per space then asks the gate for all who watch it, by one query, and sends each
what differs. A frame is handed over only if no news of changed access came in while it was made.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID, uuid4

import structlog

from ipplan.clock import Clock
from ipplan.live.frames import Fragment, frames
from ipplan.metrics import PUSHES

log = structlog.get_logger()

ENDED = 1008
"""Close code for an ended session or a lost right: browsers do not try again."""
BEHIND = 1013
"""Close code for a connection that does not keep up: it comes back and catches up."""
AWAY = 1001
"""Close code of a process that stops: the browser comes back, to another."""
LONGEST_SEND = 10.0
SWEEP = 1.5
"""Seconds between looks at the change numbers, for news that was lost."""
BEAT = 20.0


class Socket(Protocol):
    async def send(self, text: str) -> None: ...
    async def close(self, code: int) -> None: ...


@dataclass(eq=False, slots=True)
class Connection:
    """One open screen of one person."""

    socket: Socket
    space_id: UUID
    account_id: UUID
    session: bytes
    watcher: object
    """Who watches, as the check knows her."""
    shown: dict[str, str]
    connection_id: UUID = field(default_factory=uuid4)
    logged: dict[tuple[UUID, UUID], object] = field(default_factory=dict)
    """The committed lines of this subscription in the access log, by section and grant."""
    sending: asyncio.Task[None] | None = None
    behind: bool = False
    """It was still sending when there was more to tell."""
    closed: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """What one person's screen shall show now, and when that may change by the clock alone."""

    fragments: tuple[Fragment, ...]
    until: datetime


Show = Callable[[UUID, list[Connection]], Awaitable[dict[UUID, View]]]
"""The check and the render, given by app.py: views by connection; who is refused is not among them."""
Heads = Callable[[list[UUID]], Awaitable[dict[UUID, tuple[int, int]]]]
"""Change numbers (seq, access_seq) of spaces."""
Standing = Callable[[list[bytes]], Awaitable[set[bytes]]]
"""Of several sessions, those that still stand."""


@dataclass(eq=False, slots=True)
class Watched:
    """A space that somebody here has open."""

    connections: set[Connection] = field(default_factory=set)
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    access_news: int = 0
    head: tuple[int, int] = (-1, -1)
    task: asyncio.Task[None] | None = None


class Hub:
    """All screens connected to this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._spaces: dict[UUID, Watched] = {}
        self._show: Show | None = None
        self._heads: Heads | None = None
        self._standing: Standing | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._stopped = False
        self._beats: list[Callable[[list[UUID]], Awaitable[None]]] = []

    def start(self, *, show: Show, heads: Heads, standing: Standing) -> None:
        """Begin to sweep and beat; the three functions are how the hub asks the rooms above."""
        self._show, self._heads, self._standing = show, heads, standing
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._sweep()), loop.create_task(self._beat())]

    def on_beat(self, tell: Callable[[list[UUID]], Awaitable[None]]) -> None:
        """Call ``tell`` with the ids of all connections at every heartbeat."""
        self._beats.append(tell)

    async def stop(self) -> None:
        """Close everything with 1001, and whatever still comes: browsers come back, spread over time."""
        self._stopped = True
        for task in self._tasks:
            task.cancel()
        # All at once: one that does not read must not keep the others from going elsewhere.
        await asyncio.gather(*(self._close(connection, AWAY) for connection in self.connections()))

    @property
    def watched(self) -> int:
        """How many spaces somebody here has open."""
        return len(self._spaces)

    def connections(self) -> list[Connection]:
        return [one for watched in self._spaces.values() for one in watched.connections]

    def join(self, connection: Connection) -> None:
        """A screen opened; it is brought up to date at once."""
        if self._stopped:
            self._tasks.append(asyncio.get_running_loop().create_task(self._close(connection, AWAY)))
            return
        watched = self._spaces.get(connection.space_id)
        if watched is None:
            watched = self._spaces[connection.space_id] = Watched()
            watched.task = asyncio.get_running_loop().create_task(self._pump(connection.space_id, watched))
        watched.connections.add(connection)
        watched.woken.set()

    def leave(self, connection: Connection) -> None:
        """A screen closed."""
        connection.closed = True
        watched = self._spaces.get(connection.space_id)
        if watched is None:
            return
        watched.connections.discard(connection)
        if not watched.connections:
            del self._spaces[connection.space_id]
            if watched.task is not None and watched.task is not asyncio.current_task():
                watched.task.cancel()

    def news(self, text: str) -> None:
        """What the feed brought: ``space:id``, ``access:id``, ``presence:id`` or ``session:hash``."""
        kind, _, name = text.partition(":")
        if kind == "session":
            asyncio.get_running_loop().create_task(self._end(lambda c: c.session.hex() == name))
            return
        with contextlib.suppress(ValueError):
            watched = self._spaces.get(UUID(name))
            if watched is not None:
                watched.access_news += kind == "access"
                watched.woken.set()

    def gap(self) -> None:
        """News may have been missed: look at everything anew."""
        for watched in self._spaces.values():
            watched.access_news += 1
            watched.woken.set()

    async def _pump(self, space_id: UUID, watched: Watched) -> None:
        until: datetime | None = None
        while True:
            await self._wait(watched, until)
            watched.woken.clear()
            news = watched.access_news
            connections = [one for one in watched.connections if not one.closed]
            try:
                assert self._show is not None
                views = await self._show(space_id, connections)
            except Exception:
                # Nothing is sent that was not checked now; the sweep tries again.
                log.exception("live_failed", space=str(space_id))
                watched.head = (-1, -1)
                until = None
                continue
            if watched.access_news != news:
                watched.woken.set()
                continue
            until = min((view.until for view in views.values()), default=None)
            await self._deliver(watched, connections, views)

    async def _wait(self, watched: Watched, until: datetime | None) -> None:
        """Until news, or until the clock alone changes what somebody may see."""
        if until is None:
            await watched.woken.wait()
            return
        left = (until - self._clock.now()).total_seconds()
        with contextlib.suppress(TimeoutError):
            # An hour at most: the clock that rules go by may be moved.
            await asyncio.wait_for(watched.woken.wait(), min(max(left, 0.0) + 0.01, 3600))

    async def _deliver(
        self, watched: Watched, connections: list[Connection], views: dict[UUID, View]
    ) -> None:
        for number, connection in enumerate(connections):
            if number % 200 == 199:
                await asyncio.sleep(0)
            if connection.closed or connection.sending is not None:
                # Still sending: compared again, with what then is true, when it is done.
                connection.behind = True
                continue
            view = views.get(connection.connection_id)
            if view is None:
                await self._close(connection, ENDED, farewell=True)
                continue
            messages = frames(connection.shown, view.fragments)
            connection.shown = {one.name: one.digest for one in view.fragments}
            if messages:
                send = self._send(watched, connection, messages)
                connection.sending = asyncio.get_running_loop().create_task(send)

    async def _send(self, watched: Watched, connection: Connection, messages: list[str]) -> None:
        news = watched.access_news
        try:
            async with asyncio.timeout(LONGEST_SEND):
                for message in messages:
                    if watched.access_news != news:
                        # Checked before somebody's access changed: dropped, and all is compared anew.
                        connection.shown, connection.behind = {}, True
                        break
                    await connection.socket.send(message)
                    PUSHES.inc()
        except TimeoutError:
            await self._close(connection, BEHIND)
        except Exception:
            self.leave(connection)
        finally:
            connection.sending = None
            if connection.behind:
                connection.behind = False
                watched.woken.set()

    async def _close(self, connection: Connection, code: int, *, farewell: bool = False) -> None:
        self.leave(connection)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(1):
                if farewell:
                    await connection.socket.send('{"gone": true}')
                await connection.socket.close(code)

    async def _end(self, ended: Callable[[Connection], bool]) -> None:
        """Close the screens of ended sessions."""
        for connection in self.connections():
            if ended(connection):
                await self._close(connection, ENDED, farewell=True)

    async def _sweep(self) -> None:
        """Heal within two seconds what lost news would leave stale, and end what idleness has ended."""
        turn = 0
        while True:
            await asyncio.sleep(SWEEP)
            turn += 1
            try:
                await self._look_at_heads()
                if turn % 5 == 0:
                    await self._look_at_sessions()
            except Exception as error:
                log.warning("sweep_failed", error=type(error).__name__)

    async def _look_at_heads(self) -> None:
        assert self._heads is not None
        watched_now = dict(self._spaces)
        if not watched_now:
            return
        for space_id, head in (await self._heads(list(watched_now))).items():
            watched = watched_now[space_id]
            if head != watched.head:
                watched.access_news += head[1] != watched.head[1]
                watched.head = head
                watched.woken.set()

    async def _look_at_sessions(self) -> None:
        assert self._standing is not None
        sessions = {connection.session for connection in self.connections()}
        if sessions:
            standing = await self._standing(list(sessions))
            await self._end(lambda connection: connection.session not in standing)

    async def _beat(self) -> None:
        """Pages cover their content when they have not heard from us for a minute."""
        while True:
            await asyncio.sleep(BEAT)
            connections = self.connections()
            await asyncio.gather(*(self._one_beat(one) for one in connections))
            for tell in self._beats:
                with contextlib.suppress(Exception):
                    await tell([one.connection_id for one in connections])

    async def _one_beat(self, connection: Connection) -> None:
        if connection.sending is None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(LONGEST_SEND):
                    await connection.socket.send('{"beat": true}')
