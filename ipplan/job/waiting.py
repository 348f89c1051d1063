"""Who decides is told by e-mail that a meeting, or times for one, wait for her yes; through the gate."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

from ipplan.gate.viewer import open_to, viewer_of
from ipplan.gate.visit import Actor
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.letter.invitation import Sender
from ipplan.permit import Refused
from ipplan.plan.meetings import one_meeting
from ipplan.plan.polls import one_poll
from ipplan.store.accounts import Account, accounts

SUBJECT = N_("Et møte venter på at du sier ja")


async def send_waiting(post: Post, space_id: UUID, what: str, one_id: UUID, account_id: UUID) -> None:
    """Tell one person of a meeting, or a poll (``what``), that waits for her; nothing if it does no more."""
    since = await _since(post, space_id, what, one_id, account_id)
    async with post.database.engine.connect() as tx:
        account = (await accounts(tx, [account_id])).get(account_id)
    if since is None or account is None or not account.email:
        return
    number, at = since
    sender = Sender(post.settings.mail_from, post.settings.address, post.render)
    link = f"{sender.address}/plans/{space_id}/{what}/{one_id}"
    mail = _mail(sender, account, link, f"{one_id}-{number}", at)
    await send(post, space_id, mail, kind="asked", to=account_id)


async def _since(
    post: Post, space_id: UUID, what: str, one_id: UUID, account_id: UUID
) -> tuple[int, datetime] | None:
    """The number and the moment of the change that waits for her; ``None``: nothing does."""
    try:
        visit = await post.gate.enter(space_id, Actor(account_id, b""), road="job")
        permit, viewer = await visit.open_meetings(), viewer_of(visit)
        async with post.database.engine.connect() as tx:
            if what == "polls":
                poll = await one_poll(tx, permit, viewer, one_id, open_to(visit))
                waits = poll.state == "proposed" and bool(poll.open_at(visit.at)) and viewer.decides
                return (poll.last.number, poll.last.at) if waits else None
            waiting = (await one_meeting(tx, permit, viewer, one_id)).waiting
    except Refused:
        return None
    if waiting is None or waiting.when.ends_at <= visit.at or not viewer.decides_over(waiting.when):
        return None
    return waiting.number, waiting.at


def _mail(sender: Sender, account: Account, link: str, which: str, at: datetime) -> EmailMessage:
    """Says that there is something, and nothing of what it is about. The same Message-ID at every try."""
    message = EmailMessage()
    message["From"] = sender.mail_from
    message["To"] = account.email
    message["Subject"] = sender.render.words(account.language, SUBJECT)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<waiting-{which}-{account.account_id}@{sender.domain}>"
    values = {"name": account.name, "link": link}
    message.set_content(sender.render("mail/waiting.txt", account.language, values))
    return message
