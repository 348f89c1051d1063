"""E-mail: never content, and the same Message-ID at every try, so that a repeat is seen as one."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from functools import partial
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from aiosmtplib import SMTP

from ipplan.config import Settings
from ipplan.gate.gate import Gate
from ipplan.gate.keys import Keyring, invitation_token
from ipplan.gate.silence import may_notify
from ipplan.plan.called import CALLED
from ipplan.plan.notices import how_of
from ipplan.render import Renderer
from ipplan.store.database import Database
from ipplan.store.notices import choices_of, put_waiting
from ipplan.store.people import Invitation, invitation_by_id
from ipplan.store.pulse import unit_address
from ipplan.store.spaces import kind_of, municipality_of


@dataclass(frozen=True)
class Post:
    """What jobs that send mail need."""

    settings: Settings
    database: Database
    keyring: Keyring
    render: Renderer
    gate: Gate


async def send_invitation(post: Post, invitation_id: UUID) -> None:
    """Send the link of an invitation that still waits; one that was taken back or used is let be."""
    async with post.database.begin() as tx:
        found = await invitation_by_id(tx, invitation_id)
    if found is not None and found.state == "sent":
        async with post.database.engine.connect() as tx:
            kind = await kind_of(tx, found.space_id)
            _, language = await unit_address(tx, await municipality_of(tx, found.space_id))
        await send(post, found.space_id, invitation_mail(post, found, kind, language))


def invitation_mail(post: Post, found: Invitation, kind: str, language: str) -> EmailMessage:
    """Says that there is an invitation, and nothing of whose plan or what is in it.

    ``kind``: what the space is called; ``language``: the municipality's. Of coordination the mail says not
    whether a birth is expected.
    """
    token = invitation_token(post.keyring, found.invitation_id)
    values: Mapping[str, object] = {
        "name": found.name,
        "link": f"{post.settings.address}/invitations/{token}",
        "expires_at": found.expires_at,
        "called": CALLED[kind],
    }
    message = EmailMessage()
    message["From"] = post.settings.mail_from
    message["To"] = found.email
    message["Subject"] = post.render.words(language, CALLED[kind].invited)
    message["Date"] = format_datetime(found.invited_at)
    domain = parseaddr(post.settings.mail_from)[1].rpartition("@")[2]
    message["Message-ID"] = f"<invitation-{found.invitation_id}@{domain}>"
    message.set_content(post.render("mail/invitation.txt", language, values))
    return message


async def send(
    post: Post, space_id: UUID, message: EmailMessage, *, kind: str = "", to: UUID | None = None
) -> None:
    """Hand a message about a space over to the mail server, if anybody may be sent anything about it now.

    The only way out for mail. ``kind`` (plan/notices.py) and ``to``, the account it is for, say how she wants
    it: at once, in her daily mail, or not at all; without them it goes. Raises what the queue takes as a
    reason to try again.
    """
    if not await may_notify(post.gate, space_id):
        return
    if to is None or await _at_once(post, space_id, message, kind, to):
        await carrier_of(post.settings)(message, partial(may_notify, post.gate, space_id))


async def send_gathered(post: Post, message: EmailMessage) -> None:
    """The same for a daily mail, of whose every plan that was asked a moment ago."""
    await carrier_of(post.settings)(message, _yes)


async def _at_once(post: Post, space_id: UUID, message: EmailMessage, kind: str, to: UUID) -> bool:
    """Whether it goes now; what is to be gathered is counted."""
    async with post.database.begin() as tx:
        how = how_of(kind, await choices_of(tx, to))
        if how == "daily":
            await put_waiting(tx, to, space_id, kind, message["Message-ID"], post.gate.clock.now())
    return how == "at_once"


async def _yes() -> bool:
    return True


class Carrier(Protocol):
    """A way to reach people: e-mail, and one day SMS. ``still`` is asked when the other side has answered."""

    async def __call__(self, message: EmailMessage, still: Callable[[], Awaitable[bool]]) -> None: ...


def carrier_of(settings: Settings) -> Carrier:
    """The one that is configured: settings.check() lets no other through than those there are."""
    return CARRIERS[settings.notify_by](settings)


class ByMail:
    """By the mail server of the settings."""

    def __init__(self, settings: Settings) -> None:
        self._where = urlsplit(settings.smtp_url)

    async def __call__(self, message: EmailMessage, still: Callable[[], Awaitable[bool]]) -> None:
        where = self._where
        if not where.hostname:
            raise ConnectionError("IPPLAN_SMTP_URL is not set: the mail waits")
        async with SMTP(
            hostname=where.hostname,
            port=where.port,
            username=where.username,
            password=where.password,
            use_tls=where.scheme == "smtps",
            start_tls=None if where.scheme == "smtp" else False,
            timeout=20,
        ) as smtp:
            # Asked again when the server has answered: that may have taken a while.
            if await still():
                await smtp.send_message(message)


CARRIERS: Mapping[str, Callable[[Settings], Carrier]] = {"email": ByMail}
