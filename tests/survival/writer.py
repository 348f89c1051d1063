"""Somebody who writes: own items, one text after the other, whatever happens to the servers meanwhile."""

import asyncio
import re
from dataclasses import dataclass, field
from itertools import count
from random import Random
from uuid import UUID, uuid4

import httpx2

from tests.survival.ledger import Ledger, Sent
from tests.survival.stage import Stage

NUMBERS = count(1)
EDITS = 8
"""Versions of an item, then a new one is begun."""
BASE = re.compile(r'name="base" value="([^"]*)"')
PATIENCE = 30
"""Seconds in which everything is answered, a refusal perhaps; longer is a hang."""


@dataclass
class Writer:
    """One lane of work in one section; all that is sent is written down in ``ledger``."""

    stage: Stage
    ledger: Ledger
    random: Random
    cookie: str
    section: str
    """Path of the section."""
    number: int = field(default_factory=lambda: next(NUMBERS))
    turns: int = 0
    item: UUID | None = None
    last: Sent | None = None

    async def run(self, over: asyncio.Event) -> None:
        async with self.stage.client(self.cookie, timeout=PATIENCE) as client:
            while not over.is_set():
                await self._turn(client)

    async def _turn(self, client: httpx2.AsyncClient) -> None:
        self.turns += 1
        if self.item is None or self.turns % EDITS == 0:
            item, path, base = uuid4(), f"{self.section}/items", ""
        else:
            item, path = self.item, f"{self.section}/items/{self.item}"
            base = await self._base(client, path)
        self.last = self.ledger.send(item, f"tekst-{self.number}-{self.turns}")
        form = {"kind": "text", "item": str(item), "base": base, "body": self.last.text}
        self.item = item if await self._saved(client, path, form, self.last) else None

    async def _base(self, client: httpx2.AsyncClient, path: str) -> str:
        """What an editor that is opened now starts from: the text that was saved last."""
        assert self.last is not None
        while True:
            answer = await self._answer(client, "GET", f"{path}/edit")
            if answer is not None:
                assert answer.status_code == 200, answer.text
                assert self.last.text in answer.text, "what was saved last is what is read"
                found = BASE.search(answer.text)
                assert found is not None
                return found[1]

    async def _saved(self, client: httpx2.AsyncClient, path: str, form: dict[str, str], sent: Sent) -> bool:
        """Send it until it is acknowledged; or leave it and the item, not knowing whether it is stored."""
        while True:
            answer = await self._answer(client, "POST", path, form)
            if answer is not None:
                assert answer.status_code == 303, answer.text
                assert "/login" not in answer.headers["location"]
                sent.acknowledged = True
                return True
            sent.lost += 1
            if self.random.random() < 0.3:
                return False

    async def _answer(
        self, client: httpx2.AsyncClient, method: str, path: str, form: dict[str, str] | None = None
    ) -> httpx2.Response | None:
        """An answer, or ``None`` where there was none, or one that says to try again."""
        server = self.random.choice(self.stage.servers)
        try:
            answer = await client.request(method, f"{server.address}{path}", data=form)
        except httpx2.TimeoutException:
            raise AssertionError(f"not answered within {PATIENCE} s: {method} {path}") from None
        except httpx2.TransportError:
            answer = None
        if answer is not None and answer.status_code != 503:
            return answer
        await asyncio.sleep(self.random.uniform(0.05, 0.2))
        return None
