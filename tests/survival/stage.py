"""Real web processes on a real, durable PostgreSQL; each of them may die and be started again."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx2
import psycopg

from ipplan.config import Settings
from ipplan.embedded.folder import OWNER, SUPERUSER
from ipplan.embedded.postgres import Postgres
from tests.bench.town import Plan, log_in
from tests.server import Server
from tests.waiting import free_port

TEMPLATE = "town"
NUMBERS = count(1)


@dataclass(frozen=True)
class Durable:
    """A server that loses nothing, and a seeded database in it to copy."""

    postgres: Postgres
    folder: Path
    plans: list[Plan]


@dataclass(frozen=True)
class Stage:
    """An installation, and the processes that serve it."""

    postgres: Postgres
    settings: Settings
    owner_url: str
    plans: list[Plan]
    servers: list[Server]

    async def cookies(self, people: Sequence[UUID]) -> list[str]:
        """A new session for each of ``people``."""
        return await log_in(self.settings, people)

    def client(self, cookie: str, **options: Any) -> httpx2.AsyncClient:
        """Somebody logged in, at whichever process. Close it."""
        return httpx2.AsyncClient(
            base_url=self.servers[0].address,
            headers={
                "sec-fetch-site": "same-origin",
                "origin": self.settings.base_url,
                "cookie": f"ipplan={cookie}",
            },
            verify=False,
            **{"timeout": 30, **options},
        )

    async def sql(self, statement: str, *values: Any) -> list[Any]:
        """Run a statement as the role that owns the database."""
        async with await psycopg.AsyncConnection.connect(self.owner_url, autocommit=True) as connection:
            done = await connection.execute(statement, values or None)
            return await done.fetchall() if done.description else []

    def said(self) -> list[dict[str, Any]]:
        """What all processes have written in their logs."""
        files = [server.said for server in self.servers if server.said]
        return [json.loads(line) for file in files for line in file.read_text().splitlines()]

    async def kill_postgres(self) -> None:
        await asyncio.to_thread(self.postgres.kill)

    async def start_postgres(self) -> None:
        await asyncio.to_thread(self.postgres.start)


def copy(postgres: Postgres, name: str) -> None:
    """A copy of the town that a crash does no harm.

    A sequence's next 32 numbers are logged ahead, and the copy of one believes that of itself; killed before
    the next checkpoint, it would begin again where the town's had been. No installation is made by copying.
    """
    postgres.create_database(name, template=TEMPLATE)
    with psycopg.connect(postgres.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("CHECKPOINT")


@asynccontextmanager
async def open_stage(
    durable: Durable, processes: int = 2, *, module: str = "ipplan", first: str = "", **settings: Any
) -> AsyncIterator[Stage]:
    """A copy of the town, and so many web processes of ``module`` that serve it.

    ``first``: what the role that owns the database does to it before they start.
    """
    name, postgres = f"s{next(NUMBERS)}", durable.postgres
    copy(postgres, name)
    ports = [free_port() for _ in range(processes)]
    common = Settings(
        env="test",
        database_url=postgres.url(database=name),
        keys=durable.folder / "keys",
        # As behind a load balancer: all are the same installation to the outside.
        base_url=f"http://127.0.0.1:{ports[0]}",
    ).model_copy(update=settings)
    # A file each: two processes that write into one may write into each other's lines.
    servers = [Server(_at(common, port), module, durable.folder / f"{name}.{port}.log") for port in ports]
    async with AsyncExitStack() as stack:
        stack.callback(postgres.drop_database, name)
        for server in servers:
            stack.callback(server.kill)
        stage = Stage(postgres, common, postgres.url(OWNER, name), durable.plans, servers)
        if first:
            await stage.sql(first)
        await asyncio.gather(*(server.start() for server in servers))
        yield stage


def _at(settings: Settings, port: int) -> Settings:
    return settings.model_copy(update={"port": port, "metrics_port": free_port()})
