"""Who is asked when it suits is told by e-mail, through the gate."""

from datetime import datetime
from uuid import UUID

from ipplan.gate.viewer import open_to, viewer_of
from ipplan.gate.visit import Actor
from ipplan.job.mail import Post, send
from ipplan.letter.invitation import Sender
from ipplan.letter.poll_mail import poll_mail
from ipplan.permit import Refused
from ipplan.plan.polls import one_poll
from ipplan.store.accounts import accounts


async def send_poll(post: Post, space_id: UUID, poll_id: UUID, account_id: UUID) -> None:
    """Ask one person when it suits; nobody who may not see it now, and nobody when it is closed."""
    at = await _asked_since(post, space_id, poll_id, account_id)
    async with post.database.engine.connect() as tx:
        account = (await accounts(tx, [account_id])).get(account_id)
    if at is None or account is None or not account.email:
        return
    sender = Sender(post.settings.mail_from, post.settings.address, post.render)
    mail = poll_mail(sender, account, space_id, poll_id, at)
    await send(post, space_id, mail, kind="meetings", to=account_id)


async def _asked_since(post: Post, space_id: UUID, poll_id: UUID, account_id: UUID) -> datetime | None:
    """Since when she is asked; ``None``: she is not, or there is nothing left to answer."""
    try:
        visit = await post.gate.enter(space_id, Actor(account_id, b""), road="job")
        permit = await visit.open_meetings()
        async with post.database.engine.connect() as tx:
            found = await one_poll(tx, permit, viewer_of(visit), poll_id, open_to(visit))
    except Refused:
        return None
    is_open = found.state == "asked" and bool(found.open_at(visit.at))
    return found.last.at if is_open and account_id in found.asked else None
