"""What somebody proposes of meetings waits for who decides: she is told by e-mail."""

from typing import Literal
from uuid import UUID

from ipplan.gate.visit import Visit
from ipplan.store.outbox import promise
from ipplan.store.spaces import Writing


async def ask_who_decides(
    held: Writing, visit: Visit, what: Literal["meetings", "polls"], one_id: UUID
) -> None:
    """Promise a mail to each who decides: a meeting, or a poll, waits for her yes."""
    ids = {"space_id": str(held.space_id), "what": what, "one_id": str(one_id)}
    for account_id, standing in sorted(visit.company().standings.items()):
        if standing.decides and account_id != visit.actor.account_id:
            await promise(held.tx, "send_waiting", account_id=str(account_id), **ids)
