"""Who has not read what was said in a conversation is told by e-mail that there is something; not what."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from ipplan.gate.visit import Actor
from ipplan.job.bare import bare_mail
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.permit import Refused
from ipplan.plan.outline import grow
from ipplan.plan.talks import one_talk
from ipplan.store.accounts import accounts
from ipplan.store.conversation_marks import Reached, note_told, reached_in
from ipplan.store.items import section_items

SUBJECT = N_("Du har en ny melding")


@dataclass(frozen=True)
class Unread:
    """What somebody has not read of a conversation."""

    first: UUID
    """The first message of it."""
    at: datetime
    seq: int
    """The newest change of it."""


async def send_unread(post: Post, space_id: UUID, section_id: UUID, item_id: UUID, account_id: UUID) -> None:
    """Tell one person of what she has not read, once until she reads again; nothing if she has read it."""
    found = await _unread(post, space_id, section_id, item_id, account_id)
    if found is None:
        return
    async with post.database.engine.connect() as tx:
        account = (await accounts(tx, [account_id])).get(account_id)
    if account is None or not account.email:
        return
    # Another when she has read, and there is something new.
    number = f"unread-{uuid5(found.first, f'{account_id}')}"
    mail = bare_mail(post, account, number, found.at, SUBJECT, "mail/unread.txt")
    await send(post, space_id, mail, kind="messages", to=account_id)
    async with post.database.begin() as tx:
        await note_told(tx, space_id, account_id, item_id, found.seq, post.gate.clock.now())


async def _unread(
    post: Post, space_id: UUID, section_id: UUID, item_id: UUID, account_id: UUID
) -> Unread | None:
    """Through the gate, for a named person, at the moment that it runs."""
    try:
        visit = await post.gate.enter(space_id, Actor(account_id, b""), road="job")
        if visit.standing.paused or visit.standing.closed:
            return None
        permit = await visit.open(section_id)
        async with post.database.engine.connect() as tx:
            outline = grow(section_id, await section_items(tx, permit))
            everywhere = await reached_in(tx, account_id, space_id)
        talk = one_talk(permit, outline, visit.area(section_id), item_id)
    except Refused:
        return None
    if visit.standing.role == "owner" and not visit.decides and not everywhere:
        # Others act for her, and she has never read here herself: they are told.
        return None
    reached = everywhere.get(item_id, Reached())
    unread = talk.unread(reached.seq, visit.readers)
    ripe = visit.at - visit.gate.rules.unread_told_after.time
    if reached.told > reached.seq or not any(one.item.head.at <= ripe for one in unread):
        return None
    first = unread[0].item
    return Unread(first.item_id, first.head.at, max(one.item.seq for one in unread))
