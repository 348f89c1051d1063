"""The way to PostgreSQL: an SQLAlchemy engine for the rules, bare psycopg for the gate's hot path."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, LiteralString

from psycopg import AsyncConnection as Psycopg
from psycopg import AsyncCursor, OperationalError
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import QueuePool, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from ipplan.metrics import Gauge
from ipplan.store.news import News
from ipplan.store.patience import CONNECT_WITHIN, Impatient

Tx = AsyncConnection
"""A connection inside a transaction; everything written on it happens together or not at all."""


class Database:
    """One per process; ``open`` before use, ``close`` at the end."""

    def __init__(self, url: str, *, pool_size: int = 10, impatient: bool = False) -> None:
        """``url`` is a libpq URL (``postgresql://…``); ``impatient``: somebody waits for each answer."""
        self.url = url
        kind: type[Psycopg[Any]] = Impatient if impatient else Psycopg
        engine_url = make_url(url).set(drivername="postgresql+psycopg")
        self.engine = create_async_engine(
            engine_url,
            pool_size=pool_size,
            max_overflow=10,
            async_creator=partial(kind.connect, url, connect_timeout=CONNECT_WITHIN),
            pool_pre_ping=True,
            pool_timeout=5,
            # An error's message would else carry what was being written.
            hide_parameters=True,
        )
        self.pool: AsyncConnectionPool[Psycopg[TupleRow]] = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=4,
            open=False,
            connection_class=kind,
            kwargs={"autocommit": True, "connect_timeout": CONNECT_WITHIN},
            check=AsyncConnectionPool.check_connection,
            timeout=5,
            # Whoever asks next tries anew. Attempts of its own come ever more seldom: the longer the database
            # was away, the longer it would still seem to be.
            reconnect_timeout=0,
        )
        self.reading = Pinned(url)
        self.news = News(self.pool)

    async def open(self) -> None:
        await self.pool.open()

    async def close(self) -> None:
        await self.news.close()
        await self.pool.close()
        await self.reading.close()
        await self.engine.dispose()

    def gauges(self) -> list[Gauge]:
        """How the connections are used, for Prometheus."""
        pool, rules = self.pool.get_stats(), self.engine.pool
        name, says = "ipplan_database_connections", "Connections to the database"
        gauges: list[Gauge] = [
            (name, says, {"pool": "gate", "state": "open"}, pool["pool_size"]),
            (name, says, {"pool": "gate", "state": "idle"}, pool["pool_available"]),
            ("ipplan_database_waiting", "Who waits for a connection", {}, pool["requests_waiting"]),
        ]
        if isinstance(rules, QueuePool):
            out, idle = rules.checkedout(), rules.checkedin()
            gauges.append((name, says, {"pool": "rules", "state": "open"}, out + idle))
            gauges.append((name, says, {"pool": "rules", "state": "idle"}, idle))
        return gauges

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """A transaction: commits at the end of the block, rolls back on any error."""
        async with self.engine.begin() as tx:
            yield tx


class Pinned:
    """One connection kept for statements that many share; made anew when it has broken. Only for reading."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Psycopg[TupleRow] | None = None
        self._opening: asyncio.Task[None] | None = None

    async def execute(self, query: LiteralString, values: Mapping[str, object]) -> AsyncCursor[TupleRow]:
        """Run a statement; once more where the connection turns out to have been dropped meanwhile."""
        connection = await self._open()
        try:
            return await connection.execute(query, values)
        except OperationalError:
            if not connection.closed:
                raise
        return await (await self._open()).execute(query, values)

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def _open(self) -> Psycopg[TupleRow]:
        """The connection; all who find it broken wait for the same new one."""
        if self._connection is None or self._connection.closed:
            if self._opening is None or self._opening.done():
                self._opening = asyncio.get_running_loop().create_task(self._connect())
            await asyncio.shield(self._opening)
            assert self._connection is not None
        return self._connection

    async def _connect(self) -> None:
        self._connection = await Impatient.connect(self._url, autocommit=True, connect_timeout=CONNECT_WITHIN)


async def raw(tx: Tx) -> Psycopg[TupleRow]:
    """The psycopg connection below ``tx``, inside the same transaction."""
    connection = await tx.get_raw_connection()
    driver: Any = connection.driver_connection
    return driver  # type: ignore[no-any-return]
