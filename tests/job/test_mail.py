"""The mail of an invitation, by the real worker to a real server: no content, one Message-ID, no loss."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from ipplan.job.mail import Post
from ipplan.job.queue import make_queue
from ipplan.job.worker import register
from ipplan.plan.kinds import KINDS
from ipplan.store.outbox import promise
from tests.site import Site
from tests.world import PEOPLE

GUEST = {
    "name": "Kari Sæther",
    "email": "kari@legekontor.example",
    "title": "Fastlege",
    "organisation": "Legene",
}


@dataclass
class Receiver:
    """What a mail server took; ``answer`` is what it says after each message."""

    answer: str = "250 OK"
    port: int = 0
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail: Any = message_from_bytes(envelope.content, policy=default)
        self.mails.append((list(envelope.rcpt_tos), mail))
        return self.answer


@asynccontextmanager
async def receiving(port: int = 0, made: Receiver | None = None) -> AsyncIterator[Receiver]:
    """A mail server on a loopback port until the block ends."""
    receiver, loop = made or Receiver(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(receiver, enable_SMTPUTF8=True), "127.0.0.1", port)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        await server.wait_closed()


async def test_an_invitation_arrives_without_content_or_the_owners_name(site: Site) -> None:
    invitation = await _invite(site)
    async with receiving() as receiver:
        await _work(site, receiver.port)
        await _work(site, receiver.port)
    assert len(receiver.mails) == 1, "done once is done"
    recipients, mail = receiver.mails[0]
    assert recipients == [GUEST["email"]]
    assert mail["Message-ID"] == f"<invitation-{invitation}@localhost>"
    assert mail["Subject"] == "Du er invitert til å være med i en individuell plan"
    whole = mail.as_string() + mail.get_content()
    assert "Kari Sæther" in mail.get_content()
    assert f"{site.address}/invitations/" in mail.get_content()
    for secret in await _secrets(site):
        assert secret not in whole, secret


async def test_the_link_in_the_mail_is_the_invitations_and_is_stored_nowhere(site: Site) -> None:
    await _invite(site)
    async with receiving() as receiver:
        await _work(site, receiver.port)
    link = next(line for line in receiver.mails[0][1].get_content().splitlines() if "/invitations/" in line)
    token = link.rpartition("/")[2].strip()
    assert len(token) == 64
    client = await site.client()
    assert (await client.get(f"/invitations/{token}")).status_code == 200
    for table in ("invitation", "procrastinate_jobs", "change"):
        rows = await site.world.sql(
            f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE :token", token=f"%{token}%"
        )
        assert rows[0][0] == 0, table


async def test_while_no_mail_server_answers_the_mail_waits_and_then_goes(site: Site) -> None:
    await _invite(site)
    async with receiving() as receiver:
        closed = receiver.port
    await _work(site, closed)
    assert await _jobs(site) == [("todo", 1)]
    await _hurry(site)
    await _work(site, closed)
    assert await _jobs(site) == [("todo", 2)]
    await _hurry(site)
    async with receiving(closed) as receiver:
        await _work(site, closed)
    assert await _jobs(site) == [("succeeded", 3)]
    assert len(receiver.mails) == 1


async def test_without_a_mail_server_configured_the_mail_waits(site: Site) -> None:
    await _invite(site)
    await _work(site, None)
    assert await _jobs(site) == [("todo", 1)]


async def test_a_second_try_is_the_same_mail(site: Site) -> None:
    await _invite(site)
    async with receiving() as receiver:
        receiver.answer = "451 Try again later"
        await _work(site, receiver.port)
        await _hurry(site)
        receiver.answer = "250 OK"
        await _work(site, receiver.port)
    (_, first), (_, second) = receiver.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    assert first.get_content() == second.get_content()
    assert await _jobs(site) == [("succeeded", 2)]


async def test_an_invitation_taken_back_before_it_was_sent_is_not_sent(site: Site) -> None:
    invitation = await _invite(site)
    wenche = await site.client("wenche")
    await wenche.post(f"{site.plan()}/invitations/{invitation}/cancellation")
    async with receiving() as receiver:
        await _work(site, receiver.port)
    assert receiver.mails == []
    assert await _jobs(site) == [("succeeded", 1)]


async def test_a_promise_in_a_transaction_that_fails_is_never_made(site: Site) -> None:
    before = await _jobs(site)
    with pytest.raises(RuntimeError, match="changed my mind"):
        await _promise_and_fail(site)
    assert await _jobs(site) == before == []


async def _promise_and_fail(site: Site) -> None:
    async with site.world.house.database.begin() as tx:
        await promise(tx, "send_invitation", invitation_id="0")
        raise RuntimeError("changed my mind")


async def _invite(site: Site) -> str:
    wenche = await site.client("wenche")
    made = await wenche.post(f"{site.plan()}/invitations", data=GUEST)
    assert made.status_code == 303, made.text
    await wenche.aclose()
    return str((await site.world.sql("SELECT invitation_id FROM invitation"))[0][0])


async def _work(site: Site, port: int | None) -> None:
    """Do what waits, with the real worker, as a process of its own would."""
    house = site.world.house
    settings = house.settings.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}" if port else ""})
    post = Post(settings, house.database, house.keyring, house.render, house.gate)
    queue = register(make_queue(settings.database_url), post)
    async with queue.open_async():
        await queue.run_worker_async(wait=False, install_signal_handlers=False, listen_notify=False)


async def _hurry(site: Site) -> None:
    """Let the time until the next try pass."""
    await site.world.sql("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")


async def _jobs(site: Site) -> list[tuple[str, int]]:
    rows = await site.world.sql("SELECT status::text, attempts FROM procrastinate_jobs ORDER BY id")
    return [tuple(row) for row in rows]


def _words(item: dict[str, Any]) -> list[str]:
    """What somebody has written in it; not which of a few words of ours was chosen."""
    fields = KINDS[item["kind"]].fields
    return [value for name, value in item["content"].items() if fields[name]["widget"] in ("line", "words")]


async def _secrets(site: Site) -> list[str]:
    """Names of the plan's people, ids, titles and texts that no mail may hold."""
    marte = await site.client("marte")
    view = (await marte.get(f"{site.plan()}/view.json")).json()
    texts = [view["space"], view["owner"]]
    for section in view["sections"]:
        texts += [section["section"], section["title"]]
        texts += [value for item in section["items"] for value in _words(item) if value]
    names = [PEOPLE[name]["name"] for name in ("tiril", "marte", "wenche")]
    return [*texts, *names, "Tiril", "Fjordvik"]
