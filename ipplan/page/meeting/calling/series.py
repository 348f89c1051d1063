"""A series of meetings: one press by which who decides agrees to all that is proposed of it."""

from starlette.requests import Request
from starlette.responses import Response

from ipplan.page.meeting.meetings import agree, path_of, room_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import see_other, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Refused
from ipplan.plan import meetings as rules
from ipplan.plan.series import of_series, waits


@signed_in
async def agreement(request: Request) -> Response:
    """Who decides agrees to all that is proposed of a series, at once."""
    in_mail = (await typed_in(request)).get("place_in_mail") == "yes"
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        found = await rules.one_meeting(held.tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        meetings = of_series(found, await rules.meetings_of(held.tx, room.permit, room.viewer))
        waiting = [one for one in meetings or [found] if waits(room.viewer, one, held.now)]
        if not waiting:
            raise Refused("nothing_proposed")
        for one in waiting:
            await agree(held, room, one, place_in_mail=in_mail)
    return see_other(path_of(room, found.meeting_id))
