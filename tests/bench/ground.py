"""What benchmarks stand on: a durable PostgreSQL of their own, keys, and a town."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ipplan.config import Settings
from ipplan.embedded.folder import OWNER
from ipplan.embedded.postgres import Postgres
from ipplan.gate.keys import make
from ipplan.job.queue import apply_queue_schema
from tests.bench.town import Plan, build, even, log_in
from tests.folders import open_folder
from tests.world import migrate


@dataclass(frozen=True)
class Ground:
    """One server with the town's database."""

    postgres: Postgres
    settings: Settings
    folder: Path
    plans: list[Plan]
    database: str

    def cookies(self, plan: Plan) -> list[str]:
        """New sessions of everybody in a plan, in the order of its people."""
        return asyncio.run(log_in(self.settings, plan.people))

    def on(self, settings: Settings) -> "Ground":
        """The same people and plans in another database."""
        return replace(self, settings=settings)

    @property
    def owner_url(self) -> str:
        return self.postgres.url(OWNER, self.database)


@contextmanager
def open_ground(plans: int, items: int = 60) -> Iterator[Ground]:
    """A new town, gone when the block ends."""
    with open_folder() as folder, Postgres(folder / "postgres") as postgres:
        name = "town"
        postgres.create_database(name)
        url = postgres.url(OWNER, name)
        migrate(url)
        asyncio.run(apply_queue_schema(url))
        make(folder / "keys")
        settings = Settings(env="test", database_url=postgres.url(database=name), keys=folder / "keys")
        yield Ground(postgres, settings, folder, asyncio.run(build(settings, [even(items)] * plans)), name)
