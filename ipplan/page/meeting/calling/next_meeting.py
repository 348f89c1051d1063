"""The next meeting: the form as the last one was, on a day that the plan's rhythm says."""

from starlette.requests import Request
from starlette.responses import Response

from ipplan.page.house import house_of
from ipplan.page.meeting.calling.meeting_form import check_calls, show_form, today, typed_of
from ipplan.page.meeting.meetings import enter_room
from ipplan.page.respond import uuid_in
from ipplan.page.who import signed_in
from ipplan.plan import meetings as rules
from ipplan.plan.rhythm import held_days, next_day
from ipplan.plan.series import day_of


@signed_in
async def new(request: Request) -> Response:
    """What was chosen for a meeting, and a day after it."""
    room = await enter_room(request)
    async with house_of(request).database.engine.connect() as tx:
        found = await rules.one_meeting(tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        meetings = await rules.meetings_of(tx, room.permit, room.viewer)
    check_calls(room)
    days = {day_of(found.newest.when), *held_days(meetings, room.visit.at)}
    rhythm = next_day(days, today(room))
    typed = typed_of(found) | {"day": rhythm.day.isoformat()}
    return await show_form(request, room, None, typed, {}, rhythm=rhythm)
