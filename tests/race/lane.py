"""One lane of the race: a section is shown to some people, read by them all the time, and taken from each."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

import httpx2

from ipplan.gate.signing import Wish, sign_wishes
from ipplan.permit import Access
from ipplan.plan import changes
from ipplan.plan.forms import Filled, fill
from ipplan.plan.kinds import KINDS
from ipplan.store.items import one_item
from ipplan.store.versions import Clear
from tests.race.screen import Screen
from tests.race.stage import Stage
from tests.race.window import Tally, Window

BURST = 2
"""How many reads each sends in the moment of the acknowledgment, besides those always under way."""
TURNS_PER_ITEM = 25
"""Then a new item is begun: a history of thousands of versions would be all that is measured."""
NUMBERS = count(1)
TEXT = KINDS["text"]


@dataclass
class Reader:
    """Somebody from whom the section is taken, again and again; she reads at the other process."""

    account: UUID
    client: httpx2.AsyncClient
    screen: Screen | None = None
    marks: set[str] = field(default_factory=set)
    """What has come on the screens she had before."""
    racing: list[str] = field(default_factory=list)
    """The marks that were being written while each withdrawal was, in order."""

    def seen(self) -> set[str]:
        """All marks that any frame to her bore."""
        return self.marks | (self.screen.marks if self.screen else set())


@dataclass
class Lane:
    """``names`` are those who read the section ``area`` of ``plan``; ``decider`` signs and writes."""

    stage: Stage
    tally: Tally
    plan: str
    area: str
    decider: str
    names: tuple[str, ...]
    number: int = field(default_factory=lambda: next(NUMBERS))
    item: UUID = field(default_factory=uuid4)
    turns: int = 0
    readers: list[Reader] = field(default_factory=list)
    written: list[tuple[UUID, str]] = field(default_factory=list)
    """Item and mark of every text, in the order of their commits."""

    async def open(self) -> None:
        """Everybody logs in; who decides watches too, to see that what is written is pushed."""
        stage, world = self.stage, self.stage.world
        self.section = world.sections[self.plan][self.area]
        self.space = f"/plans/{world.spaces[self.plan]}"
        self.here = await stage.client(self.decider, stage.one)
        self.there = await stage.client(self.decider, stage.other)
        self.witness = await stage.screen(self.there, self.plan, self.section)
        for name in self.names:
            self.readers.append(Reader(world.accounts[name], await stage.client(name, stage.other)))

    async def close(self) -> None:
        for screen in [self.witness, *(one.screen for one in self.readers)]:
            if screen:
                await screen.close()
        for client in [self.here, self.there, *(one.client for one in self.readers)]:
            await client.aclose()

    async def turn(self) -> None:
        """One round for every reader, all at the same time."""
        await self._turn(self.turns)
        self.turns += 1

    async def pushed_too_late(self) -> dict[str, set[str]]:
        """By reader: marks of texts that were committed after a withdrawal from her, and came to her screen.

        Each text is written over before the section is opened again, and so there is no later time at which
        it could have come by right.
        """
        numbers = await self._numbers_of_texts()
        found = {}
        for name, reader in zip(self.names, self.readers, strict=True):
            withdrawn = zip(reader.racing, await self._numbers_of_withdrawals(reader), strict=True)
            late = {mark for mark, number in withdrawn if numbers[mark] > number}
            late |= {f"{mark[:-1]}c" for mark in reader.racing}
            found[name] = late & reader.seen()
        return found

    async def _numbers_of_texts(self) -> dict[str, int]:
        """Under which number of the plan's changes each text was committed."""
        query = """SELECT item_id, seq FROM change WHERE space_id = :space AND cause IN ('created', 'saved')
                    ORDER BY seq"""
        rows = await self.stage.world.sql(query, space=self.stage.world.spaces[self.plan])
        items = {item_id for item_id, _ in self.written}
        saved = [(item_id, number) for item_id, number in rows if item_id in items]
        assert [item_id for item_id, _ in saved] == [item_id for item_id, _ in self.written]
        return {mark: number for (_, mark), (_, number) in zip(self.written, saved, strict=True)}

    async def _numbers_of_withdrawals(self, reader: Reader) -> list[int]:
        query = """SELECT seq FROM change WHERE space_id = :space AND participant_id = :who
                      AND cause = 'grants' ORDER BY seq"""
        world = self.stage.world
        rows = await world.sql(query, space=world.spaces[self.plan], who=reader.account)
        # What was signed before the race comes first; then a grant and a withdrawal for each round.
        return [row[0] for row in rows[-2 * len(reader.racing) :]][1::2]

    async def _turn(self, done: int) -> None:
        before, during, after = (f"merke-{self.number}-{done}-{one}" for one in "abc")
        near, far = (self.here, self.there) if done % 2 else (self.there, self.here)
        await self._show(before, new=done % TURNS_PER_ITEM == 0)
        roads = self._roads()
        windows = [Window(self.tally, one.client, roads, f"merke-{self.number}-") for one in self.readers]
        await asyncio.gather(*(self._sees(one, before) for one in self.readers))
        async with asyncio.TaskGroup() as group:
            for number, window in enumerate(windows):
                group.create_task(window.hammer(done + number))
            for window in windows:
                await window.got.wait()
            base = await self.stage.head(self.item)
            racing = group.create_task(self._write(far, during, base))
            for reader, window in zip(self.readers, windows, strict=True):
                reader.racing.append(during)
                group.create_task(self._take(group, reader, window, done))
            for window in windows:
                await window.closed.wait()
            await racing
            await self._write(near, after, await self.stage.head(self.item))
            for window in windows:
                window.over = True
        await self.witness.bears(after)

    async def _sees(self, reader: Reader, mark: str) -> None:
        if reader.screen is None or reader.screen.closed:
            reader.marks = reader.seen()
            reader.screen = await self.stage.screen(reader.client, self.plan, self.section)
        await reader.screen.bears(mark)

    async def _take(self, group: asyncio.TaskGroup, reader: Reader, window: Window, done: int) -> None:
        """Withdraw the section from her. From the answer on it is gone, for reads and from the screen."""
        answer = await self.here.post(f"{self.space}/sharing/{reader.account}/{self.section}/withdrawal")
        assert answer.status_code == 303, answer.text
        window.close()
        for number in range(BURST):
            group.create_task(window.read(list(self._roads())[(done + number) % len(self._roads())]))
        assert reader.screen is not None
        await reader.screen.loses()
        self.tally.lost.append(window.since_closed())
        self.tally.rounds += 1

    def _roads(self) -> Mapping[str, str]:
        """Where the section is read, by road."""
        section = f"{self.space}/sections/{self.section}"
        return {
            "plan": self.space,
            "history": f"{section}/items/{self.item}/history",
            "edit": f"{section}/items/{self.item}/edit",
            "view.json": f"{self.space}/view.json",
            "section": section,
        }

    async def _show(self, mark: str, *, new: bool) -> None:
        """Write a text and open the section to all, at once: what comes before a round is no part of it."""
        world = self.stage.world
        end = world.clock.now() + timedelta(days=30)
        wishes = [Wish(one.account, self.section, Access.WRITE, end) for one in self.readers]
        filled = fill(TEXT, {"body": mark}, Clear(TEXT.name), {})
        actor = world.actor(self.decider)
        async with world.house.gate.writing(world.spaces[self.plan], actor) as (held, visit):
            permit = await visit.open(self.section)
            if self.written:
                item = await one_item(held.tx, permit, self.item)
                if new:
                    await changes.set_closed(held, permit, item, True)
                else:
                    base, kept = item.head.version_id, Filled(filled.values, filled.content, item.clear)
                    await changes.save(held, permit, item, base, kept)
            if new:
                self.item = uuid4()
                await changes.create(held, permit, self.item, TEXT, None, filled)
            await sign_wishes(held, visit, visit.gate.signer, wishes)
        self.written.append((self.item, mark))

    async def _write(self, client: httpx2.AsyncClient, mark: str, base: str) -> None:
        form = {"kind": "text", "body": mark, "base": base}
        saved = await client.post(f"{self.space}/sections/{self.section}/items/{self.item}", data=form)
        assert saved.status_code == 303, saved.text
        self.written.append((self.item, mark))
