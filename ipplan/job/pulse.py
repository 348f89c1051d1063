"""Mail about plans that stand still: to the coordinator, then to the unit; nothing of whose they are.

Asked again at the moment of sending: of a plan that has moved, or is paused, closed or silenced, none goes.
"""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID, uuid5

from ipplan.gate.gate import Gate
from ipplan.gate.silence import may_notify
from ipplan.gate.visit import Actor
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.permit import Refused
from ipplan.plan.pulse import due, in_order
from ipplan.store.outbox import promise
from ipplan.store.people import participants
from ipplan.store.pulse import all_still, first_notice, moved_at, said_of, sent_of, unit_address

STILL = N_("En individuell plan står stille")
SAID = N_("En planeier sier at planen står stille")


@dataclass(frozen=True)
class Told:
    """Somebody who is sent a mail; the unit has no name."""

    key: str
    email: str
    name: str
    language: str
    account_id: UUID | None = None


async def notice_pulse(gate: Gate) -> int:
    """Promise the steps that are due and have not been taken; returns how many."""
    now, count, steps = gate.clock.now(), 0, gate.rules.pulse
    if not steps:
        return 0
    async with gate.database.engine.connect() as tx:
        found = await all_still(tx, now - in_order(steps)[0][1].time)
    for one in found:
        if not await may_notify(gate, one.space_id):
            continue
        async with gate.database.begin() as tx:
            step = due(steps, one.since, await sent_of(tx, one), now)
            if step is not None and await first_notice(tx, one, step, now):
                since = one.since.isoformat()
                await promise(tx, "send_pulse", space_id=str(one.space_id), step=step, since=since)
                count += 1
    return count


async def send_pulse(post: Post, space_id: UUID, step: str, since: datetime) -> None:
    """Take one step, if the plan has not moved since."""
    rule = post.gate.rules.pulse.get(step)
    async with post.database.engine.connect() as tx:
        if rule is None or await moved_at(tx, space_id) != since:
            return
    told = await _coordinators(post, space_id) if rule.to == "coordinator" else []
    for one in told or await _unit(post, space_id):
        number = f"pulse-{uuid5(space_id, f'{step} {int(since.timestamp())} {one.key}')}"
        mail = _mail(post, one, number, since + rule.time, STILL, "mail/pulse.txt")
        await send(post, space_id, mail, kind="pulse", to=one.account_id)


async def send_standstill(post: Post, space_id: UUID, seq: int) -> None:
    """Tell the coordinator and the unit what the owner has said, if it still stands."""
    async with post.database.engine.connect() as tx:
        said = (await said_of(tx, [space_id])).get(space_id)
    if said is None or said.seq != seq:
        return
    for one in [*await _coordinators(post, space_id), *await _unit(post, space_id)]:
        number = f"standstill-{uuid5(space_id, f'{seq} {one.key}')}"
        mail = _mail(post, one, number, said.at, SAID, "mail/standstill.txt")
        await send(post, space_id, mail, kind="pulse", to=one.account_id)


async def _coordinators(post: Post, space_id: UUID) -> list[Told]:
    """Those who coordinate, have an address, and may enter at the moment the job runs."""
    async with post.database.engine.connect() as tx:
        people = await participants(tx, space_id)
    return [
        Told(str(one.account_id), one.email or "", one.name, one.language, one.account_id)
        for one in (person.account for person in people)
        if one.email and await _coordinates(post, space_id, one.account_id)
    ]


async def _coordinates(post: Post, space_id: UUID, account_id: UUID) -> bool:
    """The job enters the gate for a named person, at the moment it runs."""
    try:
        visit = await post.gate.enter(space_id, Actor(account_id, b""), road="job")
    except Refused:
        return False
    return visit.is_coordinator and not visit.standing.paused


async def _unit(post: Post, space_id: UUID) -> list[Told]:
    """The unit, if it has set an address of its own."""
    try:
        space, _ = await post.gate.space(space_id)
    except Refused:
        return []
    async with post.database.engine.connect() as tx:
        email, language = await unit_address(tx, space.municipality_id)
    return [Told("unit", email, "", language)] if email else []


def _mail(post: Post, to: Told, number: str, at: datetime, subject: str, template: str) -> EmailMessage:
    """Says that there is something to do, and nothing of whose it is. The same Message-ID at every try."""
    message = EmailMessage()
    message["From"] = post.settings.mail_from
    message["To"] = to.email
    message["Subject"] = post.render.words(to.language, subject)
    message["Date"] = format_datetime(at)
    domain = parseaddr(post.settings.mail_from)[1].rpartition("@")[2]
    message["Message-ID"] = f"<{number}@{domain}>"
    link = post.settings.address if to.name else f"{post.settings.address}/unit/pulse"
    message.set_content(post.render(template, to.language, {"name": to.name, "link": link}))
    return message
