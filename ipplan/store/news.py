"""Telling all processes what has changed: after the commit, and gathered.

NOTIFY inside a transaction takes a lock of the whole server until its commit is on disk, so that no two
commits share a write: with sixteen writers half of them were left (`make bench`, ``wake``). Told afterwards,
by one statement at a time for all that came in meanwhile, it costs nothing that could be measured. What is
lost where a process dies in between, the sweep of every hub finds within two seconds: the change table is the
truth.
"""

import asyncio
import secrets
from collections.abc import Callable
from typing import Any

import structlog
from psycopg import Error
from psycopg_pool import AsyncConnectionPool, PoolTimeout

log = structlog.get_logger()
CHANNEL = "ipplan"
TELL = "SELECT pg_notify(%s, news) FROM unnest(%s::text[]) AS news"


class News:
    """One per process. ``here`` hears at once what this process tells; others hear it from the database."""

    def __init__(self, pool: AsyncConnectionPool[Any]) -> None:
        self._pool = pool
        self._own = secrets.token_hex(8)
        self._waiting: set[str] = set()
        self._task: asyncio.Task[None] | None = None
        self.here: Callable[[str], None] = lambda news: None

    def tell(self, news: str) -> None:
        """Tell of what is committed; ids only."""
        self.here(news)
        self._waiting.add(news)
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._tell())

    def heard(self, payload: str) -> None:
        """What the database brought; this process's own has been heard before."""
        news, _, teller = payload.partition("@")
        if teller != self._own:
            self.here(news)

    async def close(self) -> None:
        """Tell what is still to be told."""
        if self._task is not None:
            await self._task

    async def _tell(self) -> None:
        try:
            while self._waiting:
                told, self._waiting = self._waiting, set()
                async with self._pool.connection() as connection:
                    await connection.execute(TELL, [CHANNEL, [f"{one}@{self._own}" for one in sorted(told)]])
        except (Error, PoolTimeout) as error:
            # Everybody who listens was cut off too, or will look for himself.
            log.warning("news_lost", error=type(error).__name__)
        finally:
            self._task = None
