"""The app with a fault that the ledger must find: now and then what is written is not kept, and nobody told.

Run as ``python -m tests.survival.forgetful serve``; nothing but the ledger's own test does.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from ipplan.__main__ import main
from ipplan.store.database import Database, Tx

NUMBERS = count(1)
EACH = 40
"""Of so many transactions, one is forgotten."""


@asynccontextmanager
async def begin(self: Database) -> AsyncIterator[Tx]:
    async with self.engine.connect() as tx:
        yield tx
        if next(NUMBERS) % EACH:
            await tx.commit()


if __name__ == "__main__":
    Database.begin = begin  # type: ignore[method-assign]
    main()
