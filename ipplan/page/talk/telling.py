"""Who is told by e-mail, in a while, that something was said: who has not read it by then."""

from uuid import UUID

from ipplan.gate.visit import Visit
from ipplan.store.outbox import promise_later
from ipplan.store.spaces import Writing


async def tell_readers(held: Writing, visit: Visit, section_id: UUID, talk_id: UUID) -> None:
    """Promise a look at each reader, after a while; whether there is anything to tell is judged then."""
    when = held.now + visit.gate.rules.unread_told_after.time
    ids = {"space_id": str(held.space_id), "section_id": str(section_id), "item_id": str(talk_id)}
    for one in visit.company().readers_of(section_id, {talk_id}):
        if one.account_id not in visit.readers and one.account.email:
            await promise_later(held.tx, "send_unread", when, account_id=str(one.account_id), **ids)
