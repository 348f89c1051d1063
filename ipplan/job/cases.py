"""Mails about cases, without content: a letter has come; a deadline comes closer. Each goes once."""

from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID

from ipplan.clock import OSLO
from ipplan.gate.cases import parts_in
from ipplan.gate.gate import Gate
from ipplan.gate.silence import may_notify
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.rules import Rules
from ipplan.store.accounts import accounts
from ipplan.store.cases import CaseFile, file_of, mark_file, told_at, unwarned
from ipplan.store.municipalities import municipality_of
from ipplan.store.outbox import promise
from ipplan.store.spaces import writing
from ipplan.unit.acts import OPEN
from ipplan.unit.holidays import working_days_before

LETTER = N_("Det er kommet et brev i saken din")
DEADLINE = N_("Fristen i en sak nærmer seg")
AHEAD = timedelta(days=60)
"""Further than any warning: Easter and Christmas lengthen it in days."""


async def send_case_letter(post: Post, space_id: UUID, number: int, account_id: UUID) -> None:
    """Tell one person that there is a letter in her case, if she has a part in it still."""
    async with post.database.engine.connect() as tx:
        at = await told_at(tx, space_id, number)
        parts = await parts_in(tx, post.gate.signer, space_id, post.gate.clock.now())
        account = (await accounts(tx, [account_id])).get(account_id)
        file = await file_of(tx, space_id)
    if at is None or file is None or account is None or not account.email or account.protected:
        return
    if account_id != file.owner_id and account_id not in {one.sub for one in parts}:
        return
    values = {"name": account.name, "link": f"{post.settings.address}/cases/{space_id}"}
    message = _mail(post, account.email, account.language, LETTER, "mail/case_letter.txt", values, at)
    message["Message-ID"] = f"<case-{space_id}-{number}-{account_id}@{_domain(post)}>"
    await send(post, space_id, message)


async def notice_deadlines(gate: Gate) -> int:
    """Promise the warnings of deadlines that come closer; returns how many. A moved deadline is a new one."""
    now, count = gate.clock.now(), 0
    today = now.astimezone(OSLO).date()
    async with gate.database.engine.connect() as tx:
        found = [one for one in await unwarned(tx, OPEN, today + AHEAD) if _is_near(one, today, gate.rules)]
    for one in found:
        if not await may_notify(gate, one.space_id):
            continue
        async with writing(gate.database, gate.clock, one.space_id) as held:
            file = await file_of(held.tx, one.space_id)
            if file is None or file.state not in OPEN or file.deadline_on != one.deadline_on:
                continue
            await mark_file(held, warned_on=today)
            await promise(
                held.tx,
                "send_case_deadline",
                space_id=str(one.space_id),
                deadline_on=one.deadline_on.isoformat(),
            )
            count += 1
    return count


async def send_case_deadline(post: Post, space_id: UUID, deadline_on: date) -> None:
    """Warn who has the case, or the office where nobody has; nothing if it is decided or put off since."""
    async with post.database.engine.connect() as tx:
        file = await file_of(tx, space_id)
        if file is None or file.state not in OPEN or file.deadline_on != deadline_on:
            return
        office = await municipality_of(tx, file.municipality_id)
        has = (await accounts(tx, [file.assigned_to])).get(file.assigned_to) if file.assigned_to else None
    address = has.email if has and has.email else office.unit_email if office else ""
    if not address:
        return
    at = datetime.combine(
        working_days_before(deadline_on, post.gate.rules.warn_ahead.value), datetime.min.time(), OSLO
    )
    language = has.language if has else "nb"
    values = {"link": f"{post.settings.address}/unit/cases/{space_id}", "deadline_on": deadline_on}
    message = _mail(post, address, language, DEADLINE, "mail/case_deadline.txt", values, at)
    message["Message-ID"] = f"<case-deadline-{space_id}-{deadline_on}@{_domain(post)}>"
    await send(post, space_id, message)


def _is_near(file: CaseFile, today: date, rules: Rules) -> bool:
    return today >= working_days_before(file.deadline_on, rules.warn_ahead.value)


def _mail(
    post: Post, to: str, language: str, subject: str, template: str, values: dict[str, object], at: datetime
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = post.settings.mail_from
    message["To"] = to
    message["Subject"] = post.render.words(language, subject)
    message["Date"] = format_datetime(at)
    message.set_content(post.render(template, language, values))
    return message


def _domain(post: Post) -> str:
    return parseaddr(post.settings.mail_from)[1].rpartition("@")[2]
