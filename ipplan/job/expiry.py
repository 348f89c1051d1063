"""Notices 30 and 7 days before a grant ends: to who decides, without content, once each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, and_, exists, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from ipplan.gate.consents import FIRST
from ipplan.gate.gate import Gate
from ipplan.gate.papering import is_on_paper
from ipplan.gate.silence import may_notify
from ipplan.gate.visit import Actor
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.permit import Refused
from ipplan.plan.called import CALLED
from ipplan.store.accounts import Account
from ipplan.store.database import Tx
from ipplan.store.letters import post as put_in_post
from ipplan.store.letters import waits
from ipplan.store.outbox import promise
from ipplan.store.people import participants
from ipplan.store.spaces import kind_of
from ipplan.store.tables import access_grant, consent, crisis_code, expiry_notice, mandate

NOTICES = (30, 7)
"""Days before the end, the earliest first."""

ENDS = N_("En tilgang du har gitt, går snart ut")


@dataclass(frozen=True)
class Ending:
    """A grant in force that is about to end."""

    space_id: UUID
    grant_id: UUID
    not_before: datetime
    expires_at: datetime


async def notice_expiries(gate: Gate) -> int:
    """Promise the notices that are due and have not been promised; returns how many.

    A day on which nothing ran is made up for on the next; a grant that was signed for less than the time of
    a notice gets none of that kind.
    """
    now, count = gate.clock.now(), 0
    async with gate.database.begin() as tx:
        for one in await _ending(gate, tx, now):
            days = _due(one, now)
            if days is None or not await may_notify(gate, one.space_id):
                continue
            if await _first(tx, one, days, now):
                ids = {"space_id": str(one.space_id), "grant_id": str(one.grant_id)}
                await promise(tx, "send_expiry", days=str(days), **ids)
                count += 1
    return count


async def send_expiry(post: Post, space_id: UUID, grant_id: UUID, days: int) -> None:
    """Send one notice to those who decide now, unless the grant has been withdrawn or renewed since."""
    async with post.database.begin() as tx:
        ending = [
            one for one in await _ending(post.gate, tx, post.gate.clock.now()) if one.grant_id == grant_id
        ]
        people, kind = await participants(tx, space_id), await kind_of(tx, space_id)
        on_paper = await is_on_paper(tx, space_id, post.gate.clock.now())
    if not ending:
        return
    acting = [one.account for one in people if one.role not in ("owner", "coordinator")]
    owner = [one.account for one in people if one.role == "owner"]
    # An owner for whom somebody acts may be a child, who gets no letters from us.
    for group in (acting, owner):
        deciding = [one for one in group if _reached(one, on_paper) and await decides(post, space_id, one)]
        for account in deciding:
            if by_post(account, on_paper):
                await _post(post, account, ending[0])
            else:
                mail = expiry_mail(post, account, ending[0], days, kind)
                await send(post, space_id, mail, kind="expiry", to=account.account_id)
        if deciding:
            return


def by_post(account: Account, on_paper: bool) -> bool:
    """Who is sent a letter: whose address is protected, and an owner without electronic id or e-mail."""
    return account.protected or (on_paper and not account.email)


def _reached(account: Account, on_paper: bool) -> bool:
    return bool(account.email) or by_post(account, on_paper)


async def _post(post: Post, account: Account, ending: Ending) -> None:
    if not await may_notify(post.gate, ending.space_id):
        return
    space, _ = await post.gate.space(ending.space_id)
    async with post.database.begin() as tx:
        if await waits(tx, account.account_id, "expiry", ending.grant_id):
            return
        await put_in_post(
            tx,
            municipality_id=space.municipality_id,
            space_id=ending.space_id,
            account_id=account.account_id,
            kind="expiry",
            reference=ending.grant_id,
            until=ending.expires_at,
            now=post.gate.clock.now(),
        )


def expiry_mail(post: Post, account: Account, ending: Ending, days: int, kind: str) -> EmailMessage:
    """Says that some access ends soon, and nothing of whose plan, who has it, or what it opens."""
    message = EmailMessage()
    message["From"] = post.settings.mail_from
    message["To"] = account.email
    message["Subject"] = post.render.words(account.language, ENDS)
    message["Date"] = format_datetime(ending.expires_at - timedelta(days=days))
    domain = parseaddr(post.settings.mail_from)[1].rpartition("@")[2]
    message["Message-ID"] = f"<expiry-{ending.grant_id}-{days}@{domain}>"
    values = {"name": account.name, "link": post.settings.address, "expires_at": ending.expires_at}
    values |= {"called": CALLED[kind]}
    message.set_content(post.render("mail/expiry.txt", account.language, values))
    return message


async def decides(post: Post, space_id: UUID, account: Account) -> bool:
    """The job enters the gate for a named person, at the moment it runs."""
    try:
        return (await post.gate.enter(space_id, Actor(account.account_id, b""), road="job")).decides
    except Refused:
        return False


async def _ending(gate: Gate, tx: Tx, now: datetime) -> list[Ending]:
    """Grants that end soon, and codes of crisis pages: by themselves, or a while after the mandate on which
    they were signed."""
    return [
        Ending(*row)
        for query in (
            _ends_soon(gate, now, access_grant, "grant_id"),
            _ends_soon(gate, now, crisis_code, "code_id"),
        )
        for row in await tx.execute(query)
    ]


def _ends_soon(gate: Gate, now: datetime, of: Table, name: str) -> Select[Any]:
    tail = gate.rules.grants_outlast_mandate.time
    bears = func.least(mandate.c.expires_at, mandate.c.withdrawn_at) + tail
    ends = func.least(of.c.expires_at, bears).label("ends")
    signed_on = and_(mandate.c.space_id == of.c.space_id, mandate.c.mandate_id == of.c.mandate_id)
    return (
        select(of.c.space_id, of.c[name], of.c.not_before, ends)
        .outerjoin(mandate, signed_on)
        .where(
            of.c.section_id.is_not(None),
            of.c.withdrawn_at.is_(None),
            ends > now,
            ends <= now + timedelta(days=max(NOTICES)),
            # Without the consent that it rests on nobody is sent anything.
            exists().where(
                consent.c.space_id == of.c.space_id,
                consent.c.kind.in_(FIRST),
                consent.c.withdrawn_at.is_(None),
            ),
        )
    )


def _due(one: Ending, now: datetime) -> int | None:
    """The latest notice whose time has come; ``None`` where the grant was shorter than that."""
    days = min(days for days in NOTICES if one.expires_at - timedelta(days=days) <= now)
    return days if one.not_before <= one.expires_at - timedelta(days=days) else None


async def _first(tx: Tx, one: Ending, days: int, now: datetime) -> bool:
    """Whether nobody has promised this notice: of two workers, one does."""
    done = await tx.execute(
        upsert(expiry_notice)
        .values(space_id=one.space_id, grant_id=one.grant_id, days=days, at=now)
        .on_conflict_do_nothing()
        .returning(expiry_notice.c.days)
    )
    return done.first() is not None
