"""The one-minute view on paper: what the page shows, for a professional's own journal."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from ipplan.letter.minute import Told, on_paper
from ipplan.page.house import house_of
from ipplan.page.overview.minute import read_minute
from ipplan.page.respond import language_of
from ipplan.page.who import signed_in, who_of
from ipplan.plan.periods import OSLO


@signed_in
async def show(request: Request) -> Response:
    """The PDF. It is no reading of what is new: that stays new on the page."""
    house, minute = house_of(request), await read_minute(request, "minute-pdf")
    told = Told(
        minute.owner,
        who_of(request).name,
        minute.visit.at,
        minute.visit.kind,
        language_of(request),
        minute.first,
        minute.news,
        minute.asked,
        minute.called,
        minute.summary,
        minute.names,
        minute.today,
    )
    made = await asyncio.to_thread(on_paper, house.settings.web / "templates", told)
    day = minute.visit.at.astimezone(OSLO).date()
    headers = {"content-disposition": f'attachment; filename="kort-oversikt-{day}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)
