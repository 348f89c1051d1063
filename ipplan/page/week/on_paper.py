"""A week on paper, for a wall or a refrigerator."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.viewer import place_is_secret
from ipplan.letter.week import Sheet, on_paper
from ipplan.page.house import house_of
from ipplan.page.respond import language_of
from ipplan.page.week.week import calendar_of, day_asked
from ipplan.page.who import signed_in
from ipplan.plan.week import monday_of


@signed_in
async def show(request: Request) -> Response:
    """The PDF of the week of the day asked for; of this week where that is none."""
    calendar = await calendar_of(request)
    monday = monday_of(day_asked(request, calendar)[0])
    (week,) = calendar.weeks([monday])
    visit = calendar.visit
    sheet = Sheet(week, visit.company().names, place_is_secret(visit), language_of(request))
    made = await asyncio.to_thread(on_paper, house_of(request).settings.web / "templates", sheet)
    headers = {"content-disposition": f'attachment; filename="uke-{monday}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)
