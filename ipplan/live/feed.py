"""News from the database: one listening connection per process. News carries ids, never content."""

import asyncio
import contextlib
from collections.abc import Callable

import structlog
from psycopg import AsyncConnection, Error

log = structlog.get_logger()
RETRY = 0.3
"""Seconds until a dropped listener tries again."""


class Feed:
    """Listens until told to stop; after a break it says so, since news may have been missed."""

    def __init__(
        self, url: str, channel: str, on_news: Callable[[str], None], on_gap: Callable[[], None]
    ) -> None:
        self._url = url
        self._channel = channel
        self._on_news = on_news
        self._on_gap = on_gap
        self._task: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()

    def start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (Error, OSError) as error:
                log.warning("feed_broken", error=type(error).__name__)
            self.listening.clear()
            await asyncio.sleep(RETRY)

    async def _listen(self) -> None:
        async with await AsyncConnection.connect(self._url, autocommit=True) as connection:
            await connection.execute(f'LISTEN "{self._channel}"')
            self.listening.set()
            self._on_gap()
            async for notice in connection.notifies():
                self._on_news(notice.payload)
