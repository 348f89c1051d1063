"""A diary's page: one's own entries, and those that others have shared, by day."""

from collections.abc import Mapping
from itertools import groupby
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.rooms import make_room, room_of
from ipplan.gate.visit import Visit
from ipplan.page.diary.opened import enter_diary, opened_with
from ipplan.page.house import house_of
from ipplan.page.plan.editing import Editor, show_editor
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.plan.pen import AnotherPen, check_pen, over
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import as_uuid, see_other, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Permit, Refused
from ipplan.plan.diaries import ENTRY, check_writes_own, day_of, entries_in, write
from ipplan.plan.forms import fill, shown
from ipplan.plan.periods import OSLO
from ipplan.store.accounts import names
from ipplan.store.drafts import Draft, my_drafts
from ipplan.store.versions import Clear


@signed_in
async def index(request: Request) -> Response:
    """The newest day first."""
    diary = await enter_diary(request)
    nodes = entries_in(await opened_with(request, diary))
    drafts: list[Draft] = []
    people = {node.item.created_by for node in nodes}
    people |= {who for node in nodes for who in node.clear.audience or ()}
    async with house_of(request).database.engine.connect() as tx:
        known = await names(tx, people)
        if diary.permit:
            drafts = [one for one in (await my_drafts(tx, diary.permit)).values() if one.base is None]
    days = [(day, list(found)) for day, found in groupby(nodes, day_of)]
    return room_page(
        request,
        diary.visit,
        "messages",
        "diary/show.html",
        diary=diary,
        days=days,
        names=known,
        me=diary.visit.actor.account_id,
        drafts=[one for one in drafts if one.kind == ENTRY.name],
    )


@signed_in
async def make(request: Request) -> Response:
    """Make the room for it, by who decides; others write in it when she has let them in."""
    async with writing(request) as (held, visit):
        await make_room(held, visit, "diary")
    return see_other(f"/plans/{visit.space.space_id}/diary")


@signed_in
async def new(request: Request) -> Response:
    """An empty page, or the one she had begun."""
    diary = await enter_diary(request)
    permit = diary.permit
    if permit is None:
        raise Refused("no_diary")
    check_writes_own(permit)
    item_id = as_uuid(request.query_params["item"]) if "item" in request.query_params else uuid4()
    async with house_of(request).database.engine.connect() as tx:
        draft = (await my_drafts(tx, permit)).get(item_id)
    today = diary.visit.at.astimezone(OSLO).date().isoformat()
    values = shown(ENTRY, Clear(ENTRY.name), ENTRY.content({})) | {"starts_on": today}
    values |= draft.content if draft else {}
    return await show_editor(request, diary.visit, _editor(diary.visit, permit, item_id, values, draft=draft))


def _editor(
    visit: Visit,
    permit: Permit,
    item_id: UUID,
    values: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    draft: Draft | None = None,
) -> Editor:
    makes = f"/plans/{visit.space.space_id}/diary/entries"
    return Editor(permit, ENTRY, item_id, None, None, values, None, errors or {}, draft, makes=makes)


@signed_in
async def create(request: Request) -> Response:
    """Write it down: for herself alone, until she shares it."""
    typed = await typed_in(request)
    item_id = as_uuid(typed.get("item"))
    filled = fill(ENTRY, typed, Clear(ENTRY.name), {})
    try:
        async with writing(request) as (held, visit):
            check_pen(visit, typed)
            section_id = room_of(visit, "diary")
            if section_id is None:
                raise Refused("no_diary")
            permit = await visit.open(section_id)
            check_writes_own(permit)
            if not filled.errors:
                await write(held, permit, item_id, filled)
    except AnotherPen:
        return over(request, {**typed, "kind": ENTRY.name})
    if filled.errors:
        editor = _editor(visit, permit, item_id, typed, filled.errors)
        return await show_editor(request, visit, editor, 422)
    return see_other(f"/plans/{uuid_in(request, 'plan')}/diary#item-{item_id}")
