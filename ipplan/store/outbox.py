"""Promises of work, written in the transaction that they belong to: done if it commits, and only then."""

from procrastinate import App, PsycopgConnector

from ipplan.store.database import Tx, raw

_app = App(connector=PsycopgConnector())


async def promise(tx: Tx, job: str, **ids: str) -> None:
    """Have ``job`` done, at least once, after ``tx`` commits. Ids only: jobs read what they need then."""
    await _app.configure_task(name=job, connection=await raw(tx)).defer_async(**ids)
