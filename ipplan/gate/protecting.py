"""A protected address: set and lifted by the coordinating unit, and at once everywhere.

What it forbids is kept out where things are read (accounts, presence, doors, places), so that no page can
forget it; and nobody represents such an owner by way of a screen (representing.py).
"""

from uuid import UUID

from sqlalchemy import or_, select

from ipplan.gate.unit import Desk
from ipplan.permit import Refused
from ipplan.store.accounts import set_protected
from ipplan.store.database import Tx
from ipplan.store.spaces import hold
from ipplan.store.tables import account, participant, space


async def protect(tx: Tx, desk: Desk, account_id: UUID, *, protected: bool) -> None:
    """Set or lift the flag, and tell all screens; raises `Refused` for who is none of the municipality's."""
    if not await _concerns(tx, desk, account_id):
        raise Refused("not_the_units")
    await set_protected(tx, account_id, protected=protected)
    # In one order always, so that two who hold several spaces never wait for each other.
    spaces = select(participant.c.space_id).where(participant.c.account_id == account_id)
    for space_id in sorted((await tx.execute(spaces)).scalars()):
        held = await hold(tx, desk.gate.clock, space_id)
        await held.record("protection", actor=desk.actor.account_id, participant_id=account_id)
        await held.finish()


async def _concerns(tx: Tx, desk: Desk, account_id: UUID) -> bool:
    """Whether somebody belongs to the municipality, or takes part in one of its plans."""
    theirs = (
        select(participant.c.account_id)
        .join(space, space.c.space_id == participant.c.space_id)
        .where(space.c.municipality_id == desk.municipality_id)
    )
    query = select(account.c.account_id).where(
        account.c.account_id == account_id,
        or_(account.c.municipality_id == desk.municipality_id, account.c.account_id.in_(theirs)),
    )
    return (await tx.execute(query)).first() is not None
