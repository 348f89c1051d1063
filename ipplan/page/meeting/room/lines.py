"""Minutes as they are written: a line is its writer's alone until she releases it."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.meeting.meetings import enter_room, room_of
from ipplan.page.meeting.room.after import Told, show_room
from ipplan.page.plan.editing import KEPT, Editor, show_editor
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.plan.pen import AnotherPen, check_pen, locked, over
from ipplan.page.respond import as_uuid, is_fragment, text, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Permit, Refused
from ipplan.plan.changes import MinutesLocked
from ipplan.plan.forms import fill, shown
from ipplan.plan.meetings import one_meeting
from ipplan.plan.minutes import LINE, release
from ipplan.plan.points import may_write_lines
from ipplan.store.drafts import my_drafts
from ipplan.store.gatherings import is_locked
from ipplan.store.items import one_item
from ipplan.store.versions import Clear

ADDED = N_("Referatet er låst. Det du skrev, står som et tillegg.")


@signed_in
async def new(request: Request) -> Response:
    """An empty line, or the one she had begun under this point."""
    room = await enter_room(request)
    look = await house_of(request).rooms.look(room.visit, uuid_in(request, "meeting"), room.permit)
    permit = await room.visit.open(uuid_in(request, "section"))
    if not may_write_lines(permit, look.viewer, look.meeting):
        raise Refused("writes_no_minutes")
    under = uuid_in(request, "item")
    async with house_of(request).database.engine.connect() as tx:
        await one_item(tx, permit, under)
        drafts = await my_drafts(tx, permit)
    begun = next((one for one in drafts.values() if (one.kind, one.parent_id) == ("line", under)), None)
    values = shown(LINE, Clear("line"), LINE.content({})) | (dict(begun.content) if begun else {})
    item_id = begun.item_id if begun else uuid4()
    path = request.url.path.removesuffix("/new")
    editor = Editor(permit, LINE, item_id, under, None, values, None, draft=begun, makes=path)
    return await show_editor(request, room.visit, editor)


@signed_in
async def create(request: Request) -> Response:
    """Release a line: now it is on the others' screens. The editor stays open for the next."""
    typed = await typed_in(request)
    try:
        return await _create(request, typed)
    except AnotherPen:
        return over(request, typed)
    except MinutesLocked:
        return locked(request, {**typed, "kind": "line"})


async def _create(request: Request, typed: Mapping[str, str]) -> Response:
    under, item_id = uuid_in(request, "item"), as_uuid(typed.get("item"))
    filled = fill(LINE, typed, Clear("line", status=LINE.first_status), {})
    path, added, kept = request.url.path, False, None
    async with writing(request) as (held, visit):
        check_pen(visit, typed)
        room = await room_of(visit)
        meeting = await one_meeting(held.tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        permit = await visit.open(uuid_in(request, "section"))
        if not filled.errors:
            kept = await release(held, permit, room.viewer, meeting, item_id, under, filled)
            added = await is_locked(held.tx, held.space_id, meeting.meeting_id)
    if filled.errors:
        editor = Editor(permit, LINE, item_id, under, None, typed, None, filled.errors, makes=path)
        return await show_editor(request, visit, editor, 422)
    said = ADDED if added else N_("Linjen er delt med de andre.")
    told = Told(
        closes=f"new-line-{under}",
        said=KEPT if kept else said,
        anchor=f"item-{item_id}",
        opens=_next(request, visit, permit, under) if is_fragment(request) else "",
    )
    return await show_room(request, visit, meeting.meeting_id, told)


def _next(request: Request, visit: Visit, permit: Permit, under: UUID) -> str:
    """An empty line, in the place of the one that was released."""
    path = request.url.path
    values = shown(LINE, Clear("line"), LINE.content({}))
    editor = Editor(permit, LINE, uuid4(), under, None, values, None, makes=path)
    return text(request, "item/_editor_slot.html", editor=editor, candidates=[], visit=visit, names={})
