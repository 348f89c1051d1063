"""Which statements an answer costs: all that psycopg is given, by the engine and by the hot path alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from ipplan.gate import access_log
from ipplan.live import hub
from ipplan.page import who


@dataclass
class Statements:
    """The statements run since ``counted`` began, in order."""

    run: list[str] = field(default_factory=list)

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        self.run = []
        yield self.run


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    """Watches every cursor; what is done only now and then is done each time, or never. Ask for it first."""
    seen, execute = Statements(), psycopg.AsyncCursor.execute

    async def noted(self: Any, query: Any, *args: Any, **more: Any) -> Any:
        seen.run.append(str(query))
        return await execute(self, query, *args, **more)

    monkeypatch.setattr(psycopg.AsyncCursor, "execute", noted)
    monkeypatch.setattr(access_log, "SHARED_FOR", timedelta(0))
    monkeypatch.setattr(who, "TOUCH_EVERY", timedelta(days=1))
    monkeypatch.setattr(hub, "BEAT", 3600.0)
    return seen
