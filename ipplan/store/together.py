"""Asking together: whoever asks while an answer is awaited shares the next one, never one begun before."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Together(Generic[K, V]):
    """Gathers the keys that are asked for meanwhile, and asks ``ask`` for all of them at once.

    An answer is only shared by those who asked before it was begun (the third law).
    """

    def __init__(self, ask: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._ask = ask
        self._waiting: dict[K, asyncio.Future[V | None]] = {}
        self._running: asyncio.Task[None] | None = None

    async def ask(self, key: K) -> V | None:
        """The answer for one key; ``None`` where there is none."""
        return await asyncio.shield(self._asked(key))

    async def ask_all(self, keys: Sequence[K]) -> list[V | None]:
        """The answers for several, in their order."""
        futures = [self._asked(key) for key in keys]
        return list(await asyncio.gather(*map(asyncio.shield, futures)))

    def _asked(self, key: K) -> asyncio.Future[V | None]:
        loop = asyncio.get_running_loop()
        future = self._waiting.get(key)
        if future is None:
            future = self._waiting[key] = loop.create_future()
        if self._running is None or self._running.done():
            self._running = loop.create_task(self._run())
        return future

    async def _run(self) -> None:
        while self._waiting:
            waiting, self._waiting = self._waiting, {}
            try:
                answers = await self._ask(list(waiting))
            except Exception as error:
                for future in waiting.values():
                    future.set_exception(error)
                    future.exception()  # whoever asked may have gone meanwhile
                continue
            for key, future in waiting.items():
                future.set_result(answers.get(key))
