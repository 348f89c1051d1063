"""A worker that is killed between sending a mail and marking it: the mail goes again, as the same mail."""

import asyncio
import os
import signal
import sys
from email.message import EmailMessage
from typing import Any

from ipplan.job.stalled import NAME as STALLED
from ipplan.store.outbox import promise
from tests.job.test_mail import Receiver, _jobs, _work, receiving
from tests.job.test_meeting_mail import event, meeting_of, part
from tests.site import Site

LEILA = "leila.hosseini@example.org"


class Killing(Receiver):
    """Takes a mail, and kills who sent it before it can be told so."""

    worker: asyncio.subprocess.Process | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        if self.worker is not None:
            self.worker.send_signal(signal.SIGKILL)
            await self.worker.wait()
        return answer


async def test_a_mail_goes_again_as_the_same_mail(site: Site) -> None:
    await meeting_of(site, "leila")
    await _five_o_clock(site)
    receiver = Killing()
    async with receiving(made=receiver):
        receiver.worker = await _worker(site, receiver.port)
        await receiver.worker.wait()
        assert receiver.worker.returncode == -signal.SIGKILL
        assert ("doing", 0) in await _jobs(site), "nobody has marked it as done"
        receiver.worker = None
        await _work(site, receiver.port)
        assert len(_to_leila(receiver)) == 1, "a worker that was heard just now may still be at it"
        await _let_time_pass(site)
        for _ in range(2):  # it is found, and then done
            await _look_for_stalled(site)
            await _work(site, receiver.port)
        (to, first), (to_again, second) = _to_leila(receiver)
        assert to == to_again
        assert first["Message-ID"] == second["Message-ID"]
        assert event(first)["SEQUENCE"] == event(second)["SEQUENCE"]
        assert part(first).to_ical() == part(second).to_ical()
    assert not [one for one in await _jobs(site) if one[0] in ("todo", "doing")]


def _to_leila(receiver: Receiver) -> list[tuple[list[str], EmailMessage]]:
    """Others are written to about other things: nobody but she is called to the meeting."""
    return [(to, mail) for to, mail in receiver.mails if to == [LEILA]]


async def _worker(site: Site, port: int) -> asyncio.subprocess.Process:
    settings = site.world.house.settings
    environment = os.environ | {
        "IPPLAN_ENV": "test",
        "IPPLAN_PORT": str(settings.port),
        "IPPLAN_KEYS": str(settings.keys),
        "IPPLAN_DATABASE_URL": settings.database_url,
        "IPPLAN_SMTP_URL": f"smtp://127.0.0.1:{port}",
    }
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "ipplan", "worker", env=environment)


async def _five_o_clock(site: Site) -> None:
    """What the worker promises itself once a day: a test that starts in those minutes meets it too."""
    async with site.world.house.database.begin() as tx:
        for name in ("notice_expiries", "notice_pulse", "notice_contacts", "notice_case_deadlines"):
            await promise(tx, name, timestamp="0")


async def _let_time_pass(site: Site) -> None:
    """A minute, as the queue counts it."""
    await site.world.sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")


async def _look_for_stalled(site: Site) -> None:
    """What the worker does every minute."""
    async with site.world.house.database.begin() as tx:
        await promise(tx, STALLED, timestamp="0")
