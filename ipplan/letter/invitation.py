"""A meeting as one person's calendar has it, and the mails that tell her of it: never what it is about."""

from dataclasses import dataclass, replace
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID

from ipplan.language import N_
from ipplan.letter.calendar import Entry, Method, calendar
from ipplan.render import Renderer
from ipplan.store.accounts import Account
from ipplan.store.meetings import Called

MEETING = N_("Møte")
SUBJECTS: dict[Method, str] = {
    "REQUEST": N_("Du er kalt inn til et møte"),
    "CANCEL": N_("Et møte du var kalt inn til, er avlyst"),
}


@dataclass(frozen=True)
class Sender:
    """From whom mails come, and where the app is."""

    mail_from: str
    address: str
    render: Renderer

    @property
    def email(self) -> str:
        return parseaddr(self.mail_from)[1]

    @property
    def domain(self) -> str:
        return self.email.rpartition("@")[2]


def entry_of(sender: Sender, space_id: UUID, called: Called, *, place: str, language: str) -> Entry:
    """A meeting that was called, for a calendar. ``place``: what may stand there, or nothing."""
    return Entry(
        f"meeting-{called.meeting_id}@{sender.domain}",
        called.number,
        called.at,
        called.when.starts_at,
        called.when.ends_at,
        sender.render.words(language, MEETING),
        f"{sender.address}/plans/{space_id}/meetings/{called.meeting_id}",
        place,
    )


def mail(sender: Sender, account: Account, method: Method, entry: Entry, meeting_id: UUID) -> EmailMessage:
    """She is invited, or something of it is changed; or her calendar is to let go of it.

    The same Message-ID and the same sequence at every try, so that whoever gets it twice sees one.
    """
    message = EmailMessage()
    message["From"] = sender.mail_from
    message["To"] = account.email
    message["Subject"] = sender.render.words(account.language, SUBJECTS[method])
    message["Date"] = format_datetime(entry.at)
    name = f"meeting-{meeting_id}-{entry.sequence}-{account.account_id}"
    message["Message-ID"] = f"<{name}@{sender.domain}>"
    values = {"name": account.name, "entry": entry, "cancelled": method == "CANCEL"}
    message.set_content(sender.render("mail/meeting.txt", account.language, values))
    part = replace(entry, sender=sender.email, recipient=account.email or "")
    params = {"method": method, "charset": "utf-8"}
    message.add_alternative(calendar(method, [part]), "text", "calendar", params=params, cte="base64")
    return message
