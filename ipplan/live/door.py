"""The door for sockets: so many are looked at together, however many come at once.

When a process is started anew, thousands of screens come back within seconds. Each costs a session, a check
and an answer; let in together they would stand before every page and every save in the loop's queue and in
those for connections to the database. Taken a few at a time they come in just as fast, and a save waits for
those few only.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

AT_ONCE = 16
"""Enough to be asked about in one statement together, few enough for a page's turn to come soon."""


class Door:
    """Holds sockets back until it is their turn; a turn ends with the answer, not with the screen."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)

    async def __call__(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Run ``app`` for one socket when its turn has come."""
        await self._free.acquire()
        held = True

        async def answered(message: Message) -> None:
            nonlocal held
            try:
                await send(message)
            finally:
                if held:
                    held = False
                    self._free.release()

        try:
            await app(scope, receive, answered)
        finally:
            if held:
                self._free.release()
