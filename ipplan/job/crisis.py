"""Who decides is told by e-mail that somebody opened the crisis page by its code: nothing of who or what."""

from datetime import datetime
from uuid import UUID, uuid5

from ipplan.job.bare import bare_mail
from ipplan.job.expiry import decides
from ipplan.job.mail import Post, send
from ipplan.language import N_
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
            mail = bare_mail(post, one, f"crisis-{number}", hour, SUBJECT, "mail/crisis.txt")
            await send(post, space_id, mail)
        if told:
            return
