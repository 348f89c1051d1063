"""The worker: does what the outbox has promised, trying again until it is done; and seals the log."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime
from functools import partial
from uuid import UUID

import structlog
from procrastinate import App, RetryStrategy

from ipplan.clock import DatabaseClock
from ipplan.config import Settings
from ipplan.gate.archiving import archive_plan, tend
from ipplan.gate.closing import ARCHIVING
from ipplan.gate.gate import Gate
from ipplan.gate.keys import load
from ipplan.gate.leaving import tidy_leavers
from ipplan.gate.right_keys import check_keys
from ipplan.gate.sealer import Sealer
from ipplan.gate.tokens import Signer
from ipplan.job.asked import send_asked
from ipplan.job.case_deadlines import notice_deadlines, send_case_deadline
from ipplan.job.cases import send_case, send_office
from ipplan.job.coordination import notice_contacts, send_coordination
from ipplan.job.crisis import send_crisis
from ipplan.job.digest import notice_digests, send_digest
from ipplan.job.editions import notice_revisions, send_edition, send_revision
from ipplan.job.expiry import notice_expiries, send_expiry
from ipplan.job.gauges import worker_gauges
from ipplan.job.heard import notice_ages, send_age, send_disagreement
from ipplan.job.mail import Post, send_invitation
from ipplan.job.meetings import send_cancellation, send_meeting
from ipplan.job.minutes import send_minutes
from ipplan.job.polls import send_poll
from ipplan.job.pulse import notice_pulse, send_pulse, send_standstill
from ipplan.job.queue import make_queue
from ipplan.job.reminders import notice_meetings, send_reminder
from ipplan.job.scanning import TELLING, Sent, scan_file, send_infected
from ipplan.job.stalled import NAME as STALLED
from ipplan.job.stalled import take_up_stalled
from ipplan.job.unread import send_unread
from ipplan.job.waiting import send_waiting
from ipplan.logs import configure_logs
from ipplan.metrics_port import metrics_served
from ipplan.render import Renderer
from ipplan.store.clock_mark import start_of_clock
from ipplan.store.database import Database

log = structlog.get_logger()
TRY_AGAIN = RetryStrategy(max_attempts=200, wait=5, linear_wait=30)
"""A mail server that is down for a day loses no mail."""
LONGEST_SILENCE = 30.0
"""Seconds without a look at the log after which the worker calls itself ill."""
LONGEST_STOP = 10.0
"""Seconds that a job has to end in when the worker is asked to stop; what is cut off is done again."""
EVERY_DAY = "0 5 * * *"
"""When notices are looked for, in UTC: nobody's telephone rings at night. And closed plans, for archiving."""
DAILY = (
    "notice_expiries",
    "notice_pulse",
    "notice_revisions",
    "notice_contacts",
    "notice_case_deadlines",
    "tend_closed_plans",
)
EVERY_HOUR = "0 * * * *"
"""When meetings are looked for that people are to be reminded of: a worker that was away makes up for it."""

EVERY_MINUTE = "* * * * *"


async def run_worker(settings: Settings) -> None:
    """Work until stopped. Raises `KeyTrouble` where keys are missing or wrong, or `SettingsTrouble`."""
    settings.check()
    configure_logs()
    keyring, database = load(settings.keys), Database(settings.database_url)
    await database.open()
    try:
        signer = Signer(keyring, settings.grant_issuer)
        await check_keys(database, keyring, signer)
        clock = DatabaseClock(await start_of_clock(database))
        gate = Gate(database, keyring, signer, clock, settings.law)
        post = Post(settings, database, keyring, Renderer(settings.web / "templates"), gate)
        queue = register(make_queue(settings.database_url), post)
        for name in DAILY:
            queue.periodic(cron=EVERY_DAY)(queue.tasks[name])
        queue.periodic(cron=EVERY_MINUTE)(queue.tasks[STALLED])
        for name in ("notice_meetings", "notice_digests", "tidy_leavers"):
            queue.periodic(cron=EVERY_HOUR)(queue.tasks[name])
        sealer = Sealer(database, keyring, settings.grant_issuer)
        look, well = partial(worker_gauges, database), partial(_is_well, sealer)
        async with queue.open_async(), metrics_served(settings, look, well), _sealing(sealer):
            await queue.run_worker_async(
                install_signal_handlers=True,
                listen_notify=True,
                shutdown_graceful_timeout=LONGEST_STOP,
                # What was done says who was written to, and when: it is not kept.
                delete_jobs="successful",
            )
    finally:
        await database.close()


def _is_well(sealer: Sealer) -> bool:
    return sealer.silent_for < LONGEST_SILENCE


@asynccontextmanager
async def _sealing(sealer: Sealer) -> AsyncIterator[None]:
    """Seal the log for as long as the block lasts."""
    task = asyncio.create_task(sealer.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def register(queue: App, post: Post) -> App:
    """Teach the queue its jobs, by the names that promises use."""

    @queue.task(name="send_invitation", retry=TRY_AGAIN)
    async def _(invitation_id: str) -> None:
        await send_invitation(post, UUID(invitation_id))

    @queue.task(name="send_expiry", retry=TRY_AGAIN)
    async def _(space_id: str, grant_id: str, days: str) -> None:
        await send_expiry(post, UUID(space_id), UUID(grant_id), int(days))

    @queue.task(name="notice_expiries", retry=TRY_AGAIN)
    async def _(timestamp: int) -> None:
        await notice_expiries(post.gate)
        await notice_ages(post.gate)

    @queue.task(name="send_age", retry=TRY_AGAIN)
    async def _(space_id: str, age: str) -> None:
        await send_age(post, UUID(space_id), int(age))

    @queue.task(name="send_disagreement", retry=TRY_AGAIN)
    async def _(space_id: str, item_id: str, at: str) -> None:
        await send_disagreement(post, UUID(space_id), UUID(item_id), datetime.fromisoformat(at))

    @queue.task(name="tend_closed_plans", retry=TRY_AGAIN)
    async def _(timestamp: int) -> None:
        await tend(post.gate)

    @queue.task(name="tidy_leavers", retry=TRY_AGAIN)
    async def _(timestamp: int) -> None:
        await tidy_leavers(post.gate)

    @queue.task(name=ARCHIVING, retry=TRY_AGAIN)
    async def _(space_id: str) -> None:
        await archive_plan(post.gate, UUID(space_id))

    @queue.task(name=STALLED, retry=TRY_AGAIN, lock=STALLED, queueing_lock=STALLED)
    async def _(timestamp: int) -> None:
        await take_up_stalled(queue)

    _register_files(queue, post)

    @queue.task(name="send_crisis", retry=TRY_AGAIN)
    async def _(space_id: str, code_id: str, account_id: str, hour: str) -> None:
        await send_crisis(post, UUID(space_id), UUID(code_id), UUID(account_id), datetime.fromisoformat(hour))

    _register_digests(queue, post)
    _register_pulse(queue, post)
    _register_editions(queue, post)
    _register_coordination(queue, post)
    _register_meetings(queue, post)
    _register_cases(queue, post)
    _register_talks(queue, post)
    return queue


def _register_files(queue: App, post: Post) -> None:
    """The jobs of files that are held back until they are known to be clean, and of those that are not."""

    @queue.task(name="scan_file", retry=TRY_AGAIN)
    async def _(space_id: str, section_id: str, item_id: str, blob_id: str, account_id: str) -> None:
        ids = (UUID(one) for one in (space_id, section_id, item_id, blob_id, account_id))
        await scan_file(post, Sent(*ids))

    @queue.task(name=TELLING, retry=TRY_AGAIN)
    async def _(space_id: str, blob_id: str, account_id: str, at: str) -> None:
        ids = (UUID(space_id), UUID(blob_id), UUID(account_id))
        await send_infected(post, *ids, datetime.fromisoformat(at))


def _register_digests(queue: App, post: Post) -> None:
    """The jobs of the daily mail."""

    @queue.task(name="notice_digests", retry=TRY_AGAIN)
    async def _(timestamp: int) -> None:
        await notice_digests(post.gate)

    @queue.task(name="send_digest", retry=TRY_AGAIN)
    async def _(account_id: str, day: str) -> None:
        await send_digest(post, UUID(account_id), date.fromisoformat(day))


def _register_pulse(queue: App, post: Post) -> None:
    """The jobs of plans that stand still."""

    @queue.task(name="notice_pulse", retry=TRY_AGAIN)
    async def _(timestamp: int) -> None:
        await notice_pulse(post.gate)

    @queue.task(name="send_pulse", retry=TRY_AGAIN)
    async def _(space_id: str, step: str, since: str) -> None:
        await send_pulse(post, UUID(space_id), step, datetime.fromisoformat(since))

    @queue.task(name="send_standstill", retry=TRY_AGAIN)
    async def _(space_id: str, number: str) -> None:
        await send_standstill(post, UUID(space_id), int(number))


def _register_editions(queue: App, post: Post) -> None:
    """The jobs of approving a plan, and of going through it anew."""

    @queue.task(name="send_edition", retry=TRY_AGAIN)
    async def _(space_id: str, number: str) -> None:
        await send_edition(post, UUID(space_id), int(number))

    @queue.task(name="notice_revisions", retry=TRY_AGAIN)
    async def _(timestamp: int) -> None:
        await notice_revisions(post.gate)

    @queue.task(name="send_revision", retry=TRY_AGAIN)
    async def _(space_id: str, revise_on: str, step: str) -> None:
        await send_revision(post, UUID(space_id), date.fromisoformat(revise_on), step)


def _register_talks(queue: App, post: Post) -> None:
    """The job of conversations: who has not read what was said is told that there is something."""

    @queue.task(name="send_unread", retry=TRY_AGAIN)
    async def _(space_id: str, section_id: str, item_id: str, account_id: str) -> None:
        await send_unread(post, UUID(space_id), UUID(section_id), UUID(item_id), UUID(account_id))


def _register_cases(queue: App, post: Post) -> None:
    """The jobs of cases: who is told that something has happened in one, and that a deadline comes closer."""

    @queue.task(name="send_case", retry=TRY_AGAIN)
    async def _(space_id: str, number: str, account_id: str) -> None:
        await send_case(post, UUID(space_id), int(number), UUID(account_id))

    @queue.task(name="send_office", retry=TRY_AGAIN)
    async def _(space_id: str, number: str) -> None:
        await send_office(post, UUID(space_id), int(number))

    @queue.task(name="notice_case_deadlines", retry=TRY_AGAIN)
    async def _(timestamp: int) -> None:
        await notice_deadlines(post.gate)

    @queue.task(name="send_case_deadline", retry=TRY_AGAIN)
    async def _(space_id: str, deadline_on: str) -> None:
        await send_case_deadline(post, UUID(space_id), date.fromisoformat(deadline_on))


def _register_coordination(queue: App, post: Post) -> None:
    """The jobs of the unit's appointments: who is asked, who is told, and who is late."""

    @queue.task(name="notice_contacts", retry=TRY_AGAIN)
    async def _(timestamp: int) -> None:
        await notice_contacts(post.gate)

    @queue.task(name="send_coordination", retry=TRY_AGAIN)
    async def _(space_id: str, what: str, one_id: str, account_id: str) -> None:
        await send_coordination(post, UUID(space_id), what, UUID(one_id), UUID(account_id))


def _register_meetings(queue: App, post: Post) -> None:
    """The jobs of meetings: whom they call, ask, remind, and who is to read their minutes."""

    @queue.task(name="send_meeting", retry=TRY_AGAIN)
    async def _(space_id: str, meeting_id: str, account_id: str, number: str) -> None:
        await send_meeting(post, UUID(space_id), UUID(meeting_id), UUID(account_id), int(number))

    @queue.task(name="send_cancellation", retry=TRY_AGAIN)
    async def _(space_id: str, meeting_id: str, account_id: str, number: str, knew: str) -> None:
        ids = (UUID(space_id), UUID(meeting_id), UUID(account_id))
        await send_cancellation(post, *ids, int(number), int(knew))

    @queue.task(name="notice_meetings", retry=TRY_AGAIN)
    async def _(timestamp: int) -> None:
        await notice_meetings(post.gate)

    @queue.task(name="send_reminder", retry=TRY_AGAIN)
    async def _(space_id: str, meeting_id: str, account_id: str, starts_at: str) -> None:
        ids = (UUID(space_id), UUID(meeting_id), UUID(account_id))
        await send_reminder(post, *ids, datetime.fromisoformat(starts_at))

    @queue.task(name="send_poll", retry=TRY_AGAIN)
    async def _(space_id: str, poll_id: str, account_id: str) -> None:
        await send_poll(post, UUID(space_id), UUID(poll_id), UUID(account_id))

    @queue.task(name="send_waiting", retry=TRY_AGAIN)
    async def _(space_id: str, what: str, one_id: str, account_id: str) -> None:
        await send_waiting(post, UUID(space_id), what, UUID(one_id), UUID(account_id))

    @queue.task(name="send_asked", retry=TRY_AGAIN)
    async def _(space_id: str, section_id: str, item_id: str, account_id: str) -> None:
        await send_asked(post, UUID(space_id), UUID(section_id), UUID(item_id), UUID(account_id))

    @queue.task(name="send_minutes", retry=TRY_AGAIN)
    async def _(space_id: str, meeting_id: str, account_id: str, number: str) -> None:
        await send_minutes(post, UUID(space_id), UUID(meeting_id), UUID(account_id), int(number))
