"""Real web processes on a real, durable PostgreSQL; each of them may die and be started again."""

import asyncio
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
from ipplan.embedded.folder import OWNER
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
    said: Path
    """What all processes have written."""

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
            done = await connection.execute(statement, values)
            return await done.fetchall() if done.description else []

    async def kill_postgres(self) -> None:
        await asyncio.to_thread(self.postgres.kill)

    async def start_postgres(self) -> None:
        await asyncio.to_thread(self.postgres.start)


@asynccontextmanager
async def open_stage(
    durable: Durable, processes: int = 2, *, module: str = "ipplan", **settings: Any
) -> AsyncIterator[Stage]:
    """A copy of the town, and so many web processes of ``module`` that serve it."""
    name, postgres = f"s{next(NUMBERS)}", durable.postgres
    postgres.create_database(name, template=TEMPLATE)
    ports = [free_port() for _ in range(processes)]
    common = Settings(
        env="test",
        database_url=postgres.url(database=name),
        keys=durable.folder / "keys",
        # As behind a load balancer: all are the same installation to the outside.
        base_url=f"http://127.0.0.1:{ports[0]}",
    ).model_copy(update=settings)
    said = durable.folder / f"{name}.log"
    servers = [Server(_at(common, port), module, said) for port in ports]
    async with AsyncExitStack() as stack:
        stack.callback(postgres.drop_database, name)
        for server in servers:
            stack.callback(server.kill)
        await asyncio.gather(*(server.start() for server in servers))
        yield Stage(postgres, common, postgres.url(OWNER, name), durable.plans, servers, said)


def _at(settings: Settings, port: int) -> Settings:
    return settings.model_copy(update={"port": port, "metrics_port": free_port()})
