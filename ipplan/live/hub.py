"""Who is connected to this process. No queue: a screen is compared with the page as it is now."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

import structlog

from ipplan.clock import Clock
from ipplan.live.connection import AWAY, BEHIND, ENDED, RENEWED, Connection, Show
from ipplan.live.watch import Watch
from ipplan.live.wire import Gone, framed

log = structlog.get_logger()

LONGEST_BEHIND = 10.0
"""Seconds after which a connection that takes nothing more is let go."""
SWEEP = 1.5
"""Seconds between looks at the change numbers, for news that was lost."""
TICK = 0.5
"""Seconds between looks at the clock, for sessions that end by it."""
BEAT = 20.0
HEARTBEAT = framed('{"beat": true}')

Heads = Callable[[list[UUID]], Awaitable[dict[UUID, tuple[int, int]]]]
"""Change numbers (seq, access_seq) of spaces."""
Standing = Callable[[list[bytes]], Awaitable[dict[bytes, datetime]]]
"""Of several sessions, those that still stand, and until when if nobody does anything."""


class Hub:
    """All screens connected to this process."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._spaces: dict[UUID, Watch] = {}
        self._show: Show | None = None
        self._heads: Heads | None = None
        self._standing: Standing | None = None
        self._until: dict[bytes, datetime] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._stopped = False
        self._beats: list[Callable[[], Awaitable[None]]] = []

    def start(self, *, show: Show, heads: Heads, standing: Standing) -> None:
        """Begin to sweep and beat; the three functions are how the hub asks the rooms above."""
        self._show, self._heads, self._standing = show, heads, standing
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(work()) for work in (self._sweep, self._beat, self._mind_sessions)]

    def on_beat(self, tell: Callable[[], Awaitable[None]]) -> None:
        """Call ``tell`` at every heartbeat."""
        self._beats.append(tell)

    async def stop(self) -> None:
        """Close everything with 1001, and whatever still comes: browsers come back, spread over time."""
        self._stopped = True
        for task in self._tasks:
            task.cancel()
        # All at once: one that does not read must not keep the others from going elsewhere.
        await asyncio.gather(*(self._close(one, AWAY) for one in self.connections()))

    @property
    def watched(self) -> int:
        """How many spaces somebody here has open."""
        return len(self._spaces)

    def connections(self) -> list[Connection]:
        return [one for watch in self._spaces.values() for one in watch.connections]

    def join(self, connection: Connection) -> None:
        """A screen opened; it is brought up to date at once."""
        if self._stopped:
            self._tasks.append(asyncio.get_running_loop().create_task(_turn_away(connection)))
            return
        watch = self._spaces.get(connection.space_id)
        if watch is None:
            assert self._show is not None
            watch = self._spaces[connection.space_id] = Watch(connection.space_id, self._show, self._clock)
        watch.join(connection)

    def leave(self, connection: Connection) -> None:
        """A screen closed."""
        watch = self._spaces.get(connection.space_id)
        if watch is not None and watch.leave(connection):
            del self._spaces[connection.space_id]

    def ready(self, connection: Connection) -> None:
        """A connection that was behind takes more again."""
        watch = self._spaces.get(connection.space_id)
        if watch is not None and connection.behind is not None:
            watch.again(connection)

    def news(self, text: str) -> None:
        """What the feed brought: ``space``, ``access``, ``presence``, ``session``, ``renewed``, and which."""
        kind, _, name = text.partition(":")
        if kind in ("session", "renewed"):
            ended = self._end(lambda c: c.session.hex() == name, RENEWED if kind == "renewed" else ENDED)
            asyncio.get_running_loop().create_task(ended)
            return
        with contextlib.suppress(ValueError):
            watch = self._spaces.get(UUID(name))
            if watch is not None:
                watch.wake(access=kind == "access")

    def gap(self) -> None:
        """News may have been missed: look at everything anew."""
        self._until.clear()
        for watch in self._spaces.values():
            watch.wake(access=True)

    async def _close(self, connection: Connection, code: int, *, farewell: bool = False) -> None:
        watch = self._spaces.get(connection.space_id)
        if watch is not None:
            await watch.close(connection, code, farewell=farewell)
            if not watch.connections:
                self._spaces.pop(connection.space_id, None)

    async def _end(self, ended: Callable[[Connection], bool], code: int) -> None:
        """Close the screens of ended sessions."""
        closing = [one for one in self.connections() if ended(one)]
        # All at once: a browser that takes no farewell holds nobody else's back.
        await asyncio.gather(*(self._close(one, code, farewell=code == ENDED) for one in closing))

    async def _sweep(self) -> None:
        """Heal within two seconds what lost news would leave stale."""
        turn = 0
        while True:
            await asyncio.sleep(SWEEP)
            turn += 1
            try:
                await self._look_at_heads()
                await self._let_go()
                if turn % 5 == 0:
                    self._until.clear()
            except Exception as error:
                log.warning("sweep_failed", error=type(error).__name__)

    async def _look_at_heads(self) -> None:
        assert self._heads is not None
        watched_now = dict(self._spaces)
        if not watched_now:
            return
        for space_id, head in (await self._heads(list(watched_now))).items():
            watch = watched_now[space_id]
            if head != watch.head:
                watch.wake(access=head[1] != watch.head[1])
                watch.head = head

    async def _let_go(self) -> None:
        """Of connections that take nothing more: they come back, and catch up."""
        now = asyncio.get_running_loop().time()
        late = [one for one in self.connections() if one.behind and now - one.behind > LONGEST_BEHIND]
        await asyncio.gather(*(self._close(one, BEHIND) for one in late))

    async def _mind_sessions(self) -> None:
        """End screens when their session ends by the clock: asked for only those whose time is out."""
        while True:
            await asyncio.sleep(TICK)
            now = self._clock.now()
            here = {connection.session for connection in self.connections()}
            due = [one for one in here if self._until.get(one, now) <= now]
            if not due:
                continue
            try:
                await self._look_at_sessions(here, due)
            except Exception as error:
                log.warning("sweep_failed", error=type(error).__name__)
                await self._let_late_go({one for one in due if one in self._until})

    async def _let_late_go(self, late: set[bytes]) -> None:
        """Of sessions that are out of time, while nobody can be asked whether they were prolonged.

        They come back, and are let in when it can be asked (the third law).
        """
        await self._end(lambda connection: connection.session in late, AWAY)

    async def _look_at_sessions(self, here: set[bytes], due: list[bytes]) -> None:
        assert self._standing is not None
        standing = await self._standing(due)
        self._until = {one: end for one, end in self._until.items() if one in here} | standing
        ended = set(due) - set(standing)
        await self._end(lambda connection: connection.session in ended, ENDED)

    async def _beat(self) -> None:
        """Pages cover their content when they have not heard from us for a minute."""
        while True:
            await asyncio.sleep(BEAT)
            connections = self.connections()
            for one in connections:
                if one.socket.ready:
                    with contextlib.suppress(Gone):
                        one.socket.write(HEARTBEAT)
            for tell in self._beats:
                with contextlib.suppress(Exception):
                    await tell()


async def _turn_away(connection: Connection) -> None:
    connection.closed = True
    await connection.socket.close(AWAY)
