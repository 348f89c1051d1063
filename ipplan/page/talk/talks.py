"""Conversations of a plan: the list, one of them, and what somebody says in it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.rooms import room_of
from ipplan.gate.visit import Visit
from ipplan.live.frames import SECTION
from ipplan.page.house import house_of
from ipplan.page.meeting.room.after import Told
from ipplan.page.plan.editing import KEPT, Editor
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.plan.pen import AnotherPen, check_pen, over
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import as_uuid, is_fragment, page, text, uuid_in
from ipplan.page.talk.after import show_talk
from ipplan.page.talk.telling import tell_readers
from ipplan.page.talk.view import Look, Place
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit
from ipplan.plan import talks as rules
from ipplan.plan.changes import check_may_write
from ipplan.plan.forms import Filled, fill, shown
from ipplan.plan.talks import MESSAGE
from ipplan.store.drafts import Draft, my_drafts
from ipplan.store.versions import Clear

ROAD = "messages"


@signed_in
async def index(request: Request) -> Response:
    """All that the visitor takes part in, the newest first, with what she has not read."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road=ROAD)
    permits = [await visit.open(one) for one in sorted(await house.talks.sections(visit))]
    view = await house.talks.list_view(visit, permits)
    parts = {one.name: one.html for one in view.fragments}
    diary = room_of(visit, "diary")
    values: dict[str, Any] = {
        "parts": parts,
        "may_begin": begins_in(visit),
        "diary": diary and visit.may(diary),
    }
    return room_page(request, visit, "messages", "messages/index.html", **values)


def begins_in(visit: Visit) -> list[UUID]:
    """The sections in which the visitor may begin a conversation."""
    if visit.standing.paused or visit.standing.closed:
        return []
    least = rules.CONVERSATION.least
    return [row.section_id for row in visit.open_sections() if visit.may(row.section_id, least)]


@signed_in
async def show(request: Request) -> Response:
    """One conversation: what was said, and a field to say more."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road=ROAD)
    permit = await visit.open(uuid_in(request, "section"))
    await house.talks.check(permit, uuid_in(request, "talk"))
    whole = request.query_params.get("all") == "yes"
    look = await house.talks.look(visit, permit, Place(permit.section_id, uuid_in(request, "talk"), whole))
    async with house.database.engine.connect() as tx:
        drafts = await my_drafts(tx, permit)
    return _page(request, look, _editor(look, drafts))


def _page(request: Request, look: Look, editor: Editor, status: int = 200) -> Response:
    view = house_of(request).talks.view(look)
    parts = {one.name: one.html for one in view.fragments}
    messages = [one.html for one in view.fragments if one.name.startswith(SECTION)]
    values = {"look": look, "talk": look.talk, "parts": parts, "messages": messages, "editor": editor}
    return room_page(request, look.visit, "messages", "messages/show.html", status, **values)


def _editor(
    look: Look,
    drafts: Mapping[UUID, Draft],
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> Editor:
    """The field to write in, with what she had begun, or sent."""
    parent_id = look.talk.node.item_id if look.talk.node else None
    begun = next((one for one in drafts.values() if _is_begun(one, parent_id)), None)
    values = shown(MESSAGE, Clear("message"), MESSAGE.content({})) | (dict(begun.content) if begun else {})
    item_id = as_uuid(typed.get("item")) if typed else begun.item_id if begun else uuid4()
    values |= typed or {}
    return Editor(
        look.talk.permit,
        MESSAGE,
        item_id,
        parent_id,
        None,
        values,
        None,
        errors or {},
        begun,
        makes=look.path,
    )


def _is_begun(draft: Draft, parent_id: UUID | None) -> bool:
    return (draft.kind, draft.parent_id, draft.base) == ("message", parent_id, None)


@signed_in
async def say(request: Request) -> Response:
    """Say something: it is on the others' screens at once. The field stays open for the next."""
    typed = await typed_in(request)
    try:
        return await _say(request, typed)
    except AnotherPen:
        return over(request, {**typed, "kind": "message"})


async def _say(request: Request, typed: Mapping[str, str]) -> Response:
    talk_id, item_id = uuid_in(request, "talk"), as_uuid(typed.get("item"))
    filled, kept = fill(MESSAGE, typed, Clear("message"), {}), None
    async with writing(request) as (held, visit):
        check_pen(visit, typed)
        permit = await visit.open(uuid_in(request, "section"))
        check_may_write(permit, MESSAGE)
        if not filled.errors:
            area = visit.area(permit.section_id)
            kept = await rules.say(held, permit, area, talk_id, item_id, filled)
            await tell_readers(held, visit, permit.section_id, talk_id)
    if filled.errors:
        return await _again(request, visit, permit, talk_id, typed, filled)
    told = Told(
        closes=f"new-message-{talk_id}",
        said=KEPT if kept else "",
        anchor=f"item-{item_id}",
        opens=_next(request, visit, permit, talk_id) if is_fragment(request) else "",
    )
    return await show_talk(request, visit, permit.section_id, talk_id, told)


def _next(request: Request, visit: Visit, permit: Permit, talk_id: UUID) -> str:
    """An empty field, in the place of the one that was sent."""
    parent_id = talk_id if talk_id != permit.section_id else None
    values = shown(MESSAGE, Clear("message"), MESSAGE.content({}))
    editor = Editor(permit, MESSAGE, uuid4(), parent_id, None, values, None, makes=request.url.path)
    return text(request, "messages/_write.html", editor=editor, visit=visit)


async def _again(
    request: Request, visit: Visit, permit: Permit, talk_id: UUID, typed: Mapping[str, str], filled: Filled
) -> Response:
    """The same field, with what is wrong; what was typed stays."""
    look = await house_of(request).talks.look(visit, permit, Place(permit.section_id, talk_id))
    editor = _editor(look, {}, typed, filled.errors)
    if not is_fragment(request):
        return _page(request, look, editor, 422)
    return page(request, "messages/_write_again.html", 422, editor=editor, visit=visit)
