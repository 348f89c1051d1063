"""How long we wait for the database: one that is silent is as good as gone, and is told as that."""

import asyncio
import os
import socket
from contextlib import suppress
from typing import Any, TypeVar

from psycopg import AsyncConnection as Psycopg
from psycopg import InterfaceError, InternalError, OperationalError
from psycopg.abc import PQGen
from psycopg.rows import Row
from sqlalchemy import exc

ANSWER_WITHIN = 5.0
"""Seconds that one statement may take where somebody waits for it; waiting for a lock is part of that."""
CONNECT_WITHIN = 3
"""Seconds in which a connection must stand."""
BY_DRIVER = (OperationalError, InternalError, InterfaceError)
BY_ENGINE = (exc.OperationalError, exc.InternalError, exc.InterfaceError, exc.TimeoutError)
T = TypeVar("T")


class Impatient(Psycopg[Row]):
    """A connection that hangs up when it gets no answer, so that nobody waits for ever.

    The server cannot be asked to give up: it may be the one that stands still. Nor is it enough to stop
    waiting: the answer could come later, and be taken for that to the next statement.
    """

    async def wait(self, gen: PQGen[T], *more: Any, **options: Any) -> T:
        alarm = asyncio.get_running_loop().call_later(ANSWER_WITHIN, self._hang_up)
        try:
            return await super().wait(gen, *more, **options)
        finally:
            alarm.cancel()

    def _hang_up(self) -> None:
        """The line goes dead as if the server had: whoever waits gets an error, and a new one is made."""
        with suppress(OSError, OperationalError), socket.socket(fileno=os.dup(self.pgconn.socket)) as line:
            line.shutdown(socket.SHUT_RDWR)


def is_away(error: BaseException) -> bool:
    """Whether an error says that the database cannot do its work now, whatever it was asked to do.

    It is gone, silent, starting, full, or broken: classes 08, 53, 57, 58 and XX of PostgreSQL's codes, and
    locks that were not to be had in time. What was asked may be done all the same, if that was a commit.
    """
    return isinstance(error, BY_DRIVER + BY_ENGINE)
