"""A letter of a case on paper, printed by who has the case: nobody else in the unit reads what it says."""

import asyncio

from ipplan.gate.case_news import reference_of
from ipplan.gate.cases import enter_case
from ipplan.gate.visit import Actor
from ipplan.letter.case.kept import letter_from
from ipplan.letter.case.printing import case_pdf
from ipplan.letter.case.shapes import CaseLetter, Received
from ipplan.letter.case.telling import case_paper
from ipplan.page.house import House
from ipplan.page.unit.casework.letters import letter_to
from ipplan.page.unit.casework.opened import Opened, check_unit, opened_by
from ipplan.permit import Refused
from ipplan.store.cases import CaseEvent
from ipplan.store.letters import Letter
from ipplan.unit.deadlines import day_of

ROAD = "letter"


async def letter_by_post(house: House, actor: Actor, found: Letter) -> bytes:
    """Its PDF; raises `Refused` for all who do not have the case."""
    visit = await enter_case(house.gate, actor, found.space_id, road=ROAD)
    check_unit(visit)
    case = await opened_by(house, visit)
    event = _event(case, found)
    letter = (
        await _receipt(house, case, event) if event.kind == "inquiry" else letter_from(event.said["letter"])
    )
    paper = case_paper(letter, house.gate.rules)
    # Making a PDF takes a tenth of a second of work: not in the loop that everybody shares.
    return await asyncio.to_thread(case_pdf, house.settings.web / "templates", paper)


def _event(case: Opened, found: Letter) -> CaseEvent:
    for event in case.events:
        told = event.kind == "inquiry" or "letter" in event.said
        if told and reference_of(found.space_id, event.number) == found.reference:
            return event
    raise Refused("no_letter")


async def _receipt(house: House, case: Opened) -> CaseLetter:
    """That the inquiry has come, and when it is answered."""
    file = case.file
    body = Received(day_of(file.received_at), case.asked, file.deadline_on, not case.consented)
    async with house.database.engine.connect() as tx:
        return await letter_to(
            house, tx, file, case.parts, case.office, body, signed_by=[], language=case.language
        )
