"""Promises of work, written in the transaction that they belong to: done if it commits, and only then."""

from functools import cache
from typing import TYPE_CHECKING

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
