"""A letter of a case on paper, printed by who has the case: nobody else in the unit reads what it says."""

import asyncio

from ipplan.gate.case_news import reference_of
from ipplan.gate.cases import enter_case
from ipplan.gate.visit import Actor
from ipplan.letter.case.kept import letter_from
from ipplan.letter.case.printing import case_pdf
from ipplan.letter.case.telling import case_paper
from ipplan.page.house import House
from ipplan.page.unit.casework.opened import check_unit, opened_by
from ipplan.permit import Refused
from ipplan.store.letters import Letter

ROAD = "letter"


async def letter_by_post(house: House, actor: Actor, found: Letter) -> bytes:
    """Its PDF; raises `Refused` for all who do not have the case."""
    visit = await enter_case(house.gate, actor, found.space_id, road=ROAD)
    check_unit(visit)
    case = await opened_by(house, visit)
    told = [one for one in case.events if reference_of(found.space_id, one.number) == found.reference]
    if not told or "letter" not in told[0].said:
        raise Refused("no_letter")
    paper = case_paper(letter_from(told[0].said["letter"]), house.gate.rules)
    # Making a PDF takes a tenth of a second of work: not in the loop that everybody shares.
    return await asyncio.to_thread(case_pdf, house.settings.web / "templates", paper)
