"""Who decides is told by e-mail that somebody opened the crisis page by its code: nothing of who or what."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID, uuid5

from ipplan.job.expiry import decides
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.store.accounts import Account
from ipplan.store.people import participants

SUBJECT = N_("Krisesiden ble åpnet")


async def send_crisis(post: Post, space_id: UUID, code_id: UUID, account_id: UUID, hour: datetime) -> None:
    """Tell those who decide now: who acts for the owner, and where nobody does herself.

    ``account_id``: who opened it, ``hour``: in which hour; once for each of them.
    """
    async with post.database.engine.connect() as tx:
        people = await participants(tx, space_id)
    acting = [one.account for one in people if one.role not in ("owner", "coordinator")]
    owner = [one.account for one in people if one.role == "owner"]
    for group in (acting, owner):
        told = [one for one in group if one.email and await decides(post, space_id, one)]
        for one in told:
            number = uuid5(code_id, f"{account_id} {int(hour.timestamp())} {one.account_id}")
            await send(post, space_id, _mail(post, one, number, hour))
        if told:
            return


def _mail(post: Post, account: Account, number: UUID, hour: datetime) -> EmailMessage:
    """The same Message-ID at every try."""
    message = EmailMessage()
    message["From"] = post.settings.mail_from
    message["To"] = account.email
    message["Subject"] = post.render.words(account.language, SUBJECT)
    message["Date"] = format_datetime(hour)
    domain = parseaddr(post.settings.mail_from)[1].rpartition("@")[2]
    message["Message-ID"] = f"<crisis-{number}@{domain}>"
    values = {"name": account.name, "link": post.settings.address}
    message.set_content(post.render("mail/crisis.txt", account.language, values))
    return message
