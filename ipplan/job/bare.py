"""A mail that says that there is something to do, and nothing of what it is or whose plan it is in."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from ipplan.job.mail import Post
from ipplan.store.accounts import Account


def bare_mail(
    post: Post, to: Account, number: str, at: datetime, subject: str, template: str
) -> EmailMessage:
    """The same at every try: ``number`` is its Message-ID's, and ``at`` when what it tells of came about."""
    message = EmailMessage()
    message["From"] = post.settings.mail_from
    message["To"] = to.email
    message["Subject"] = post.render.words(to.language, subject)
    message["Date"] = format_datetime(at)
    domain = parseaddr(post.settings.mail_from)[1].rpartition("@")[2]
    message["Message-ID"] = f"<{number}@{domain}>"
    values = {"name": to.name, "link": post.settings.address}
    message.set_content(post.render(template, to.language, values))
    return message
