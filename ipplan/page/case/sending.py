"""Sending an inquiry: it becomes a case, once, whoever presses twice.

The answer is the same whether whom it is about has an account here or not: nobody learns that by asking.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, cast
from uuid import UUID, uuid5

from ipplan.clock import OSLO
from ipplan.gate.case_news import tell_of_letter
from ipplan.gate.case_parts import give_part
from ipplan.gate.cases import case_within, found_case
from ipplan.gate.visit import Actor
from ipplan.letter.case.kept import as_json
from ipplan.letter.case.office import unit_of, written
from ipplan.letter.case.shapes import CaseLetter, Received
from ipplan.page.access.people import AnotherPerson, same_person
from ipplan.page.house import House
from ipplan.permit import INQUIRY, Access
from ipplan.rules import PartName
from ipplan.store.accounts import AccountExists, account_by_pid, create_account, names
from ipplan.store.case_drafts import drop_inquiry
from ipplan.store.cases import CaseFile, file_of, open_file
from ipplan.store.database import Tx
from ipplan.store.municipalities import Municipality
from ipplan.store.spaces import PlanExists, Writing
from ipplan.unit.acts import do
from ipplan.unit.deadlines import case_deadline, day_of
from ipplan.unit.inquiry import parts_asked, person_called
from ipplan.unit.telling import tell, tell_office


@dataclass(frozen=True)
class Inquiry:
    """One that is ready to be sent."""

    draft_id: UUID
    municipality: Municipality
    said: Mapping[str, Any]
    pid: str | None
    """Of the person it is about, where it was written."""
    received_on: date | None = None
    """When it came on paper; ``None``: it comes now."""


def case_of(account_id: UUID, draft_id: UUID) -> UUID:
    """Which case somebody's draft becomes: nobody else's draft does."""
    return uuid5(draft_id, str(account_id))


async def send_inquiry(house: House, actor: Actor, inquiry: Inquiry) -> UUID:
    """Make the case of it; returns its id, also where it was made before."""
    case_id = case_of(actor.account_id, inquiry.draft_id)
    try:
        async with house.database.begin() as tx:
            await _found(house, tx, actor, inquiry, case_id)
    except PlanExists:
        # A second press: the first one made it.
        async with house.database.begin() as tx:
            await drop_inquiry(tx, actor.account_id, inquiry.draft_id)
    return case_id


async def _found(house: House, tx: Tx, actor: Actor, inquiry: Inquiry, case_id: UUID) -> None:
    gate, said, now = house.gate, inquiry.said, house.clock.now()
    paper, itself = inquiry.received_on is not None, inquiry.said["by"] == "self"
    owner_id = actor.account_id if itself and not paper else await _person(house, tx, inquiry, now)
    held = await found_case(
        gate,
        tx,
        municipality_id=inquiry.municipality.municipality_id,
        owner_id=owner_id,
        now=now,
        space_id=case_id,
    )
    role = "caseworker" if paper else "party" if itself else "sender"
    await give_part(held, gate.signer, actor.account_id, role, actor.account_id)
    received = _received(inquiry, now)
    weeks = inquiry.municipality.case_weeks
    await open_file(
        held,
        municipality_id=inquiry.municipality.municipality_id,
        channel="paper" if paper else "online",
        asked_by=said["by"],
        sender_id=None if paper or itself else actor.account_id,
        deadline_on=case_deadline(received, weeks, gate.rules).last,
        parts=parts_asked(said),
        team=said["team"],
        received_at=received,
        assigned_to=actor.account_id if paper else None,
    )
    await _write(house, held, actor, inquiry)
    await drop_inquiry(tx, actor.account_id, inquiry.draft_id)
    await held.finish()


async def _write(house: House, held: Writing, actor: Actor, inquiry: Inquiry) -> None:
    visit = await case_within(house.gate, held, actor, road="inquiry")
    permit = await visit.open(INQUIRY, Access.WRITE)
    file = await file_of(held.tx, held.space_id)
    assert file is not None
    letter = as_json(await _receipt(held, file, actor, inquiry))
    number = await do(held, permit, file, "inquiry", {**inquiry.said, "letter": letter})
    if inquiry.received_on is not None:
        await tell_of_letter(held, house.gate.signer, file, number, on_paper=True)
        return
    await tell(held, number, actor.account_id)
    await tell_office(held, number)


async def _receipt(held: Writing, file: CaseFile, actor: Actor, inquiry: Inquiry) -> CaseLetter:
    """The letter that says that it has come, and by when it is answered: to who sent it."""
    said, place = inquiry.said, inquiry.municipality
    person, sender, mine = person_called(said), said["sender"].get("name", ""), said["by"] == "self"
    language = written(said["language"] or place.letter_language)
    received, parts = day_of(file.received_at), cast("Iterable[PartName]", parts_asked(said))
    return CaseLetter(
        language,
        unit_of(place, language),
        file.called,
        day_of(held.now),
        sender or person,
        Received(received, tuple(parts), file.deadline_on, consent_first=not mine),
        address=tuple(filter(None, map(str.strip, said["contact"]["address"].splitlines()))),
        about="" if mine else person,
        signed_by=tuple((await names(held.tx, [actor.account_id])).values()) if inquiry.received_on else (),
    )


async def _person(house: House, tx: Tx, inquiry: Inquiry, now: datetime) -> UUID:
    """The account of whom it is about: hers, where number and name fit, else a new one."""
    name, pid = person_called(inquiry.said), inquiry.pid
    known = await account_by_pid(tx, house.pids, pid) if pid else None
    if known is not None:
        try:
            return same_person(known, {"name": name})
        except AnotherPerson:
            # Told to nobody who only asks; the unit sees that the number was given and is not on the account.
            pid = None
    values: dict[str, Any] = {"name": name, "email": None, "title": "", "organisation": "", "now": now}
    here = inquiry.municipality.municipality_id
    try:
        return await create_account(tx, municipality_id=here, keys=house.pids, pid=pid, **values)
    except AccountExists:
        return await create_account(tx, municipality_id=here, keys=house.pids, pid=None, **values)


def _received(inquiry: Inquiry, now: datetime) -> datetime:
    if inquiry.received_on is None or inquiry.received_on == day_of(now):
        return now
    return datetime.combine(inquiry.received_on, time(12), OSLO).astimezone(UTC)
