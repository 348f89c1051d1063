"""Who was not in the room when she was asked to do something is told by e-mail that she is: and not what."""

from uuid import UUID

from ipplan.gate.visit import Actor
from ipplan.job.bare import bare_mail
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.permit import Refused
from ipplan.plan.responsibilities import FIRST, check_asked
from ipplan.store.accounts import accounts
from ipplan.store.items import Item, lineage

SUBJECT = N_("Du er spurt om noe")


async def send_asked(post: Post, space_id: UUID, section_id: UUID, item_id: UUID, account_id: UUID) -> None:
    """Tell one person that she is asked, if she still is, and may still see what it is about.

    What was answered, taken back or withheld meanwhile is let be, and so is who may not open the section now.
    """
    item = await _still_asked(post, space_id, section_id, item_id, account_id)
    if item is None:
        return
    async with post.database.engine.connect() as tx:
        account = (await accounts(tx, [account_id])).get(account_id)
    if account is not None and account.email:
        number = f"asked-{item.item_id}-{account_id}"
        mail = bare_mail(post, account, number, item.created_at, SUBJECT, "mail/asked.txt")
        await send(post, space_id, mail, kind="asked", to=account_id)


async def _still_asked(
    post: Post, space_id: UUID, section_id: UUID, item_id: UUID, account_id: UUID
) -> Item | None:
    """The job enters the gate for a named person, at the moment it runs."""
    try:
        visit = await post.gate.enter(space_id, Actor(account_id, b""), road="job")
        if visit.standing.paused or visit.standing.closed:
            return None
        permit = await visit.open(section_id)
        async with post.database.engine.connect() as tx:
            chain = await lineage(tx, permit, item_id)
        check_asked(permit, chain[0])
    except Refused:
        return None
    stands = chain[0].clear.status == FIRST and not any(one.clear.closed for one in chain)
    return chain[0] if stands else None
