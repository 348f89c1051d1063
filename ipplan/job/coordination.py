"""Mails of coordinating: who is asked, who has a coordinator, and that first contact is late. No content: not
whose plan it is, nor what it is about."""

from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from uuid import UUID, uuid5

from ipplan.gate.appointing import waiting_for
from ipplan.gate.gate import Gate
from ipplan.gate.papering import is_on_paper
from ipplan.gate.posting import tell_by_post
from ipplan.gate.silence import may_notify
from ipplan.gate.unit import unit_of
from ipplan.gate.visit import Actor
from ipplan.job.expiry import by_post
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.permit import Refused
from ipplan.store.accounts import Account, accounts
from ipplan.store.coordinating import appointed, is_told, mark, uncontacted
from ipplan.store.letters import told_of
from ipplan.store.outbox import promise
from ipplan.store.spaces import writing

SUBJECTS = {
    "asked": N_("Du er spurt om å være koordinator"),
    "agree": N_("En av dine er ønsket som koordinator"),
    "answered": N_("Svar på om å være koordinator"),
    "appointed": N_("%(name)s er koordinatoren din"),
    "deputy": N_("%(name)s er vikar for koordinatoren din"),
    "wished": N_("Et ønske om en annen koordinator"),
    "contact": N_("Er dere i kontakt?"),
}
LETTER = "coordinator"
"""What kind of letter tells somebody who has no e-mail who her coordinator is."""


@dataclass(frozen=True)
class _Mail:
    account: Account
    what: str
    name: str
    """Whose, where the mail names somebody who coordinates."""
    which: UUID
    """The same at every try, and nobody's id."""
    at: datetime


async def notice_contacts(gate: Gate) -> int:
    """Remind of first contacts that are late, once each: who coordinates, and who has asked her."""
    now, count = gate.clock.now(), 0
    async with gate.database.engine.connect() as tx:
        found = await uncontacted(tx, now - gate.rules.first_contact_within.time, now)
    for one in found:
        if not await may_notify(gate, one.space_id):
            continue
        async with writing(gate.database, gate.clock, one.space_id) as held:
            if not await mark(held, "reminded", one.appointment_id, one.account_id):
                continue
            for who in {one.account_id, *([one.made_by] if one.made_by else [])}:
                ids = {"space_id": str(one.space_id), "one_id": str(one.appointment_id)}
                await promise(held.tx, "send_coordination", what="contact", account_id=str(who), **ids)
        count += 1
    return count


async def send_coordination(post: Post, space_id: UUID, what: str, one_id: UUID, account_id: UUID) -> None:
    """Tell one person, if it still is so; by letter where she has no other way to be told who coordinates."""
    async with post.database.engine.connect() as tx:
        account = (await accounts(tx, [account_id])).get(account_id)
        begun = await appointed(tx, space_id, one_id)
        on_paper = await is_on_paper(tx, space_id, post.gate.clock.now())
    if (
        account is None
        or account.state != "active"
        or not await _is_so(post, space_id, what, one_id, account)
    ):
        return
    if what == "appointed":
        if begun is None:
            return
        if by_post(account, on_paper):
            await _put_in_post(post, space_id, one_id)
            return
    if account.email:
        subject = "deputy" if what == "appointed" and begun and begun.kind == "deputy" else what
        name = begun.name if begun else ""
        at = begun.at if begun else post.gate.clock.now()
        await send(
            post,
            space_id,
            _mail(post, _Mail(account, subject, name, uuid5(space_id, f"{what} {one_id} {account_id}"), at)),
        )


async def _is_so(post: Post, space_id: UUID, what: str, one_id: UUID, account: Account) -> bool:
    """Whether it is still for her: asked in the directory, of the unit, or as one who may enter the plan."""
    who, now = account.account_id, post.gate.clock.now()
    async with post.database.engine.connect() as tx:
        if what in ("asked", "agree"):
            waits = await waiting_for(tx, who)
            return any(one.appointment_id == one_id and one.herself == (what == "asked") for one in waits)
        if what == "contact" and await is_told(tx, space_id, one_id, "contacted"):
            return False
        if await unit_of(tx, post.gate.signer, who, now) is not None and what != "appointed":
            return True
    try:
        visit = await post.gate.enter(space_id, Actor(who, b""), road="job")
    except Refused:
        return False
    return visit.decides if what == "appointed" else visit.is_coordinator


async def _put_in_post(post: Post, space_id: UUID, one_id: UUID) -> None:
    """The call point of the letter that says who coordinates (letter/notices.py makes it)."""
    async with writing(post.database, post.gate.clock, space_id) as held:
        if one_id not in await told_of(held.tx, space_id, LETTER):
            space, _ = await post.gate.space(space_id, held.tx)
            await tell_by_post(held, post.gate.signer, space, LETTER, one_id)


def _mail(post: Post, mail: _Mail) -> EmailMessage:
    message, account = EmailMessage(), mail.account
    message["From"] = post.settings.mail_from
    message["To"] = account.email
    subject = post.render.words(account.language, SUBJECTS[mail.what])
    message["Subject"] = " ".join((subject % {"name": mail.name}).split())
    message["Date"] = format_datetime(mail.at)
    domain = parseaddr(post.settings.mail_from)[1].rpartition("@")[2]
    message["Message-ID"] = f"<coordination-{mail.which}@{domain}>"
    values = {"name": account.name, "link": post.settings.address, "what": mail.what, "who": mail.name}
    message.set_content(post.render("mail/coordination.txt", account.language, values))
    return message
