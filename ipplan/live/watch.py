"""A space that is watched here: news in, checked and rendered anew, differences out to each screen.

A frame is handed over only if no news of changed access came in since its check was begun (the third law).
"""

import asyncio
import contextlib
from datetime import datetime
from uuid import UUID

import structlog

from ipplan.clock import Clock
from ipplan.live.connection import AWAY, ENDED, Connection, Differences, Show, View
from ipplan.live.wire import Gone, framed
from ipplan.metrics import PUSHES

log = structlog.get_logger()
TURN = 200
"""Screens that are written to before others get their turn on the loop."""
FAREWELL = framed('{"gone": true}')


class Watch:
    """One watched space: its screens, and the task that keeps them up to date."""

    def __init__(self, space_id: UUID, show: Show, clock: Clock) -> None:
        self.space_id = space_id
        self.connections: set[Connection] = set()
        self.head = (-1, -1)
        """Change numbers as last seen: of anything, and of access."""
        self._show = show
        self._clock = clock
        self._woken = asyncio.Event()
        self._stale = False
        """Whether there is news for all; else only for those that came, or take more again."""
        self._fresh: set[Connection] = set()
        self._access_news = 0
        self._task: asyncio.Task[None] | None = None

    def wake(self, *, access: bool = False) -> None:
        """There is news; ``access``: perhaps of who may see what."""
        self._access_news += access
        self._stale = True
        self._woken.set()

    def join(self, connection: Connection) -> None:
        """A screen opened; it is brought up to date at once."""
        self.connections.add(connection)
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._pump())
        self.again(connection)

    def again(self, connection: Connection) -> None:
        """Bring one screen up to date: the others are not looked at, of which there may be thousands."""
        self._fresh.add(connection)
        self._woken.set()

    def leave(self, connection: Connection) -> bool:
        """A screen closed; whether it was the last."""
        connection.closed = True
        self.connections.discard(connection)
        self._fresh.discard(connection)
        if self.connections:
            return False
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
        return True

    async def _pump(self) -> None:
        until: datetime | None = None
        while self.connections:
            await self._wait(until)
            stale, news, connections = self._stale, self._access_news, self._due()
            try:
                views = await self._show(self.space_id, connections)
            except Exception:
                # Nothing is sent that was not checked now; the sweep tries again.
                log.exception("live_failed", space=str(self.space_id))
                self.head = (-1, -1)
                await self._close_past(until)
                continue
            ends = {view.until for view in views if view is not None}
            until = min(ends | ({until} if until is not None and not stale else set()), default=None)
            await self._deliver(connections, views, news)

    def _due(self) -> list[Connection]:
        """The screens that may have to be told something."""
        due = list(self.connections if self._stale else self._fresh)
        self._stale = False
        self._fresh.clear()
        self._woken.clear()
        return due

    async def _close_past(self, until: datetime | None) -> None:
        """Let screens go that show what may have ended meanwhile, as nobody can be asked (the third law).

        They come back, and are let in when the check can be made; cut off, a page covers what it shows.
        """
        if until is not None and until <= self._clock.now():
            await asyncio.gather(*(self.close(one, AWAY) for one in list(self.connections)))

    async def _wait(self, until: datetime | None) -> None:
        """Until news, or until the clock alone changes what somebody may see."""
        if until is None:
            await self._woken.wait()
            return
        left = (until - self._clock.now()).total_seconds()
        try:
            # An hour at most: the clock that rules go by may be moved.
            await asyncio.wait_for(self._woken.wait(), min(max(left, 0.0) + 0.01, 3600))
        except TimeoutError:
            self._stale = True

    async def _deliver(self, connections: list[Connection], views: list[View | None], news: int) -> None:
        differences, lost = Differences(), []
        for number, (connection, view) in enumerate(zip(connections, views, strict=True), start=1):
            if self._access_news != news:
                # Checked before somebody's access changed: all is compared anew.
                self._woken.set()
                break
            if connection.closed or view is connection.shown:
                continue
            if view is None:
                lost.append(connection)
            else:
                self._write(connection, view, differences)
            if number % TURN == 0:
                await asyncio.sleep(0)
        for connection in lost:
            await self.close(connection, ENDED, farewell=True)

    def _write(self, connection: Connection, view: View, differences: Differences) -> None:
        if not connection.socket.ready:
            # It is compared again, with what then is true, when it has taken what it was given before.
            if connection.behind is None:
                connection.behind = asyncio.get_running_loop().time()
            return
        connection.behind = None
        made = differences.between(connection.shown, view)
        connection.shown = view
        if made:
            try:
                connection.socket.write(made)
                PUSHES.inc()
            except Gone:
                self.leave(connection)
            except Exception as error:
                # One broken transport must not end the task that tells all the others.
                log.warning("socket_broken", error=type(error).__name__)
                self.leave(connection)
                connection.socket.abort()

    async def close(self, connection: Connection, code: int, *, farewell: bool = False) -> None:
        """Close one screen; cut it off where it takes no farewell."""
        self.leave(connection)
        try:
            async with asyncio.timeout(1):
                if farewell:
                    with contextlib.suppress(Gone):
                        connection.socket.write(FAREWELL)
                await connection.socket.close(code)
        except TimeoutError:
            connection.socket.abort()
        except Exception as error:
            log.debug("socket_left", error=type(error).__name__)
