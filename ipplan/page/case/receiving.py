"""A complaint that has come: written down in its case, with its receipt, its deadline, and who is told."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from ipplan.gate.case_news import tell_of_letter
from ipplan.gate.cases import CaseVisit
from ipplan.letter.case.kept import as_json
from ipplan.letter.case.office import unit_of, written
from ipplan.letter.case.shapes import Body, CaseLetter, ComplaintReceived
from ipplan.page.house import House
from ipplan.permit import PAPERS, Access, Refused
from ipplan.store.cases import CaseFile, file_of
from ipplan.store.database import Tx
from ipplan.store.municipalities import municipality_of
from ipplan.store.spaces import Writing
from ipplan.unit.acts import check, do
from ipplan.unit.complaints import Grievance
from ipplan.unit.deadlines import day_of, forwarding_deadline
from ipplan.unit.telling import tell, tell_office


async def receive(
    house: House,
    held: Writing,
    visit: CaseVisit,
    grievance: Grievance,
    *,
    excerpt: Mapping[str, Any] | None = None,
    received_on: date | None = None,
) -> int:
    """Register it; ``received_on``: when one on paper came. Raises `NotNow`, `Refused`."""
    file = await file_of(held.tx, held.space_id)
    if file is None:
        raise Refused("no_file")
    check("complaint", visit.parts)
    came_on = received_on or day_of(held.now)
    answer_by = forwarding_deadline(came_on, house.gate.rules).last
    receipt = ComplaintReceived(
        received_on=came_on,
        about=grievance.about,
        answer_by=answer_by,
        decided_on=day_of(file.decided_at) if file.decided_at else None,
        late_after=grievance.late_after,
    )
    letter = await letter_to_owner(held.tx, file, receipt, held.now)
    said = {**grievance.said, "letter": as_json(letter), "received_on": came_on.isoformat()}
    if excerpt is not None:
        said["excerpt"] = dict(excerpt)
    permit = await visit.open(PAPERS, Access.WRITE)
    marks = {"complaint_at": held.now, "complaint_outcome": None, "deadline_on": answer_by, "warned_on": None}
    number = await do(held, permit, file, "complaint", said, due_on=answer_by, **marks)
    await tell_of_letter(held, house.gate.signer, file, number)
    await tell(held, number, file.assigned_to)
    await tell_office(held, number)
    return number


async def letter_to_owner(tx: Tx, file: CaseFile, body: Body, now: datetime) -> CaseLetter:
    """A letter of the unit's to whom the case concerns, in the municipality's form of the language."""
    place = await municipality_of(tx, file.municipality_id)
    if place is None:
        raise Refused("no_municipality")
    language = written(place.letter_language)
    return CaseLetter(language, unit_of(place, language), file.called, day_of(now), file.owner_name, body)
