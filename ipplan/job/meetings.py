"""Who is invited to a meeting is told by e-mail, and so is she who is invited no more."""

from email.message import EmailMessage
from uuid import UUID

from ipplan.gate.viewer import place_is_secret, viewer_of
from ipplan.gate.visit import Actor
from ipplan.job.mail import Post, send
from ipplan.letter.calendar import Method
from ipplan.letter.invitation import Sender, entry_of, mail
from ipplan.permit import Refused
from ipplan.plan.meetings import one_meeting
from ipplan.store.accounts import Account, accounts
from ipplan.store.meetings import Called, last_called


async def send_meeting(post: Post, space_id: UUID, meeting_id: UUID, account_id: UUID, number: int) -> None:
    """Tell one person of the change ``number`` of a meeting. Of what was changed again since, only the last.

    That it is off says no more than her calendar knows already; all else goes through the gate, for her, now.
    """
    async with post.database.engine.connect() as tx:
        account = (await accounts(tx, [account_id])).get(account_id)
        called = await last_called(tx, space_id, meeting_id)
    if account is None or not account.email or called is None or called.number != number:
        return
    place = await _place_for(post, space_id, meeting_id, account_id) if called.state == "called" else None
    method: Method = "CANCEL" if place is None else "REQUEST"
    await send(post, space_id, _message(post, space_id, called, account, method, place or ""))


def _message(
    post: Post, space_id: UUID, called: Called, account: Account, method: Method, place: str
) -> EmailMessage:
    sender = Sender(post.settings.mail_from, post.settings.address, post.render)
    entry = entry_of(sender, space_id, called, place=place, language=account.language)
    return mail(sender, account, method, entry, called.meeting_id)


async def _place_for(post: Post, space_id: UUID, meeting_id: UUID, account_id: UUID) -> str | None:
    """The place that may stand in a mail to her, or nothing; ``None``: she is not invited, or no more."""
    try:
        visit = await post.gate.enter(space_id, Actor(account_id, b""), road="job")
        permit = await visit.open_meetings()
        async with post.database.engine.connect() as tx:
            found = await one_meeting(tx, permit, viewer_of(visit), meeting_id)
    except Refused:
        return None
    standing = found.standing
    if standing is None or account_id not in standing.words.invited:
        return None
    shown = standing.words.place_in_mail and not place_is_secret(visit)
    return standing.words.place if shown else ""
