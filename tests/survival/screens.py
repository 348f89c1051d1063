"""Live screens that only listen: what came, and whether they still stand."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from ipplan.config import Settings
from tests.server import Server


class Screen:
    """Listens from the moment it is made."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.came = ""
        self.closed = False
        self._changed = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._listen())

    async def bears(self, text: str, within: float) -> None:
        """Return when a frame has brought ``text``."""
        await self._until(lambda: text in self.came, within, text)

    async def ends(self, within: float) -> int | None:
        """The code with which the server closed."""
        await self._until(lambda: self.closed, within, "the end")
        return self.connection.close_code

    async def close(self) -> None:
        await self.connection.close()
        await self._task

    async def _until(self, holds: Callable[[], bool], within: float, what: str) -> None:
        try:
            async with asyncio.timeout(within):
                while not holds():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"not within {within} s: {what}") from None

    async def _listen(self) -> None:
        try:
            async for text in self.connection:
                self.came += str(text)
                self._changed.set()
        except ConnectionClosed:
            pass
        finally:
            self.closed = True
            self._changed.set()


@asynccontextmanager
async def screen(settings: Settings, server: Server, cookie: str, plan: str) -> AsyncIterator[Screen]:
    """A plan open at one process; raises ``websockets.exceptions.InvalidStatus`` where that is refused."""
    connection = await connect(
        f"ws://{settings.host}:{server.settings.port}{plan}/live",
        origin=settings.base_url,  # type: ignore[arg-type]
        additional_headers={"Cookie": f"ipplan={cookie}"},
        max_size=None,
        proxy=None,
        open_timeout=20,
    )
    await connection.send('{"seen": {}}')
    made = Screen(connection)
    try:
        yield made
    finally:
        await made.close()
