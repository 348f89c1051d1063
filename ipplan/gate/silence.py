"""One press stops every notice about a space, to everybody, at once and for good.

It is part of the owner's signed access state, so that no mark can be deleted and no later state leaves it
out. Whatever is sent asks here, at the moment it is sent; where the answer is not clear nothing is.
"""

from uuid import UUID

from ipplan.gate.gate import Gate
from ipplan.gate.representing import closing_in
from ipplan.gate.resting import first_consent, is_silent
from ipplan.gate.statements import hand_of, signed_by
from ipplan.gate.states import seal_states
from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.store.letters import drop_letters
from ipplan.store.outbox import drop
from ipplan.store.spaces import Writing


async def stop_notices(held: Writing, visit: Visit) -> None:
    """Stop them, by the hand of who decides; what waits to be sent is dropped. Twice does no harm.

    Raises `Refused`.
    """
    hand = hand_of(visit)
    if not visit.standing.whole:
        raise Refused("not_whole")
    if visit.standing.silent:
        return
    statement = {"at": int(held.now.timestamp()), **signed_by(hand, "by")}
    await seal_states(
        held,
        visit.gate.signer,
        {visit.space.owner_id: set()},
        actor=hand.account_id,
        cause="silenced",
        silence=statement,
    )
    await drop(held.tx, held.space_id)
    await drop_letters(held.tx, held.space_id)


async def may_notify(gate: Gate, space_id: UUID) -> bool:
    """Whether anybody may be sent anything about a space now: it is open, the consent that it rests on
    stands, and nobody has stopped its notices. A case rests on the law: all with a part in it are told."""
    try:
        space, _ = await gate.space(space_id)
    except Refused:
        return False
    if space.kind == "case":
        # A plan that somebody with the database calls a case has its owner's signed state, which no case has.
        return space.state == "open" and space.owner_state is None
    signer = gate.signer
    if space.state != "open" or closing_in(space, signer) is not None:
        return False
    return first_consent(space, signer) is not None and not is_silent(space, signer)
