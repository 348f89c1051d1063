"""From the mother's own space before a birth to the child's plan: who may cross, and writing in both.

Nothing of one space is ever read by way of the other: each is entered for itself.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from ipplan.gate.gate import Gate
from ipplan.gate.representing import mandate_in_force
from ipplan.gate.visit import Actor, Visit
from ipplan.permit import Refused
from ipplan.store.spaces import Writing, hold

Side = tuple[Writing, Visit]


def own_before_birth(visit: Visit) -> Visit:
    """The visit, where it is the mother's to her own space before a birth; raises `Refused`."""
    if visit.kind != "expecting" or visit.standing.role != "owner" or not visit.decides:
        raise Refused("not_before_birth")
    return visit


def born_of(visit: Visit) -> UUID | None:
    """Which space before a birth the visitor may move things out of, into this plan; ``None``: none.

    By the mandate on which she acts for the child, as the unit has signed it.
    """
    if visit.kind != "plan" or not visit.decides or not visit.standing.whole or visit.standing.paused:
        return None
    at = int(visit.at.timestamp())
    found = mandate_in_force(visit.space, visit.actor.account_id, at, visit.gate.signer)
    return found.claims.before if found else None


@asynccontextmanager
async def writing_both(gate: Gate, here: UUID, there: UUID, actor: Actor) -> AsyncIterator[tuple[Side, Side]]:
    """Write in the mother's space ``here`` and in the child's plan ``there``, in one transaction.

    Raises `Refused` for all but the mother, where she may cross from one to the other.
    """
    if here == there:
        raise Refused("same_space")
    for one in (here, there):
        await gate.enter(one, actor, road="edit")
    async with gate.database.begin() as tx:
        # Locked in one order always, so that two who hold both never wait for each other.
        held = {one: await hold(tx, gate.clock, one) for one in sorted((here, there))}
        own = own_before_birth(await gate.visit_within(held[here], actor))
        plan = await gate.visit_within(held[there], actor)
        if own.standing.paused or born_of(plan) != here:
            raise Refused("not_to_cross")
        yield (held[here], own), (held[there], plan)
        for one in sorted(held):
            await held[one].finish()
