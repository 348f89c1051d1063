"""The daily mail: how much waits for somebody, in one message at seven; nothing of what, or in whose plan.

Asked again at the moment of sending: what she may not enter any more is not counted.
"""

from collections import Counter
from datetime import date
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID, uuid5

from ipplan.gate.cases import enter_case
from ipplan.gate.gate import Gate
from ipplan.gate.silence import may_notify
from ipplan.gate.visit import Actor
from ipplan.job.mail import Post, send_gathered
from ipplan.language import N_
from ipplan.permit import Refused
from ipplan.plan.notices import NOTICES, last_turn, turn_of
from ipplan.store.accounts import Account, accounts
from ipplan.store.notices import drop_waiting, first_digest, waiting_for, who_waits
from ipplan.store.outbox import promise

SUBJECT = N_("Noe nytt venter på deg")


async def notice_digests(gate: Gate) -> int:
    """Promise the daily mails whose turn has come; returns how many. One that was missed is made up for."""
    now, count = gate.clock.now(), 0
    day = last_turn(now)
    async with gate.database.begin() as tx:
        for account_id in await who_waits(tx, turn_of(day)):
            if await first_digest(tx, account_id, day, now):
                await promise(tx, "send_digest", account_id=str(account_id), day=day.isoformat())
                count += 1
    return count


async def send_digest(post: Post, account_id: UUID, day: date) -> None:
    """Send one person one day's mail. Told again after a crash it is the same mail, by its Message-ID."""
    async with post.database.engine.connect() as tx:
        account = (await accounts(tx, [account_id])).get(account_id)
        waiting = await waiting_for(tx, account_id, turn_of(day))
    spaces = {one.space_id: one.kind for one in waiting}
    open_now = {one for one, kind in spaces.items() if await _is_hers(post.gate, account_id, one, kind)}
    counts = Counter(one.kind for one in waiting if one.space_id in open_now)
    if counts and account is not None and account.state == "active" and account.email:
        await send_gathered(post, _mail(post, account, counts, day))
    async with post.database.begin() as tx:
        await drop_waiting(tx, account_id, turn_of(day))


async def _is_hers(gate: Gate, account_id: UUID, space_id: UUID, kind: str) -> bool:
    """The job enters the gate for a named person, at the moment it runs."""
    if not await may_notify(gate, space_id):
        return False
    try:
        if kind == "cases":
            await enter_case(gate, Actor(account_id, b""), space_id, road="job")
        else:
            await gate.enter(space_id, Actor(account_id, b""), road="job")
    except Refused:
        return False
    return True


def _mail(post: Post, account: Account, counts: Counter[str], day: date) -> EmailMessage:
    message, say = EmailMessage(), post.render.words
    message["From"] = post.settings.mail_from
    message["To"] = account.email
    message["Subject"] = say(account.language, SUBJECT)
    message["Date"] = format_datetime(turn_of(day))
    domain = parseaddr(post.settings.mail_from)[1].rpartition("@")[2]
    message["Message-ID"] = f"<digest-{uuid5(account.account_id, day.isoformat())}@{domain}>"
    told = [(counts[one.name], say(account.language, one.counted)) for one in NOTICES if counts[one.name]]
    values = {"name": account.name, "link": post.settings.address, "told": told, "all": counts.total()}
    message.set_content(post.render("mail/digest.txt", account.language, values))
    return message
