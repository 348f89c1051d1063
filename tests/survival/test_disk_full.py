"""No room left for the database: refused clearly, nothing half done, and all goes on when there is room."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import httpx2
import pytest

from tests.survival.ledger import Ledger, Sent
from tests.survival.room import BALLAST, fill, no_file_longer_than
from tests.survival.stage import Durable, Stage, open_stage
from tests.survival.verifying import all_misfits

TRIES = 60
"""More than fit into the gaps that are left in a table's pages."""
REFUSALS = 3
LINES = "SELECT count(*) FROM access_log"
FULL = tuple(BALLAST) if os.environ.get("IPPLAN_TESTS") else ("version", "access_log")
"""The tables that run full: all that a change is written into, or one in the middle of it."""
COUNTED = """
SELECT (SELECT count(*) FROM item), (SELECT count(*) FROM version), (SELECT count(*) FROM change),
       (SELECT sum(seq) FROM space)
"""


@dataclass(frozen=True)
class Writer:
    """Somebody who reads and writes, each time on a new login, so that each leaves a line in the log."""

    stage: Stage
    cookies: Iterator[str]
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def home(self) -> str:
        return f"/plans/{self.stage.plans[0].space_id}"

    async def writes(self, sent: Sent) -> httpx2.Response:
        form = {"kind": "text", "item": str(sent.item), "body": sent.text}
        path = f"{self.home}/sections/{self.stage.plans[0].sections[0]}/items"
        async with self.stage.client(next(self.cookies)) as client:
            answer = await client.post(path, data=form)
        sent.acknowledged |= answer.status_code == 303
        return answer

    async def reads(self) -> int:
        async with self.stage.client(next(self.cookies)) as client:
            return (await client.get(self.home)).status_code

    def begins(self) -> Sent:
        item = uuid4()
        return self.ledger.send(item, f"tekst {item}")

    async def is_refused(self) -> Sent:
        """Write until there is no room; returns what was refused, and has left no trace."""
        for _ in range(TRIES):
            sent, before = self.begins(), await self.stage.sql(COUNTED)
            answer = await self.writes(sent)
            if answer.status_code != 303:
                assert answer.status_code == 503, answer.text
                assert "Det du fylte inn, er tatt vare på her" in answer.text
                assert await self.stage.sql(COUNTED) == before, "nothing is half done"
                return sent
        pytest.fail(f"there was room for {TRIES} texts")

    async def is_shown_nothing_without_a_line(self) -> None:
        """What is read leaves a line in the log first: as long as there is a gap for one."""
        for _ in range(TRIES):
            lines = await self.stage.sql(LINES)
            if await self.reads() == 503:
                return
            assert await self.stage.sql(LINES) > lines
        pytest.fail(f"there was room for the lines of {TRIES} readings")


@pytest.fixture
async def writer(durable: Durable) -> AsyncIterator[Writer]:
    async with open_stage(durable, 1) as stage:
        owner = stage.plans[0].people[0]
        yield Writer(stage, iter(await stage.cookies([owner] * 3 * TRIES * len(FULL))))


@pytest.mark.long
async def test_a_full_table_refuses_and_leaves_nothing_half_done(writer: Writer) -> None:
    for table in FULL:
        with no_file_longer_than(writer.stage, fill(writer.stage, table)):
            refused = [await writer.is_refused() for _ in range(REFUSALS)]
            if table == "access_log":
                await writer.is_shown_nothing_without_a_line()
            else:
                assert await writer.reads() == 200
        for sent in refused:
            assert (await writer.writes(sent)).status_code == 303, "as soon as there is room"
        assert await writer.reads() == 200
    assert await all_misfits(writer.stage, writer.ledger) == []


@pytest.mark.long
async def test_a_server_that_dies_of_a_full_disk_has_lost_nothing(writer: Writer) -> None:
    """Without room for its own log the server gives up; with room it is started as after a power cut."""
    postgres = writer.stage.postgres
    assert (await writer.writes(writer.begins())).status_code == 303
    with no_file_longer_than(writer.stage, 1):
        sent = writer.begins()
        assert (await writer.writes(sent)).status_code == 503
        await asyncio.to_thread(postgres.process.wait, 30)
    postgres.stop()
    await writer.stage.start_postgres()
    assert (await writer.writes(sent)).status_code == 303
    assert await all_misfits(writer.stage, writer.ledger) == []
