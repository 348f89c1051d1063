"""Sockets that come all at once are let in a few at a time, and none holds another's turn for long."""

import asyncio

import pytest
from starlette.types import Message, Receive, Scope, Send

from ipplan.live.door import AT_ONCE, Door

ALL = 10 * AT_ONCE


class House:
    """Counts whom it looks at together, and answers when it is let."""

    def __init__(self) -> None:
        self.inside = self.most = self.answered = 0
        self.let, self.full, self.done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.inside += 1
        self.most = max(self.most, self.inside)
        if self.inside == AT_ONCE:
            self.full.set()
        await self.let.wait()
        self.inside -= 1
        await send({"type": "websocket.accept"})
        self.answered += 1
        if self.answered == ALL:
            self.done.set()
        await receive()


async def _nothing(message: Message) -> None: ...


async def test_so_many_are_looked_at_together_and_a_screen_that_stays_holds_no_turn() -> None:
    house, door = House(), Door()
    silent: asyncio.Future[Message] = asyncio.get_running_loop().create_future()

    async def receive() -> Message:
        return await silent

    tasks = [asyncio.create_task(door(house.app, {}, receive, _nothing)) for _ in range(ALL)]
    await house.full.wait()
    await asyncio.sleep(0)
    assert house.most == AT_ONCE
    house.let.set()
    async with asyncio.timeout(20):
        await house.done.wait()
    assert house.most == AT_ONCE
    silent.set_result({"type": "websocket.disconnect", "code": 1001})
    await asyncio.gather(*tasks)


async def test_one_that_fails_before_it_answered_gives_its_turn_back() -> None:
    door = Door()

    async def fails(scope: Scope, receive: Receive, send: Send) -> None:
        raise RuntimeError("database away")

    async def answers(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})

    for _ in range(2 * AT_ONCE):
        with pytest.raises(RuntimeError):
            await door(fails, {}, _never, _nothing)
    async with asyncio.timeout(20):
        await door(answers, {}, _never, _nothing)


async def _never() -> Message:
    raise AssertionError("asked for nothing")
