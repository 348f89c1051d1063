"""A whole ipplan for a test: the seeded demo in a database of its own, a clock to move, people by name."""

import tomllib
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from ipplan.app import open_gate, open_house
from ipplan.clock import SetClock
from ipplan.config import ROOT, Settings
from ipplan.demo.seed import seed
from ipplan.embedded.folder import OWNER, SUPERUSER
from ipplan.embedded.postgres import Postgres
from ipplan.gate.coordinating import sign_role
from ipplan.gate.keys import load, make
from ipplan.gate.statements import unit_hand
from ipplan.gate.visit import Actor, Visit
from ipplan.job.queue import apply_queue_schema
from ipplan.page.house import House
from ipplan.permit import Permit
from ipplan.store.first_use import note_ended
from ipplan.store.spaces import writing

LEVEL = "idporten-loa-high"
PEOPLE: dict[str, dict[str, Any]] = {
    person["id"].split("-")[0]: person
    for person in tomllib.loads((ROOT / "ipplan/demo/people.toml").read_text(encoding="utf-8"))["person"]
}
"""The demo's people by first name: marte, tiril, berit, leila, wenche, sindre, roar …"""


@dataclass
class World:
    """One seeded installation. ``postgres`` and ``owner_url`` are for tests that attack the database."""

    house: House
    clock: SetClock
    postgres: Postgres
    owner_url: str
    accounts: dict[str, UUID]
    spaces: dict[str, UUID]
    """Plans by their owner's first name."""
    sections: dict[str, dict[str, UUID]]
    """Section ids by owner and area."""

    def actor(self, name: str) -> Actor:
        """Somebody logged in just now."""
        return Actor(self.accounts[name], f"session of {name}".encode(), LEVEL, self.clock.now())

    async def enter(self, name: str, plan: str = "tiril", *, road: str = "page") -> Visit:
        """Enter a plan through the gate; raises `Refused`."""
        return await self.house.gate.enter(self.spaces[plan], self.actor(name), road=road)

    async def open(self, name: str, area: str, plan: str = "tiril") -> Permit:
        """A permit for one section; raises `Refused`."""
        return await (await self.enter(name, plan)).open(self.sections[plan][area])

    async def coordinates(self, name: str, plan: str = "tiril", **more: Any) -> UUID:
        """Let somebody coordinate a plan by the unit's signed word; returns the role's id."""
        house, unit = self.house, unit_hand(self.actor("ingeborg"))
        async with writing(house.database, house.gate.clock, self.spaces[plan]) as held:
            return await sign_role(held, house.gate.signer, unit, self.accounts[name], **more)

    async def close(self) -> None:
        """Leave the database, which can be dropped then."""
        await _engine(self.owner_url).dispose()

    async def sql(self, statement: str, **values: Any) -> list[Any]:
        """Run a statement as the role that owns the database: what an intruder with the database would do."""
        async with _engine(self.owner_url).begin() as connection:
            done = await connection.execute(text(statement), values)
            return list(done.all()) if done.returns_rows else []


@lru_cache
def _engine(owner_url: str) -> AsyncEngine:
    """Of one world; it holds one connection, which may have been killed in the meantime."""
    url = owner_url.replace("postgresql://", "postgresql+psycopg://")
    return create_async_engine(url, pool_size=1, pool_pre_ping=True)


def migrate(owner_url: str) -> None:
    """Bring a database up to the newest schema."""
    config = Config(attributes={"url": owner_url})
    config.set_main_option("script_location", str(ROOT / "migrations"))
    command.upgrade(config, "head")


async def make_template(postgres: Postgres, keys: Path, name: str, **more: object) -> None:
    """A migrated and seeded database that tests get copies of; ``more``: settings of its installation."""
    postgres.create_database(name)
    owner_url = postgres.url(OWNER, name)
    migrate(owner_url)
    await apply_queue_schema(owner_url)
    make(keys)
    settings = Settings(env="test", database_url=postgres.url(database=name), keys=keys)
    settings = settings.model_copy(update=more)
    async with open_gate(settings, load(keys)) as gate, gate.database.begin() as tx:
        seeding = await seed(gate, tx)
        for account_id in seeding.people.values() if seeding else ():
            # Those of the tests know their way: what newcomers meet is tried with accounts that are new.
            await note_ended(tx, account_id, "done", gate.clock.now())
    _close_to_visitors(postgres, name)


def _close_to_visitors(postgres: Postgres, name: str) -> None:
    """A database can be copied only while nobody is in it: the last ones leave in their own time."""
    with psycopg.connect(postgres.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        query = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = %s"
        connection.execute(query, [name])


@asynccontextmanager
async def open_world(postgres: Postgres, name: str, settings: Settings) -> AsyncIterator[World]:
    """The installation of ``settings``, on the database ``name``."""
    clock = SetClock(datetime.now(UTC))
    async with open_house(settings, clock) as house:
        world = await world_of(house, clock, postgres, name)
        try:
            yield world
        finally:
            await world.close()


async def world_of(house: House, clock: SetClock, postgres: Postgres, name: str) -> World:
    """What tests need to know of a house on a seeded database."""
    async with house.database.engine.connect() as tx:
        accounts = await _accounts(house, tx)
        by_owner = {account: slug for slug, account in accounts.items()}
        rows = await tx.execute(text("SELECT space_id, owner_id FROM space WHERE kind <> 'case'"))
        spaces = {by_owner[owner]: space for space, owner in rows}
        of_space: dict[UUID, dict[str, UUID]] = defaultdict(dict)
        for space, area, section in await tx.execute(text("SELECT space_id, area, section_id FROM section")):
            of_space[space][area] = section
        sections = {owner: of_space[space] for owner, space in spaces.items()}
    return World(house, clock, postgres, postgres.url(OWNER, name), accounts, spaces, sections)


async def _accounts(house: House, tx: Any) -> dict[str, UUID]:
    """One statement for all: it is asked for every test."""
    rows = await tx.execute(text("SELECT pid_index, account_id FROM account"))
    found = dict(tuple(row) for row in rows)
    indexes = {slug: house.pids.indexed(person["pid"]) for slug, person in PEOPLE.items()}
    return {slug: found[index] for slug, index in indexes.items() if index in found}
