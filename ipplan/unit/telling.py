"""Who is told that something has happened in a case: promised with it, told by mail, and never what."""

from uuid import UUID

from ipplan.store.outbox import promise
from ipplan.store.spaces import Writing


async def tell(held: Writing, number: int, *account_ids: UUID | None) -> None:
    """Tell people of an event, if they may read it then. ``number``: as `acts.do` returned it."""
    for account_id in filter(None, account_ids):
        ids = {"space_id": str(held.space_id), "number": str(number), "account_id": str(account_id)}
        await promise(held.tx, "send_case", **ids)


async def tell_office(held: Writing, number: int) -> None:
    """Tell the unit's own mailbox, where it has one, that something waits."""
    await promise(held.tx, "send_office", space_id=str(held.space_id), number=str(number))
