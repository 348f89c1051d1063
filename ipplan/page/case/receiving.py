"""A complaint that has come: written down in its case, with its receipt, its deadline, and who is told."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from ipplan.gate.case_news import tell_of_letter
from ipplan.gate.case_parts import parts_in
from ipplan.gate.cases import CaseVisit
from ipplan.letter.case.kept import as_json
from ipplan.letter.case.shapes import Body, CaseLetter, ComplaintReceived
from ipplan.page.house import House
from ipplan.page.unit.casework.letters import letter_to
from ipplan.page.unit.casework.opened import wanted_language
from ipplan.permit import INQUIRY, PAPERS, Access, Refused
from ipplan.store.case_drafts import drop_draft
from ipplan.store.cases import CaseEvent, CaseFile, case_events, file_of
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
    asked = await case_events(held.tx, await visit.open(INQUIRY))
    letter = await letter_in_case(house, held.tx, file, receipt, asked)
    said = {**grievance.said, "letter": as_json(letter), "received_on": came_on.isoformat()}
    if received_on is not None:
        said["on_paper"] = True
    if excerpt is not None:
        said["excerpt"] = dict(excerpt)
    permit = await visit.open(PAPERS, Access.WRITE)
    marks = {"complaint_at": held.now, "complaint_outcome": None, "complaint_by": answer_by}
    marks |= {"warned_on": None, "closed_at": None}
    number = await do(held, permit, file, "complaint", said, due_on=answer_by, **marks)
    await drop_draft(held.tx, permit, "complaint")
    await tell_of_letter(held, house.gate.signer, file, number)
    await tell(held, number, file.assigned_to)
    await tell_office(held, number)
    return number


async def letter_in_case(
    house: House,
    tx: Tx,
    file: CaseFile,
    body: Body,
    events: Sequence[CaseEvent],
    signed_by: Sequence[UUID] = (),
) -> CaseLetter:
    """A letter to whom the case is about, or who acts for her; in the form of the language asked for in
    ``events``, else the municipality's."""
    place = await municipality_of(tx, file.municipality_id)
    if place is None:
        raise Refused("no_municipality")
    parts = await parts_in(tx, house.gate.signer, file.space_id, house.clock.now())
    language = wanted_language(events)
    return await letter_to(house, tx, file, parts, place, body, signed_by=signed_by, language=language)
