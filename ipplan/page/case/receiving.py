"""A complaint that has come: written down in its case, with its receipt, its deadline, and who is told."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ipplan.gate.cases import CaseVisit
from ipplan.letter.case.kept import as_json
from ipplan.letter.case.shapes import CaseLetter, ComplaintReceived, Unit
from ipplan.page.house import House
from ipplan.permit import PAPERS, Access, Refused
from ipplan.store.accounts import accounts
from ipplan.store.cases import file_of
from ipplan.store.municipalities import Municipality, municipality_of
from ipplan.store.spaces import Writing
from ipplan.unit.acts import check, do
from ipplan.unit.complaints import Grievance
from ipplan.unit.deadlines import case_deadline, day_of
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
    rules, place = house.gate.rules, await place_of(held, visit)
    file = await file_of(held.tx, held.space_id)
    if file is None:
        raise Refused("no_file")
    check("complaint", visit.parts)
    came_on = received_on or day_of(held.now)
    answer_by = complaint_handled_by(came_on, rules)
    owner = (await accounts(held.tx, [visit.space.owner_id]))[visit.space.owner_id]
    letter = CaseLetter(
        language=written(place.letter_language),
        unit=unit_of(place),
        case_number=file.called,
        day=day_of(held.now),
        recipient=owner.name,
        body=ComplaintReceived(
            received_on=came_on,
            about=grievance.about,  # type: ignore[arg-type]
            answer_by=answer_by,
            decided_on=day_of(file.decided_at) if file.decided_at else None,
            late_after=grievance.late_after,
        ),
    )
    said = {**grievance.said, "letter": as_json(letter), "received_on": came_on.isoformat()}
    if excerpt is not None:
        said["excerpt"] = dict(excerpt)
    permit = await visit.open(PAPERS, Access.WRITE)
    marks = {"complaint_at": held.now, "complaint_outcome": None, "deadline_on": answer_by, "warned_on": None}
    number = await do(held, permit, file, "complaint", said, due_on=answer_by, **marks)
    await tell(held, number, file.assigned_to, visit.actor.account_id)
    await tell_office(held, number)
    return number
