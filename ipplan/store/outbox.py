"""Promises of work, written in the transaction that they belong to: done if it commits, and only then."""

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import text

from ipplan.store.database import Tx, raw

if TYPE_CHECKING:
    from procrastinate import App


@cache
def _app() -> "App":
    # Loaded with the first promise: a web process answers sooner without it.
    from procrastinate import App, PsycopgConnector

    return App(connector=PsycopgConnector())


async def promise(tx: Tx, job: str, **ids: str) -> None:
    """Have ``job`` done, at least once, after ``tx`` commits. Ids only: jobs read what they need then."""
    await _app().configure_task(name=job, connection=await raw(tx)).defer_async(**ids)


async def promise_later(tx: Tx, job: str, when: datetime, **ids: str) -> None:
    """The same, and not before ``when``."""
    task = _app().configure_task(name=job, connection=await raw(tx), schedule_at=when)
    await task.defer_async(**ids)


_DROP = text(
    "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND (args ->> 'space_id' = :space OR"
    " args ->> 'invitation_id' IN (SELECT invitation_id::text FROM invitation WHERE space_id::text = :space))"
)


async def drop(tx: Tx, space_id: UUID) -> None:
    """Take back every promise about a space that waits to be kept; one that is being kept asks itself."""
    await tx.execute(_DROP, {"space": str(space_id)})
