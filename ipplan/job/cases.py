"""Mails of cases: that there is something new in one, and nothing of what, or whom it concerns."""

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ipplan.gate.cases import enter_case
from ipplan.gate.visit import Actor
from ipplan.job.mail import Post, send
from ipplan.language import N_
from ipplan.letter.invitation import Sender
from ipplan.permit import Refused
from ipplan.store.accounts import accounts
from ipplan.store.cases import ROOMS
from ipplan.store.municipalities import municipality_of
from ipplan.store.tables import case_event, case_file

NEW = N_("Det er noe nytt i en sak du er med i")
CAME = N_("Vi har fått henvendelsen din")
WAITS = N_("Noe nytt venter på koordinerende enhet")


async def send_case(post: Post, space_id: UUID, number: int, account_id: UUID) -> None:
    """Tell one person of one event, if she may read it now. Nothing is opened for it."""
    try:
        visit = await enter_case(post.gate, Actor(account_id, b""), space_id, road="job")
    except Refused:
        return
    async with post.database.engine.connect() as tx:
        account = (await accounts(tx, [account_id])).get(account_id)
    event = await _event(post, space_id, number)
    room = next((permit for permit, name in ROOMS.items() if event and name == event.room), None)
    if event is None or room is None or account is None or not account.email or not visit.may(room):
        return
    road = "unit/cases" if visit.is_unit else "cases"
    link = f"{post.settings.address}/{road}/{space_id}"
    name = f"case-{space_id}-{number}-{account_id}"
    own = event.kind == "inquiry" and event.author_id == account_id
    message = _mail(post, account.language, account.email, CAME if own else NEW, name, event.at)
    values = {"name": account.name, "link": link}
    template = "mail/inquiry.txt" if own else "mail/case.txt"
    message.set_content(post.render(template, account.language, values))
    await send(post, space_id, message, kind="" if visit.is_unit else "cases", to=account_id)


async def send_office(post: Post, space_id: UUID, number: int) -> None:
    """Tell the municipality's unit, at the address it has set for that."""
    async with post.database.engine.connect() as tx:
        query = select(case_file.c.municipality_id).where(case_file.c.space_id == space_id)
        place = await municipality_of(tx, (await tx.execute(query)).scalar_one_or_none() or "")
    event = await _event(post, space_id, number)
    if place is None or not place.unit_email or event is None:
        return
    name = f"office-{space_id}-{number}"
    message = _mail(post, place.letter_language, place.unit_email, WAITS, name, event.at)
    values = {"link": f"{post.settings.address}/unit/cases"}
    message.set_content(post.render("mail/office.txt", place.letter_language, values))
    await send(post, space_id, message)


async def _event(post: Post, space_id: UUID, number: int) -> Any:
    query = select(case_event.c.room, case_event.c.kind, case_event.c.author_id, case_event.c.at).where(
        case_event.c.space_id == space_id, case_event.c.number == number
    )
    async with post.database.engine.connect() as tx:
        return (await tx.execute(query)).first()


def _mail(post: Post, language: str, to: str, subject: str, name: str, at: datetime) -> EmailMessage:
    """The same Message-ID at every try, so that whoever gets it twice sees one."""
    sender = Sender(post.settings.mail_from, post.settings.address, post.render)
    message = EmailMessage()
    message["From"] = sender.mail_from
    message["To"] = to
    message["Subject"] = post.render.words(language, subject)
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{name}@{sender.domain}>"
    return message
