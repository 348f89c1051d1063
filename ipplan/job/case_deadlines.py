"""The unit is warned ahead of a case's deadline: by mail to who has the case, without content, and once."""

from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID, uuid5

from ipplan.clock import OSLO
from ipplan.gate.gate import Gate
from ipplan.gate.silence import may_notify
from ipplan.gate.staff import staff_of
from ipplan.job.mail import Post, send
from ipplan.language import N_, SOURCE
from ipplan.rules import Rules
from ipplan.store.accounts import accounts
from ipplan.store.cases import CaseFile, file_of, mark_file, unwarned
from ipplan.store.municipalities import municipality_of
from ipplan.store.outbox import promise
from ipplan.store.spaces import writing
from ipplan.unit.acts import COUNTED
from ipplan.unit.holidays import working_days_before

DEADLINE = N_("Fristen i en sak nærmer seg")
AHEAD = timedelta(days=60)
"""Further than any warning: Easter and Christmas lengthen it in days."""


async def notice_deadlines(gate: Gate) -> int:
    """Promise the warnings of deadlines that come closer; returns how many. A moved deadline is a new one."""
    now, count = gate.clock.now(), 0
    today = now.astimezone(OSLO).date()
    async with gate.database.engine.connect() as tx:
        found = [
            one for one in await unwarned(tx, COUNTED, today + AHEAD) if _is_near(one, today, gate.rules)
        ]
    for one in found:
        if not await may_notify(gate, one.space_id):
            continue
        async with writing(gate.database, gate.clock, one.space_id) as held:
            file = await file_of(held.tx, one.space_id)
            if file is None or file.state not in COUNTED or file.due_on != one.due_on:
                continue
            await mark_file(held, warned_on=today)
            await promise(
                held.tx,
                "send_case_deadline",
                space_id=str(one.space_id),
                deadline_on=one.due_on.isoformat(),
            )
            count += 1
    return count


async def send_case_deadline(post: Post, space_id: UUID, deadline_on: date) -> None:
    """Warn who has the case, or the office where nobody has; nothing if that was met or put off since."""
    async with post.database.engine.connect() as tx:
        file = await file_of(tx, space_id)
        if file is None or file.state not in COUNTED or file.due_on != deadline_on:
            return
        office = await municipality_of(tx, file.municipality_id)
        staff = await staff_of(tx, post.gate.signer, file.municipality_id, post.gate.clock.now())
        has = None
        if file.assigned_to and file.assigned_to in staff:
            has = (await accounts(tx, [file.assigned_to])).get(file.assigned_to)
    address = has.email if has and has.email else office.unit_email if office else ""
    if not address:
        return
    ahead = post.gate.rules.warn_ahead.value
    at = datetime.combine(working_days_before(deadline_on, ahead), datetime.min.time(), OSLO)
    language = has.language if has else office.letter_language if office else SOURCE
    message = EmailMessage()
    message["From"] = post.settings.mail_from
    message["To"] = address
    message["Subject"] = post.render.words(language, DEADLINE)
    message["Date"] = format_datetime(at)
    domain = parseaddr(post.settings.mail_from)[1].rpartition("@")[2]
    message["Message-ID"] = f"<deadline-{uuid5(space_id, deadline_on.isoformat())}@{domain}>"
    values = {"link": f"{post.settings.address}/unit/cases/{space_id}", "deadline_on": deadline_on}
    values |= {"anew": file.complaint_by is not None}
    message.set_content(post.render("mail/case_deadline.txt", language, values))
    await send(post, space_id, message)


def _is_near(file: CaseFile, today: date, rules: Rules) -> bool:
    return today >= working_days_before(file.due_on, rules.warn_ahead.value)
