"""A case with a complaint in it, as its caseworker has it before her."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from starlette.requests import Request

from ipplan.gate.cases import CaseVisit, enter_case
from ipplan.gate.excerpts import excerpt_holds
from ipplan.letter.told import Part
from ipplan.page.house import house_of
from ipplan.page.respond import uuid_in
from ipplan.page.unit.casework.opened import deadline_of
from ipplan.page.who import who_of
from ipplan.permit import Refused
from ipplan.store.accounts import names
from ipplan.store.cases import CaseEvent, CaseFile, case_events, file_of
from ipplan.store.municipalities import Municipality, municipality_of
from ipplan.unit.complaints import Complaint, complaint_of
from ipplan.unit.deadlines import Deadline, day_of


@dataclass(frozen=True)
class Complained:
    """What the pages of a complaint show."""

    visit: CaseVisit
    file: CaseFile
    place: Municipality
    events: Sequence[CaseEvent]
    names: Mapping[UUID, str]
    complaint: Complaint | None
    today: date
    handled_by: Deadline | None
    """Until when the complaint is to be met, or sent on; ``None``: it has been."""

    @property
    def path(self) -> str:
        return f"/unit/cases/{self.visit.space.space_id}"


async def read_case(request: Request) -> Complained:
    """Raises `Refused` for all but the case's caseworkers."""
    house = house_of(request)
    visit = await enter_case(house.gate, who_of(request).actor, uuid_in(request, "case"))
    if not visit.is_unit:
        raise Refused("not_caseworker")
    permits = await visit.open_all()
    async with house.database.engine.connect() as tx:
        events = await case_events(tx, *permits)
        file = await file_of(tx, visit.space.space_id)
        place = await municipality_of(tx, visit.space.municipality_id)
        known = await names(tx, {one.author_id for one in events})
    if file is None or place is None:
        raise Refused("no_file")
    handled = deadline_of(file, house.gate.rules) if file.complaint_by else None
    return Complained(visit, file, place, events, known, complaint_of(events), day_of(visit.at), handled)


def attached(of: Complained) -> tuple[Part, ...]:
    """What was attached of the plan, where its signature holds and it was not taken back."""
    return attached_to(of.visit, of.complaint)


def attached_to(visit: CaseVisit, complaint: Complaint | None) -> tuple[Part, ...]:
    """The same of a complaint in a case that was entered."""
    excerpt = complaint.attached if complaint else None
    if excerpt is None or not excerpt_holds(visit.gate.signer, excerpt, visit.space.space_id):
        return ()
    return tuple(_part(one) for one in excerpt["told"])


def _part(said: Mapping[str, Any]) -> Part:
    """A part as it was before it was kept as JSON."""
    return Part(
        said["heading"],
        tuple((term, what) for term, what in said["pairs"]),
        tuple(said["sentences"]),
        level=said["level"],
        sentences_first=said["sentences_first"],
    )
