"""Closing a plan, for good: by wish, withdrawal of the consent, death, or moving.

It is signed. All that was granted is withdrawn by signed withdrawals, and the owner's signed access state
names the closing: nothing that is edited in the database opens the plan again. She may still read it, and
take a copy, for a while; then it is archived (archiving.py).
"""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from sqlalchemy import insert, update

from ipplan.gate.claims import REASONS
from ipplan.gate.consents import FIRST
from ipplan.gate.facts import SpaceFacts
from ipplan.gate.signing import withdraw_everything
from ipplan.gate.statements import Hand, hand_of, signed_by
from ipplan.gate.states import seal_states
from ipplan.gate.tokens import Invalid, Signer
from ipplan.gate.unit import Case
from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.rules import Rules
from ipplan.store.database import Tx
from ipplan.store.letters import drop_letters
from ipplan.store.outbox import drop, promise
from ipplan.store.spaces import Writing
from ipplan.store.tables import agreement, closing, consent, invitation, proposal, space

ARCHIVING = "archive_plan"
"""The job that archives a plan when that is due."""


async def close_by_wish(held: Writing, visit: Visit) -> UUID:
    """The owner's own wish, or of who decides for her in everything; returns the closing's id.

    Raises `Refused`; also where two decide together: the unit closes it then, on the word of both.
    """
    hand = hand_of(visit)
    if not visit.standing.whole:
        raise Refused("not_whole")
    if visit.standing.joint:
        raise Refused("not_both")
    return await close(held, visit.gate.signer, hand, visit.space, "wish", visit.gate.rules)


async def close_by_unit(
    held: Writing, case: Case, hand: Hand, signer: Signer, reason: str, rules: Rules
) -> UUID:
    """The unit closes a plan of its municipality; returns the closing's id.

    Raises `Refused` for a reason that is none, and for a consent that is not withdrawn, or not for so long.
    """
    if reason not in REASONS:
        raise Refused("reason")
    if reason == "withdrawal":
        since = await at_rest_since(held.tx, case.space, signer)
        if not rests_for_long(since, held.now, rules):
            raise Refused("not_withdrawn_for_long")
    return await close(held, signer, hand, case.space, reason, rules)


async def close(held: Writing, signer: Signer, hand: Hand, of: SpaceFacts, reason: str, rules: Rules) -> UUID:
    """Close the plan, whoever says so; returns the closing's id."""
    closing_id, start = uuid4(), held.now.replace(microsecond=0)
    # After a death nobody is left whose right it is to read on: next of kin ask the unit.
    copy_until = start if reason == "death" else start + rules.copy_after_closing.time
    keep_until = max(start + rules.archive_kept.time, copy_until)
    token = signer.sign(
        "closing",
        {
            "jti": str(closing_id),
            "iat": int(start.timestamp()),
            "sub": str(of.owner_id),
            "space": str(held.space_id),
            "reason": reason,
            "copy_until": int(copy_until.timestamp()),
            "keep_until": int(keep_until.timestamp()),
            **signed_by(hand, "closed_by"),
        },
    )
    await withdraw_everything(held, signer, hand)
    await _lay_aside(held, hand)
    await held.tx.execute(
        insert(closing).values(
            space_id=held.space_id,
            closing_id=closing_id,
            reason=reason,
            closed_by=hand.account_id,
            at=start,
            copy_until=copy_until,
            keep_until=keep_until,
            token=token,
        )
    )
    here = space.c.space_id == held.space_id
    await held.tx.execute(update(space).where(here).values(state="closed", closed_at=held.now))
    nothing: dict[UUID, set[UUID]] = {of.owner_id: set()}
    await seal_states(held, signer, nothing, actor=hand.account_id, cause="closed", closed=closing_id)
    if copy_until <= held.now:
        await promise(held.tx, ARCHIVING, space_id=str(held.space_id))
    return closing_id


async def at_rest_since(tx: Tx, of: SpaceFacts, signer: Signer) -> datetime | None:
    """Since when the owner's consent to the plan has been withdrawn; ``None``: it stands."""
    if any(row.kind in FIRST and not isinstance(signer.consent(row.token), Invalid) for row in of.consents):
        return None
    query = consent.select().where(
        consent.c.space_id == of.space_id, consent.c.kind.in_(FIRST), consent.c.withdrawal.is_not(None)
    )
    ends = [signer.withdrawal(row.withdrawal) for row in await tx.execute(query)]
    moments = [one.iat for one in ends if not isinstance(one, Invalid) and one.space == of.space_id]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def rests_for_long(since: datetime | None, at: datetime, rules: Rules) -> bool:
    """Whether the plan has been at rest for so long that the unit may close it for that."""
    return since is not None and since + rules.close_after_withdrawal.time <= at


async def _lay_aside(held: Writing, hand: Hand) -> None:
    """What waits for an answer, or for somebody to come, waits no more."""
    here = held.space_id
    await held.tx.execute(
        update(invitation)
        .where(invitation.c.space_id == here, invitation.c.state.in_(("sent", "bound")))
        .values(state="withdrawn")
    )
    await drop(held.tx, here)
    await drop_letters(held.tx, here)
    answered = {"answered_by": hand.account_id, "answered_at": held.now}
    for table, state in ((proposal, "declined"), (agreement, "withdrawn")):
        waiting = (table.c.space_id == here, table.c.state == "open")
        await held.tx.execute(update(table).where(*waiting).values(state=state, **answered))
