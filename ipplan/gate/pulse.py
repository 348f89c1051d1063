"""The owner says that her plan stands still, with one press; the coordinator that she has answered her.

And by which day the plan is to be gone through anew. Nothing of it is content, and none of it opens anything.
"""

from datetime import timedelta

from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.plan.periods import OSLO
from ipplan.store.outbox import promise
from ipplan.store.pulse import Period, put_answered, put_revision, put_said, said_of
from ipplan.store.spaces import Writing


def check_may_say(visit: Visit) -> None:
    """Raises `Refused` for all but the owner and who acts for her, and where no notices are sent."""
    if visit.assisting or visit.looking or visit.standing.role not in ("owner", "representative"):
        raise Refused("not_hers")
    if visit.kind != "plan":
        raise Refused("no_plan")
    if visit.standing.silent:
        raise Refused("silenced")


def may_say(visit: Visit) -> bool:
    """Whether that is so now."""
    try:
        check_may_say(visit)
    except Refused:
        return False
    return not (visit.standing.closed or visit.standing.paused)


def may_answer(visit: Visit) -> bool:
    """Whether she is whom it is said to."""
    return visit.is_coordinator and not visit.assisting and not visit.standing.closed


async def say(held: Writing, visit: Visit) -> None:
    """Say it: twice does no harm, and starts no time anew. Raises `Refused`."""
    check_may_say(visit)
    if await said_of(held.tx, [held.space_id]):
        return
    within = visit.gate.rules.standstill_answered_within
    due_on = held.now.astimezone(OSLO).date() + timedelta(days=within.value)
    standing = visit.standing
    seq = await put_said(held, by=visit.actor.account_id, on_behalf_of=standing.on_behalf_of, due_on=due_on)
    await promise(held.tx, "send_standstill", space_id=str(held.space_id), number=str(seq))


async def answer(held: Writing, visit: Visit) -> None:
    """The coordinator has been in touch; twice does no harm. Raises `Refused`."""
    if not may_answer(visit):
        raise Refused("not_coordinator")
    if await said_of(held.tx, [held.space_id]):
        await put_answered(held, by=visit.actor.account_id)


async def revise(held: Writing, visit: Visit, period: Period) -> None:
    """Set by which day the plan is to be gone through anew, and its period. Who may: the caller checks."""
    by, owner = visit.actor.account_id, visit.standing.on_behalf_of
    await put_revision(held, by=by, on_behalf_of=owner, period=period)
