"""Fixtures for all: a fleeting PostgreSQL, a seeded database each, a site with its provider, browsers."""

import gc
import itertools
import os
import secrets
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright, expect

from ipplan.config import Settings
from ipplan.embedded.postgres import Postgres
from ipplan.logs import configure_logs
from tests.browser import chromium_path
from tests.folders import open_folder, quickest
from tests.once import read_once
from tests.site import Site, open_site
from tests.turns import in_turn
from tests.world import World, make_template, open_world

LONG = (
    "deploy/test_restore.py",
    "embedded/test_postgres_dying.py",
    "journeys/test_stored_scripts.py",
    "journeys/test_stored_scripts_alarm.py",
)
collect_ignore = [] if os.environ.get("IPPLAN_TESTS") else [str(Path(__file__).parent / one) for one in LONG]
"""What takes minutes runs in the long form, before something that it rests on is changed."""
configure_logs()
read_once()
# A run in the background is started deaf to Ctrl-C, and so would be every process that the tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Two cores may be busy with other tests; what is promised within a second says so itself.
expect.set_options(timeout=20_000)
NUMBERS = itertools.count(1)
TEMPLATE = "seeded"
TOGETHER = 8
"""Databases of a dozen megabytes that may lie about until they are deleted."""


@dataclass(frozen=True)
class Ground:
    """What all tests of a run share: one server, one set of keys, one seeded template."""

    postgres: Postgres
    keys: Path
    folder: Path
    left: list[str]
    """Databases that are closed and not deleted yet."""

    def fresh(self, template: str = TEMPLATE) -> str:
        """The name of a new database that holds the seeded demo."""
        name = f"t{next(NUMBERS)}"
        self.postgres.create_database(name, template=template)
        return name

    def drop(self, name: str) -> None:
        """Delete a database that has been closed, once there are some: it takes a collection of garbage."""
        self.left.append(name)
        if len(self.left) < TOGETHER:
            return
        # A connection that was being opened at that moment is garbage, half open, until it is collected; and
        # PostgreSQL waits with the deletion until it has logged in, or for the minute it is given to do so.
        gc.collect()
        self.postgres.drop_database(*self.left)
        self.left.clear()

    def settings(self, name: str, **more: object) -> Settings:
        """Settings of an installation on the database ``name``."""
        base = Settings(
            env="test",
            keys=self.keys,
            var=self.folder / "var",
            trusted=self.folder / "nobody",
            database_url=self.postgres.url(database=name),
            # Tests do in a second what people do in a day; tests/page/test_limits.py sets limits of its own.
            rate_login="100000/minute",
            rate_write="100000/minute",
            rate_sign="100000/minute",
            rate_calendar="100000/minute",
            rate_code="100000/minute",
        )
        return base.model_copy(update=more)


@pytest.fixture(scope="session")
def shared_folder() -> Iterator[Path]:
    with open_folder(quickest()) as path:
        yield path


@pytest.fixture(scope="session")
async def ground(shared_folder: Path) -> AsyncIterator[Ground]:
    with Postgres(shared_folder / "postgres", durable=False) as postgres:
        keys = shared_folder / "keys"
        await make_template(postgres, keys, TEMPLATE)
        gc.collect()
        gc.freeze()  # what is here now stays: later collections need not look at it
        gc.set_threshold(10_000, 20, 20)  # most of what a test makes is gone before anybody looks
        yield Ground(postgres, keys, shared_folder, [])


@pytest.fixture
async def world(ground: Ground) -> AsyncIterator[World]:
    """A seeded installation without a web server."""
    name = ground.fresh()
    async with open_world(ground.postgres, name, ground.settings(name)) as world:
        yield world
    ground.drop(name)


@pytest.fixture
async def site(ground: Ground) -> AsyncIterator[Site]:
    """A seeded installation on a port of its own, with the provider on another; for browsers and HTTP."""
    name = ground.fresh()
    async with open_site(ground.postgres, name, ground.settings(name)) as site:
        yield site
    ground.drop(name)


@pytest.fixture(scope="module")
async def shared(ground: Ground) -> AsyncIterator[Site]:
    """One site for those tests of a file that are refused, or only look: nothing that the next rests on."""
    name = ground.fresh()
    async with open_site(ground.postgres, name, ground.settings(name)) as site:
        yield site
    ground.drop(name)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A real Chromium."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=chromium_path(), args=["--no-sandbox", "--disable-quic"]
        )
        yield chromium
        await chromium.close()


@pytest.fixture
def seed(record_property: Any) -> int:
    """A new one in every run; told of at the end, whatever comes of it."""
    number = int(os.environ.get("IPPLAN_SEED") or secrets.randbits(32))
    record_property("IPPLAN_SEED", number)
    return number


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Each in its turn; what belongs to the long form is left out of a short run."""
    items[:] = in_turn(items)
    if not os.environ.get("IPPLAN_TESTS"):
        long = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("long")]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell the seeds of tests that draw at random: with them, a run can be repeated."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", ()):
                if name == "IPPLAN_SEED" and report.when == "call":
                    terminalreporter.write_line(f"{report.nodeid}: {name}={value}")
