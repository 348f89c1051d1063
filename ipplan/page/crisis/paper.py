"""The crisis page on paper: as PDF, with what who decides chose for it and nothing else."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.crisis import code_of
from ipplan.letter.crisis import Sheet, sheet_pdf
from ipplan.page.crisis.crisis import AREA, address_of
from ipplan.page.house import house_of
from ipplan.page.plan.on_demand import enter_room
from ipplan.page.respond import language_of
from ipplan.page.who import signed_in
from ipplan.permit import Refused
from ipplan.plan.crisis import on_paper, standing

HEADERS = {"content-disposition": 'attachment; filename="krisesiden.pdf"'}


@signed_in
async def show(request: Request) -> Response:
    """The PDF, for who decides. Her name is on it if she asks for that."""
    house, room = house_of(request), await enter_room(request, AREA, road="crisis-paper")
    visit = room.visit
    if room.permit is None or not visit.decides:
        raise Refused("decides")
    code = await code_of(house.gate, visit)
    sheet = Sheet(
        nodes=on_paper(standing(room.outline)),
        name=visit.company().names[visit.space.owner_id] if request.query_params.get("name") == "yes" else "",
        address=address_of(house.settings.address, code) if code else "",
        until=code.expires_at if code else None,
        language=language_of(request),
    )
    made = await asyncio.to_thread(sheet_pdf, house.settings.web / "templates", sheet, visit.at)
    return Response(made, media_type="application/pdf", headers=HEADERS)
