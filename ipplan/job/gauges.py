"""What the worker tells when asked: how far behind the log's sealing is, and what waits to be done."""

from collections.abc import Sequence

from sqlalchemy.exc import SQLAlchemyError

from ipplan.metrics import Gauge
from ipplan.store.backlog import Backlog, backlog
from ipplan.store.database import Database

UP = ("ipplan_database_up", "Whether the database answers")


async def worker_gauges(database: Database) -> Sequence[Gauge]:
    """Looked up now; a database that is away is told as that, not as silence."""
    try:
        found = await backlog(database)
    except (SQLAlchemyError, OSError):
        return [(*UP, {}, 0)]
    return [(*UP, {}, 1), *_unbound(found), *_jobs(found), *database.gauges()]


def _unbound(found: Backlog) -> list[Gauge]:
    gauges: list[Gauge] = []
    for source, (count, age) in found.unbound.items():
        labels = {"source": source}
        gauges.append(("ipplan_log_unbound", "Records not yet bound into the log's tree", labels, count))
        gauges.append(("ipplan_log_unbound_age_seconds", "Age of the oldest of them", labels, age))
    return gauges


def _jobs(found: Backlog) -> list[Gauge]:
    gauges: list[Gauge] = [
        ("ipplan_jobs", "Jobs, by name and state", {"job": job, "state": state}, count)
        for (job, state), count in found.jobs.items()
    ]
    # All jobs that send are mail; a sum that is there when it is nought can be alarmed on.
    mails = sum(n for (job, state), n in found.jobs.items() if job.startswith("send_") and state == "todo")
    return [*gauges, ("ipplan_mails_waiting", "Mails not yet handed to the mail server", {}, mails)]
