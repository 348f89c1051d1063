"""Who is asked about minutes is told so by e-mail, through the gate, and nothing of what stands in them."""

from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

from ipplan.gate.viewer import viewer_of
from ipplan.gate.visit import Actor
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.letter.invitation import Sender
from ipplan.permit import Refused
from ipplan.plan.approval import approval_of
from ipplan.plan.gathering import gathering_of
from ipplan.plan.meetings import one_meeting
from ipplan.store.accounts import Account, accounts
from ipplan.store.gatherings import Event, events_of

SUBJECTS = {
    "sent": N_("Et referat venter på at du leser det"),
    "locked": N_("Et referat er låst, og du har siste ord"),
}


async def send_minutes(post: Post, space_id: UUID, meeting_id: UUID, account_id: UUID, number: int) -> None:
    """Tell one person that minutes wait for her: to be approved, or for the last word of who decides.

    ``number``: of the event by which she is asked. Who has answered already, or may not see them now, is told
    nothing.
    """
    event = await _asked(post, space_id, meeting_id, account_id, number)
    async with post.database.engine.connect() as tx:
        account = (await accounts(tx, [account_id])).get(account_id)
    if event is not None and account is not None and account.email:
        await send(post, space_id, _mail(post, space_id, account, event), kind="minutes", to=account_id)


async def _asked(post: Post, space_id: UUID, meeting_id: UUID, account_id: UUID, number: int) -> Event | None:
    """The event by which she is asked, as long as she is."""
    try:
        visit = await post.gate.enter(space_id, Actor(account_id, b""), road="job")
        permit, viewer = await visit.open_meetings(), viewer_of(visit)
        async with post.database.engine.connect() as tx:
            meeting = await one_meeting(tx, permit, viewer, meeting_id)
            found = approval_of(gathering_of(await events_of(tx, permit, meeting_id)))
    except Refused:
        return None
    if found.sent is not None and found.sent.number == number:
        return found.sent if found.asks(account_id) and account_id not in found.approved else None
    if found.locked is not None and found.locked.number == number:
        decides = viewer.decides_over(meeting.newest.when) and not visit.standing.paused
        return found.locked if decides and found.may_answer(account_id, visit.at) else None
    return None


def _mail(post: Post, space_id: UUID, account: Account, event: Event) -> EmailMessage:
    """The same Message-ID at every try, so that whoever gets it twice sees one."""
    sender = Sender(post.settings.mail_from, post.settings.address, post.render)
    message = EmailMessage()
    message["From"] = sender.mail_from
    message["To"] = account.email
    message["Subject"] = post.render.words(account.language, SUBJECTS[event.kind])
    message["Date"] = format_datetime(event.at)
    name = f"minutes-{event.meeting_id}-{event.number}-{account.account_id}"
    message["Message-ID"] = f"<{name}@{sender.domain}>"
    link = f"{sender.address}/plans/{space_id}/meetings/{event.meeting_id}"
    values = {"name": account.name, "link": link, "locked": event.kind == "locked", "due_at": event.due_at}
    message.set_content(post.render("mail/minutes.txt", account.language, values))
    return message
