"""After a press in a meeting's room: back to it; in place, the page anew, and what was done said."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ipplan.gate.visit import Visit
from ipplan.live.frames import SECTION
from ipplan.page.house import house_of
from ipplan.page.respond import is_fragment, see_other, text


@dataclass(frozen=True)
class Told:
    """What is said of a press, and done on the page that it was made on."""

    closes: str | None = None
    """The editor that is closed."""
    said: str = ""
    undo: Mapping[str, str] | None = None
    anchor: str = ""
    opens: str = ""
    """Markup of an editor that takes the place of the one that is closed."""


async def show_room(request: Request, visit: Visit, meeting_id: UUID, told: Told) -> Response:
    """The meeting's page after a change, with all that the change made."""
    path = f"/plans/{visit.space.space_id}/meetings/{meeting_id}"
    if not is_fragment(request):
        return see_other(f"{path}#{told.anchor}" if told.anchor else path)
    house = house_of(request)
    fresh = await house.gate.enter(visit.space.space_id, visit.actor, road="meeting")
    look = await house.rooms.look(fresh, meeting_id, await fresh.open_meetings())
    permits = [await fresh.open(one) for one in sorted(look.sections)]
    view = await house.rooms.view(look, permits)
    points = [one for one in view.fragments if one.name.startswith(SECTION)]
    rest = [one for one in view.fragments if not one.name.startswith(SECTION)]
    body = text(request, "meetings/_result.html", points=points, fragments=rest, told=told)
    return HTMLResponse(body)
