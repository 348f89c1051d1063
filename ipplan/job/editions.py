"""Mail about approving a plan, and about going through it anew: that there is something to do, no more."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid5

from ipplan.gate.editions import is_approved, is_declined, may_answer
from ipplan.gate.gate import Gate
from ipplan.gate.silence import may_notify
from ipplan.gate.visit import Actor, Visit
from ipplan.job.bare import bare_mail
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.permit import Refused
from ipplan.plan.periods import OSLO
from ipplan.store.accounts import Account
from ipplan.store.editions import editions_of, first_reminder
from ipplan.store.outbox import promise
from ipplan.store.people import participants
from ipplan.store.pulse import revised_by, revision_of

APPROVAL = N_("En plan venter på at du godkjenner den")
REVISION = N_("En plan skal gås gjennom på nytt")


async def send_edition(post: Post, space_id: UUID, number: int) -> None:
    """Ask those who coordinate to approve the newest edition, if it still waits for them."""
    async with post.database.engine.connect() as tx:
        newest = next(iter(await editions_of(tx, space_id)), None)
    signer = post.gate.signer
    if (
        newest is None
        or newest.number != number
        or is_approved(signer, newest)
        or is_declined(signer, newest)
    ):
        return
    for one, visit in await _may_enter(post, space_id):
        if may_answer(visit, newest):
            key = f"edition-{uuid5(space_id, f'{number} {one.account_id}')}"
            mail = bare_mail(post, one, key, newest.at, APPROVAL, "mail/edition.txt")
            await send(post, space_id, mail, kind="asked", to=one.account_id)


async def notice_revisions(gate: Gate) -> int:
    """Promise the reminders that are due and were not promised before; returns how many."""
    now, count = gate.clock.now(), 0
    steps = sorted(gate.rules.revision_ahead.items(), key=lambda pair: pair[1].time)
    today = now.astimezone(OSLO).date()
    async with gate.database.engine.connect() as tx:
        found = await revised_by(tx, today + timedelta(days=max(one.value for _, one in steps)))
    for space_id, day in found:
        step = next(name for name, one in steps if day - one.time <= today)
        if not await may_notify(gate, space_id):
            continue
        async with gate.database.begin() as tx:
            if await first_reminder(tx, space_id, day, step, now):
                day_ = day.isoformat()
                await promise(tx, "send_revision", space_id=str(space_id), revise_on=day_, step=step)
                count += 1
    return count


async def send_revision(post: Post, space_id: UUID, day: date, step: str) -> None:
    """Remind who coordinates and who decides, if it is still to be that day."""
    async with post.database.engine.connect() as tx:
        if await revision_of(tx, space_id) != day:
            return
    at = datetime.combine(day - post.gate.rules.revision_ahead[step].time, time(6), UTC)
    for one, visit in await _may_enter(post, space_id):
        if visit.decides or visit.is_coordinator:
            key = f"revision-{uuid5(space_id, f'{day} {step} {one.account_id}')}"
            mail = bare_mail(post, one, key, at, REVISION, "mail/revision.txt")
            await send(post, space_id, mail, kind="revision", to=one.account_id)


async def _may_enter(post: Post, space_id: UUID) -> list[tuple[Account, Visit]]:
    """Those with an address who may enter at the moment the job runs, unless the plan is paused or closed."""
    async with post.database.engine.connect() as tx:
        people = [one.account for one in await participants(tx, space_id)]
    found = []
    for one in people:
        visit = await _visit(post, space_id, one.account_id) if one.email else None
        if visit and not visit.standing.paused and not visit.standing.closed:
            found.append((one, visit))
    return found


async def _visit(post: Post, space_id: UUID, account_id: UUID) -> Visit | None:
    try:
        return await post.gate.enter(space_id, Actor(account_id, b""), road="job")
    except Refused:
        return None
