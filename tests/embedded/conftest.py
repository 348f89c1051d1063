"""Fixtures of the set-up's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ipplan.embedded.postgres import Postgres
from tests.folders import open_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where a server of any account can live."""
    with open_folder() as path:
        yield path / "postgres"


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    """A fast, fleeting server, already running; for tests that leave it running."""
    with open_folder() as path, Postgres(path / "postgres", durable=False) as postgres:
        yield postgres
