"""The minutes of a meeting on paper, as this reader may see them."""

import asyncio
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.viewer import place_is_secret
from ipplan.letter.minutes import Written, on_paper
from ipplan.page.house import house_of
from ipplan.page.meeting.minutes.approving import Opened, minutes_of
from ipplan.page.meeting.room.becoming import outcomes
from ipplan.page.meeting.room.rooms import Look
from ipplan.page.respond import language_of, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.plan.agendas import agenda_in
from ipplan.plan.outline import Outline
from ipplan.plan.periods import OSLO
from ipplan.plan.points import in_order
from ipplan.store.accounts import names

ROAD = "minutes"


@signed_in
async def show(request: Request) -> Response:
    """The PDF; what is not in sections that are open to her is not in it, and leaves no gap."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road=ROAD)
    look = await house.rooms.look(visit, uuid_in(request, "meeting"), await visit.open_meetings())
    permits = [await visit.open(one) for one in sorted(look.sections)]
    written = await _written(request, look, await house.reader.outlines(permits))
    made = await asyncio.to_thread(on_paper, house.settings.web / "templates", written)
    day = look.meeting.newest.when.starts_at.astimezone(OSLO).date()
    headers = {"content-disposition": f'attachment; filename="referat-{day}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)


async def _written(request: Request, look: Look, opened: Opened) -> Written:
    house, visit, meeting = house_of(request), look.visit, look.meeting
    minutes = await minutes_of(house.database, look, opened)
    outlines = [outline for _, outline in opened.values()]
    async with house.database.engine.connect() as tx:
        known = await names(tx, _people(look, outlines))
    agendas = [agenda for one in outlines if (agenda := agenda_in(one, meeting.meeting_id))]
    points = [node for _, node in in_order(outlines, meeting.meeting_id)]
    loose = [line for agenda in agendas for line in agenda.of("line")]
    lines = [*loose, *(line for point in points for line in point.of("line"))]
    became = {line.item_id: [one.node for one in outcomes(look, opened, line.item)] for line in lines}
    return Written(
        meeting=meeting,
        gathering=look.gathering,
        approval=minutes.approval,
        approvals=minutes.approvals,
        lock=minutes.lock,
        owners=minutes.owners,
        outdated=minutes.outdated,
        objections=minutes.objections,
        about=[one.title for one in outlines if one.section_id in meeting.newest.when.sections],
        place="" if place_is_secret(visit) else meeting.newest.words.place,
        points=points,
        loose=loose,
        became=became,
        names=known,
        reader=known.get(look.viewer.account_id, ""),
        at=visit.at,
        language=language_of(request),
    )


def _people(look: Look, outlines: list[Outline]) -> set[UUID]:
    """Everybody who is named."""
    people = look.gathering.came | look.meeting.newest.words.invited | {look.viewer.account_id}
    people |= {event.author_id for event in look.gathering.after}
    return set(people).union(*(one.mentioned for one in outlines))
