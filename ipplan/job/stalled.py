"""Work that a worker had begun when it was killed: another does it again, or itself when it is back."""

import structlog
from procrastinate import App

log = structlog.get_logger()
NAME = "take_up_stalled"
SILENT = 30.0
"""Seconds without a sign of life after which a worker is taken for dead; it gives one every ten."""


async def take_up_stalled(queue: App) -> int:
    """Have the jobs of dead workers done again; returns how many.

    A mail that was sent already goes once more, with the same Message-ID and, of a meeting, the same
    sequence: whoever gets both sees one.
    """
    manager, count = queue.job_manager, 0
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT):
        await manager.retry_job(job)
        log.warning("job_taken_up", job=job.task_name)
        count += 1
    return count
