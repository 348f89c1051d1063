"""The mail that asks when it suits: that there is a question, and nothing of what or of when."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from uuid import UUID

from ipplan.language import N_
from ipplan.letter.invitation import Sender
from ipplan.store.accounts import Account

SUBJECT = N_("Når passer det for deg?")


def poll_mail(sender: Sender, account: Account, space_id: UUID, poll_id: UUID, at: datetime) -> EmailMessage:
    """She is asked. ``at``: since when; the same Message-ID at every try."""
    message = EmailMessage()
    message["From"] = sender.mail_from
    message["To"] = account.email
    message["Subject"] = sender.render.words(account.language, SUBJECT)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<poll-{poll_id}-{account.account_id}@{sender.domain}>"
    values = {"name": account.name, "link": f"{sender.address}/plans/{space_id}/polls/{poll_id}"}
    message.set_content(sender.render("mail/poll.txt", account.language, values))
    return message
