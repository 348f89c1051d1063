"""After a press in a conversation: back to it; in place, the page anew, and what was done said."""

from collections.abc import Sequence
from urllib.parse import urlsplit
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ipplan.gate.visit import Visit
from ipplan.live.frames import SECTION
from ipplan.page.house import house_of
from ipplan.page.meeting.room.after import Told
from ipplan.page.respond import is_fragment, see_other, text
from ipplan.page.talk.view import Place
from ipplan.store.items import Item


async def show_talk(request: Request, visit: Visit, section_id: UUID, talk_id: UUID, told: Told) -> Response:
    """The conversation's page after a change, with all that the change made."""
    path = f"/plans/{visit.space.space_id}/messages/{section_id}/{talk_id}"
    if not is_fragment(request):
        return see_other(f"{path}#{told.anchor}" if told.anchor else path)
    house = house_of(request)
    fresh = await house.gate.enter(visit.space.space_id, visit.actor, road="messages")
    look = await house.talks.look(fresh, await fresh.open(section_id), Place(section_id, talk_id))
    view = house.talks.view(look)
    messages = [one for one in view.fragments if one.name.startswith(SECTION)]
    rest = [one for one in view.fragments if not one.name.startswith(SECTION)]
    return HTMLResponse(text(request, "meetings/_result.html", points=messages, fragments=rest, told=told))


async def show_apart(request: Request, visit: Visit, chain: Sequence[Item], told: Told) -> Response | None:
    """Back to where something is shown that is not among what its section holds; ``None``: it is.

    ``chain``: what was changed and, upwards, what it stands under. A section's own conversation is shown on
    the plan's page, too: the way leads back to the page on which it was pressed.
    """
    item, top = chain[0], chain[-1]
    section_id, plan = top.head.section_id, f"/plans/{visit.space.space_id}"
    if top.clear.kind == "entry":
        return see_other(f"{plan}/diary#item-{top.item_id}")
    if item.clear.kind == "conversation":
        return see_other(f"{plan}/messages")
    if top.clear.kind == "conversation":
        return await show_talk(request, visit, section_id, top.item_id, told)
    here = urlsplit(request.headers.get("hx-current-url", "")).path
    if here != f"{plan}/messages/{section_id}/{section_id}":
        return None
    return await show_talk(request, visit, section_id, section_id, told)
