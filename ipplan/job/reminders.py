"""Reminders of meetings: promised the day before, once for each person and time; sent through the gate."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID, uuid5

from ipplan.gate.gate import Gate
from ipplan.gate.silence import may_notify
from ipplan.gate.viewer import place_outside, viewer_of
from ipplan.gate.visit import Actor
from ipplan.job.mail import Post, send
from ipplan.job.meetings import meeting_for, sender_of
from ipplan.language import N_
from ipplan.letter.calendar import Entry
from ipplan.letter.invitation import Sender, entry_of
from ipplan.permit import Refused
from ipplan.plan.meetings import one_meeting
from ipplan.plan.reminding import due_at, end_of_search, is_due, reminds
from ipplan.store.accounts import Account, accounts
from ipplan.store.meetings import called_of
from ipplan.store.outbox import promise
from ipplan.store.people import participants
from ipplan.store.reminders import Coming, coming, first_reminder

SUBJECT = N_("Husk møtet du er kalt inn til")
RANKS = ("representative", "owner", "coordinator")
"""Who arranges meetings, and so is asked first who is invited."""


async def notice_meetings(gate: Gate) -> int:
    """Promise the reminders that are due and have not been promised; returns how many.

    To all who are invited: who of them is to be reminded is judged when it is sent.
    """
    now, count = gate.clock.now(), 0
    async with gate.database.engine.connect() as tx:
        found = [one for one in await coming(tx, now, end_of_search(now)) if is_due(one.starts_at, now)]
    for one in found:
        if not await may_notify(gate, one.space_id):
            continue
        invited = await _invited(gate, one)
        async with gate.database.begin() as tx:
            for account_id in sorted(invited):
                if await first_reminder(tx, one, account_id, now):
                    ids = {"space_id": str(one.space_id), "meeting_id": str(one.meeting_id)}
                    starts_at = one.starts_at.isoformat()
                    await promise(tx, "send_reminder", account_id=str(account_id), starts_at=starts_at, **ids)
                    count += 1
    return count


async def send_reminder(
    post: Post, space_id: UUID, meeting_id: UUID, account_id: UUID, starts_at: datetime
) -> None:
    """Remind one person of a meeting that begins then, if she still may see it and has not said no."""
    seen = await meeting_for(post, space_id, meeting_id, account_id)
    if seen is None:
        return
    visit, found = seen
    if found.standing is None or not reminds(found, account_id, starts_at, visit.at):
        return
    async with post.database.engine.connect() as tx:
        account = (await accounts(tx, [account_id])).get(account_id)
    if account is None or not account.email:
        return
    sender, place = sender_of(post), place_outside(visit, found.standing.words)
    entry = entry_of(sender, space_id, called_of(found.standing), place=place, language=account.language)
    mail = _mail(sender, account, entry, meeting_id)
    await send(post, space_id, mail, kind="reminders", to=account_id)


async def _invited(gate: Gate, one: Coming) -> frozenset[UUID]:
    """Who is invited: as the first of the people sees it to whom the meeting is open."""
    async with gate.database.engine.connect() as tx:
        people = await participants(tx, one.space_id)
    for person in sorted(people, key=lambda each: (_rank(each.role), each.account_id)):
        try:
            visit = await gate.enter(one.space_id, Actor(person.account_id, b""), road="job")
            viewer = viewer_of(visit)
            if not viewer.open_to & one.sections:
                continue
            permit = await visit.open_meetings()
            async with gate.database.engine.connect() as tx:
                found = await one_meeting(tx, permit, viewer, one.meeting_id)
        except Refused:
            continue
        standing = found.standing
        if standing is not None and standing.when.starts_at == one.starts_at:
            return standing.words.invited
    return frozenset()


def _rank(role: str) -> int:
    return RANKS.index(role) if role in RANKS else len(RANKS)


def _mail(sender: Sender, account: Account, entry: Entry, meeting_id: UUID) -> EmailMessage:
    """Says that there is a meeting, when, and where to log in; the place only where it may stand in mails."""
    message = EmailMessage()
    message["From"] = sender.mail_from
    message["To"] = account.email
    message["Subject"] = sender.render.words(account.language, SUBJECT)
    message["Date"] = format_datetime(due_at(entry.starts_at))
    # The same at every try, and nobody's id.
    number = uuid5(meeting_id, f"{account.account_id} {int(entry.starts_at.timestamp())}")
    message["Message-ID"] = f"<reminder-{number}@{sender.domain}>"
    message.set_content(
        sender.render("mail/reminder.txt", account.language, {"name": account.name, "entry": entry})
    )
    return message
