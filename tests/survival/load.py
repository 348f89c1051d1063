"""A moderate load: people who read, edit, and open and close their screens, at every process."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from uuid import UUID, uuid4

import httpx2

from tests.server import Server
from tests.survival.screens import screen
from tests.survival.stage import Stage
from tests.survival.writer import BASE

PAUSE = 0.2
"""Seconds, on average, between two things that one person does."""
ITEMS = 20
"""Texts that one person has; then she edits them. A plan that grows would be all that is measured."""


@dataclass
class Person:
    """Somebody who uses one plan; fails at the first answer that is not right."""

    stage: Stage
    cookie: str
    plan: str
    section: str
    random: Random
    done: Counter[str] = field(default_factory=Counter)
    items: list[UUID] = field(default_factory=list)
    turns: int = 0

    async def run(self, over: asyncio.Event) -> None:
        async with self.stage.client(self.cookie) as client:
            while not over.is_set():
                server = self.random.choice(self.stage.servers)
                act = self.random.choices((self._reads, self._writes, self._watches), (10, 2, 1))[0]
                await act(client, server)
                self.done[act.__name__] += 1
                self.turns += 1
                await asyncio.sleep(self.random.uniform(0, 2 * PAUSE))

    async def _reads(self, client: httpx2.AsyncClient, server: Server) -> None:
        path = self.random.choice((self.plan, self.section, f"{self.plan}/view.json"))
        answer = await client.get(f"{server.address}{path}")
        assert answer.status_code == 200, answer.text

    async def _writes(self, client: httpx2.AsyncClient, server: Server) -> None:
        form = {"kind": "text", "body": f"tekst {self.turns}"}
        if len(self.items) < ITEMS:
            self.items.append(uuid4())
            path, form["item"] = f"{self.section}/items", str(self.items[-1])
        else:
            # Another each time, in turn, each with some history.
            path = f"{self.section}/items/{self.random.choice(self.items)}"
            found = BASE.search((await client.get(f"{server.address}{path}/edit")).text)
            assert found
            form["base"] = found[1]
        answer = await client.post(f"{server.address}{path}", data=form)
        assert answer.status_code == 303, answer.text

    async def _watches(self, client: httpx2.AsyncClient, server: Server) -> None:
        async with screen(self.stage.settings, server, self.cookie, self.plan) as live:
            await live.bears(self.section, 20)
            await asyncio.sleep(self.random.uniform(0, 3))
