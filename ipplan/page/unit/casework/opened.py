"""A case as one of the unit has it open, with the part that she has signed for."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from starlette.requests import Request

from ipplan.gate.case_parts import parts_in
from ipplan.gate.cases import CaseVisit, enter_case, writing_case
from ipplan.gate.unit_claims import CaseClaims
from ipplan.page.house import House, house_of
from ipplan.page.respond import uuid_in
from ipplan.page.who import who_of
from ipplan.permit import INQUIRY, PAPERS, WORK, Permit, Refused
from ipplan.rules import PartName, Rules
from ipplan.store.accounts import accounts
from ipplan.store.cases import CaseEvent, CaseFile, case_events, file_of
from ipplan.store.database import Tx
from ipplan.store.municipalities import Municipality, municipality_of
from ipplan.store.spaces import Writing
from ipplan.unit.acts import NotNow
from ipplan.unit.conditions import PARTS
from ipplan.unit.consent import consented
from ipplan.unit.deadlines import Deadline, day_of
from ipplan.unit.holidays import working_days_before


class NotYet(NotNow):
    """It cannot be done before something else has been: it says what, in words for who tries."""


@dataclass(frozen=True)
class Opened:
    """All of a case that its caseworker reads."""

    visit: CaseVisit
    file: CaseFile
    events: Sequence[CaseEvent]
    parts: Sequence[CaseClaims]
    names: Mapping[UUID, str]
    office: Municipality

    @property
    def today(self) -> date:
        return day_of(self.visit.at)

    @property
    def deadline(self) -> Deadline:
        return deadline_of(self.file, self.visit.gate.rules)

    @property
    def consented(self) -> bool:
        acting = {one.sub for one in self.parts if one.role == "representative"}
        return consented(self.file, self.events, acting)

    @property
    def person(self) -> UUID:
        return person_in(self.file, self.parts)

    @property
    def language(self) -> str:
        """Of its letters."""
        return wanted_language(self.events) or self.office.letter_language

    @property
    def confirmed(self) -> bool:
        """Whether somebody gets the case's letters: she whom it is about, or who acts for her."""
        return any(one.role in ("party", "representative") for one in self.parts)

    @property
    def acted_for(self) -> bool:
        """Whether somebody acts in it for whom it is about."""
        return any(one.role == "representative" for one in self.parts)

    @property
    def asked(self) -> tuple[PartName, ...]:
        """The parts that are to be decided."""
        return asked_in(self.file)

    def last(self, *kinds: str) -> CaseEvent | None:
        """What happened last of some kinds."""
        return next((one for one in reversed(self.events) if one.kind in kinds), None)


@dataclass(frozen=True)
class Work:
    """The same under the case's lock, to write in."""

    held: Writing
    visit: CaseVisit
    file: CaseFile
    events: Sequence[CaseEvent]
    inquiry: Permit
    papers: Permit
    work: Permit
    parts: Sequence[CaseClaims]

    @property
    def consented(self) -> bool:
        acting = {one.sub for one in self.parts if one.role == "representative"}
        return consented(self.file, self.events, acting)

    @property
    def person(self) -> UUID:
        return person_in(self.file, self.parts)

    def last(self, *kinds: str) -> CaseEvent | None:
        return next((one for one in reversed(self.events) if one.kind in kinds), None)


def person_in(file: CaseFile, parts: Sequence[CaseClaims]) -> UUID:
    """Whom it is about, as the unit has confirmed; else as it came: of who is not known by a number, the
    case has an account of her own that nobody logs in to."""
    confirmed = [one.sub for one in parts if one.role == "party"]
    return file.owner_id if file.owner_id in confirmed or not confirmed else confirmed[0]


def wanted_language(events: Sequence[CaseEvent]) -> str:
    """In which form of the language letters are wished for; empty: nothing was said of it."""
    event = next((one for one in events if one.kind == "inquiry"), None)
    said = event.said.get("language") if event else ""
    return said if said in ("nb", "nn") else ""


def asked_in(file: CaseFile) -> tuple[PartName, ...]:
    """What was asked for, in the order in which it is decided."""
    return tuple(part for part in PARTS if getattr(file, part) is not None)


def deadline_of(file: CaseFile, rules: Rules) -> Deadline:
    """The time limit that counts now, of the case or of a complaint, put off or not."""
    warned = working_days_before(file.due_on, rules.warn_ahead.value)
    return Deadline(day_of(file.received_at), file.due_on, warned)


async def open_case(request: Request, road: str = "case") -> Opened:
    """Enter as one of the unit who has the case, and open all of it; raises `Refused`."""
    house = house_of(request)
    visit = await enter_case(house.gate, who_of(request).actor, uuid_in(request, "case"), road=road)
    check_unit(visit)
    return await opened_by(house, visit)


async def opened_by(house: House, visit: CaseVisit) -> Opened:
    """All that a visit opens."""
    permits = await visit.open_all()
    async with house.database.engine.connect() as tx:
        file, events = await _file(tx, visit), await case_events(tx, *permits)
        parts = await parts_in(tx, house.gate.signer, visit.space.space_id, visit.at)
        office = await municipality_of(tx, file.municipality_id)
        ids = {one.author_id for one in events} | {one.sub for one in parts} | {visit.space.owner_id}
        known = await accounts(tx, ids | {one for one in (file.sender_id, file.assigned_to) if one})
    if office is None:
        raise Refused("no_office")
    names = {one.account_id: one.name for one in known.values()}
    return Opened(visit, file, events, parts, names, office)


@asynccontextmanager
async def at_work(request: Request) -> AsyncIterator[Work]:
    """The case under its lock, for who has it; raises `Refused`."""
    gate, space_id = house_of(request).gate, uuid_in(request, "case")
    check_unit(await enter_case(gate, who_of(request).actor, space_id))
    async with writing_case(gate, who_of(request).actor, space_id) as (held, visit):
        check_unit(visit)
        permits = await visit.open_all()
        by_room = {one.section_id: one for one in permits}
        parts = await parts_in(held.tx, gate.signer, space_id, held.now)
        events = await case_events(held.tx, *permits)
        file = await _file(held.tx, visit)
        yield Work(held, visit, file, events, by_room[INQUIRY], by_room[PAPERS], by_room[WORK], parts)


def check_unit(visit: CaseVisit) -> None:
    """Raises `Refused` for whoever is in the case but not at work on it."""
    if not visit.is_unit:
        raise Refused("not_caseworker")


async def _file(tx: Tx, visit: CaseVisit) -> CaseFile:
    file = await file_of(tx, visit.space.space_id)
    if file is None:
        raise Refused("no_file")
    return file
