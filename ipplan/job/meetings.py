"""Who is invited to a meeting is told by e-mail, through the gate; and so is she who is invited no more."""

from dataclasses import replace
from uuid import UUID

from ipplan.gate.viewer import place_outside, viewer_of
from ipplan.gate.visit import Actor, Visit
from ipplan.job.mail import Post, send
from ipplan.letter.calendar import Method
from ipplan.letter.invitation import Sender, entry_of, mail
from ipplan.permit import Refused
from ipplan.plan.meetings import Meeting, one_meeting
from ipplan.store.accounts import accounts
from ipplan.store.meetings import Called, change_in_clear, last_called


async def send_meeting(post: Post, space_id: UUID, meeting_id: UUID, account_id: UUID, number: int) -> None:
    """Invite one person to a meeting, or tell her what the change ``number`` made of it.

    Of what was changed again since, only the last is told; who may not see it now is told nothing.
    """
    async with post.database.engine.connect() as tx:
        called = await last_called(tx, space_id, meeting_id)
    if called is None or called.number != number or called.state != "called":
        return
    place = await _place_for(post, space_id, meeting_id, account_id)
    if place is not None:
        await _tell(post, space_id, account_id, "REQUEST", called, place)


async def send_cancellation(
    post: Post, space_id: UUID, meeting_id: UUID, account_id: UUID, number: int, knew: int
) -> None:
    """Tell one person that a meeting is off, for her: with the time that she knows, and nothing else of it.

    ``knew``: the number of the change by which she was invited last.
    """
    async with post.database.engine.connect() as tx:
        known = await change_in_clear(tx, space_id, meeting_id, knew)
        off = await change_in_clear(tx, space_id, meeting_id, number)
    if known is not None and off is not None:
        await _tell(post, space_id, account_id, "CANCEL", replace(off, when=known.when), "")


async def _tell(
    post: Post, space_id: UUID, account_id: UUID, method: Method, called: Called, place: str
) -> None:
    async with post.database.engine.connect() as tx:
        account = (await accounts(tx, [account_id])).get(account_id)
    if account is None or not account.email:
        return
    sender = sender_of(post)
    entry = entry_of(sender, space_id, called, place=place, language=account.language)
    made = mail(sender, account, method, entry, called.meeting_id)
    await send(post, space_id, made, kind="meetings", to=account_id)


def sender_of(post: Post) -> Sender:
    """From whom mails come."""
    return Sender(post.settings.mail_from, post.settings.address, post.render)


async def _place_for(post: Post, space_id: UUID, meeting_id: UUID, account_id: UUID) -> str | None:
    """The place that may stand in a mail to her, or nothing; ``None``: she is not invited, or no more."""
    seen = await meeting_for(post, space_id, meeting_id, account_id)
    if seen is None:
        return None
    visit, found = seen
    standing = found.standing
    if standing is None or account_id not in standing.words.invited:
        return None
    return place_outside(visit, standing.words)


async def meeting_for(
    post: Post, space_id: UUID, meeting_id: UUID, account_id: UUID
) -> tuple[Visit, Meeting] | None:
    """A meeting as one person may see it now, and the entry on which she does; ``None``: she may not."""
    try:
        visit = await post.gate.enter(space_id, Actor(account_id, b""), road="job")
        permit = await visit.open_meetings()
        async with post.database.engine.connect() as tx:
            return visit, await one_meeting(tx, permit, viewer_of(visit), meeting_id)
    except Refused:
        return None
