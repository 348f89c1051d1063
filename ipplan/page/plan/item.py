"""Items: the form to write one, saving, drafts."""

from collections.abc import Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from uuid import UUID, uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ipplan.gate.viewer import known_as
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.device.unsent import stands_already
from ipplan.page.house import house_of
from ipplan.page.plan.editing import KEPT, Editor, Part, above, show_conflict, show_editor, show_result
from ipplan.page.plan.pen import AnotherPen, check_pen, locked, over
from ipplan.page.respond import as_uuid, text, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit, Refused
from ipplan.plan import changes
from ipplan.plan.forms import Filled, draft_content, fill, gathered, shown
from ipplan.plan.kinds import KINDS, Kind
from ipplan.plan.responsibilities import FIRST, asked_anew
from ipplan.plan.striking import check_not_struck
from ipplan.store.database import Tx
from ipplan.store.drafts import Draft, drop_draft, my_drafts, put_draft
from ipplan.store.items import Item, one_item
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear


def writing(
    request: Request, *, paused: bool = False, closed: bool = False
) -> AbstractAsyncContextManager[tuple[Writing, Visit]]:
    """The gate's way in to write in the plan of the path; ``paused`` and ``closed`` as there."""
    gate, actor = house_of(request).gate, who_of(request).actor
    return gate.writing(uuid_in(request, "plan"), actor, paused=paused, closed=closed)


async def enter(request: Request, road: str = "edit") -> tuple[Visit, Permit]:
    """Enter the plan and open the section of the path; raises `Refused`."""
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road=road)
    return visit, await visit.open(uuid_in(request, "section"))


async def typed_in(request: Request) -> dict[str, str]:
    """The form's text fields, without what no text has: NUL bytes, and halves of characters."""
    try:
        form = await request.form()
    except UnicodeError:
        raise HTTPException(400) from None
    return {name: _text(value) for name, value in form.items() if isinstance(value, str)}


def _text(value: str) -> str:
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


@signed_in
async def new(request: Request) -> Response:
    """An empty form for a new item, or the draft one had begun."""
    visit, permit = await enter(request)
    kind = changes.check_kind_here(request.query_params.get("kind", ""), visit.area(permit.section_id))
    changes.check_may_write(permit, kind)
    under = request.query_params.get("under")
    parent_id = as_uuid(under) if under else None
    item_id = as_uuid(request.query_params["item"]) if "item" in request.query_params else uuid4()
    async with house_of(request).database.engine.connect() as tx:
        draft = (await my_drafts(tx, permit)).get(item_id)
    values = shown(kind, Clear(kind.name, status=kind.first_status), kind.content({}))
    if "title" in values and "title" in request.query_params:
        values["title"] = request.query_params["title"][:200]
    if "account" in values and "account" in request.query_params:
        values |= known_as(visit, as_uuid(request.query_params["account"]))
    if draft is not None:
        values |= draft.content
        parent_id = draft.parent_id
    return await show_editor(
        request, visit, Editor(permit, kind, item_id, parent_id, None, values, None, draft=draft)
    )


@signed_in
async def edit(request: Request) -> Response:
    """The form of an item, with the draft one had begun if there is one."""
    visit, permit = await enter(request)
    async with house_of(request).database.engine.connect() as tx:
        item = await one_item(tx, permit, uuid_in(request, "item"))
        draft = (await my_drafts(tx, permit)).get(item.item_id)
    kind = KINDS[item.clear.kind]
    changes.check_may_write(permit, kind, item)
    return await show_editor(request, visit, _editor_of(permit, kind, item, draft))


def _editor_of(permit: Permit, kind: Kind, item: Item, kept: Draft | None) -> Editor:
    values, base, theirs = shown(kind, item.clear, item.content), item.head.version_id, None
    if kept is not None:
        values |= kept.content
        base = kept.base or base
        # Somebody saved since the draft was begun: show that beside it from the start.
        theirs = item.head if base != item.head.version_id else None
    return Editor(
        permit, kind, item.item_id, item.clear.parent_id, item, values, base, draft=kept, theirs=theirs
    )


@signed_in
async def create(request: Request) -> Response:
    """Make the item of a filled-in form."""
    typed = await typed_in(request)
    kind = changes.check_kind(typed.get("kind", ""))
    item_id = as_uuid(typed.get("item"))
    parent_id = as_uuid(typed["under"]) if typed.get("under") else None
    try:
        return await _create(request, typed, kind, item_id, parent_id)
    except AnotherPen:
        return over(request, typed)


async def _create(
    request: Request, typed: Mapping[str, str], kind: Kind, item_id: UUID, parent_id: UUID | None
) -> Response:
    conflict, typed = None, gathered(kind, typed)
    async with writing(request) as (held, visit):
        check_pen(visit, typed)
        permit = await visit.open(uuid_in(request, "section"))
        changes.check_kind_here(kind.name, visit.area(permit.section_id))
        changes.check_may_write(permit, kind)
        filled = fill(kind, typed, Clear(kind.name, status=kind.first_status), {})
        among = await above(held.tx, permit, parent_id)
        filled = await _with_responsible(request, visit, permit, kind, filled, None, among)
        editor = Editor(permit, kind, item_id, parent_id, None, typed, None, filled.errors)
        if not filled.errors:
            conflict = await changes.create(held, permit, item_id, kind, parent_id, filled)
    if filled.errors:
        return await show_editor(request, visit, editor, 422)
    said = KEPT if conflict else N_("Lagret.")
    return await show_result(
        request,
        visit,
        permit.section_id,
        closes=editor.slot,
        said=said,
        anchor=f"item-{item_id}",
        of=Part(kind.name, parent_id),
    )


@signed_in
async def save(request: Request) -> Response:
    """Save a form: a new version, or both texts where somebody saved in between."""
    typed = await typed_in(request)
    try:
        return await _save(request, typed, as_uuid(typed.get("base")))
    except AnotherPen:
        return over(request, typed)
    except changes.MinutesLocked:
        return locked(request, typed)


async def _save(request: Request, typed: Mapping[str, str], base: UUID) -> Response:
    conflict = None
    async with writing(request) as (held, visit):
        check_pen(visit, typed)
        permit = await visit.open(uuid_in(request, "section"))
        item = await one_item(held.tx, permit, uuid_in(request, "item"))
        kind = KINDS[item.clear.kind]
        changes.check_may_write(permit, kind, item)
        typed = gathered(kind, typed)
        filled = fill(kind, typed, item.clear, item.content)
        among = await above(held.tx, permit, item.item_id)
        filled = await _with_responsible(request, visit, permit, kind, filled, item, among)
        editor = Editor(permit, kind, item.item_id, item.clear.parent_id, item, typed, base, filled.errors)
        if not filled.errors:
            conflict = await changes.save(held, permit, item, base, filled)
    if filled.errors:
        return await show_editor(request, visit, editor, 422)
    if conflict is not None:
        return await show_conflict(request, visit, editor, conflict)
    return await show_result(
        request,
        visit,
        permit.section_id,
        closes=editor.slot,
        said=N_("Lagret."),
        undo={"path": f"{editor.path}/undo", "after": str(item.head.version_id)},
        anchor=f"item-{item.item_id}",
        of=Part.of(item),
    )


async def _with_responsible(
    request: Request,
    visit: Visit,
    permit: Permit,
    kind: Kind,
    filled: Filled,
    before: Item | None,
    among: Collection[UUID],
) -> Filled:
    """Only somebody who may read what it is about can be asked; somebody new is asked anew."""
    if "responsible_id" not in kind.clear or "responsible_id" in filled.errors:
        return filled
    responsible_id = filled.clear.responsible_id
    readers = {one.account_id for one in visit.company().readers_of(permit.section_id, among)}
    if responsible_id not in readers:
        wrong = {"responsible_id": N_("Velg hvem som blir spurt.")}
        return replace(filled, errors={**filled.errors, **wrong})
    if asked_anew(before, responsible_id):
        content = {**filled.content, "reason": ""}
        return replace(filled, clear=replace(filled.clear, status=FIRST), content=content)
    return filled


@signed_in
async def draft(request: Request) -> Response:
    """Keep what is being typed; answers when it was kept."""
    typed = await typed_in(request)
    house = house_of(request)
    visit, permit = await enter(request)
    item_id = uuid_in(request, "item")
    try:
        check_pen(visit, typed)
    except AnotherPen:
        return HTMLResponse(text(request, "together/_draft_not_kept.html"))
    async with house.database.begin() as tx:
        kind, parent_id, base = await _drafted(tx, permit, item_id, typed)
        if not await stands_already(request, tx, permit, item_id, kind, typed):
            await put_draft(
                tx,
                permit,
                item_id=item_id,
                kind=kind.name,
                parent_id=parent_id,
                base=base,
                content=draft_content(kind, typed),
                now=visit.at,
            )
    return HTMLResponse(text(request, "item/_draft_kept.html", at=visit.at))


async def _drafted(
    tx: Tx, permit: Permit, item_id: UUID, typed: Mapping[str, str]
) -> tuple[Kind, UUID | None, UUID | None]:
    """What a draft is of: an item that stands, or a new one of a kind one may write here."""
    if typed.get("base"):
        item = await one_item(tx, permit, item_id)
        kind = KINDS[item.clear.kind]
        changes.check_may_write(permit, kind, item)
        base = as_uuid(typed["base"])
        if base != item.head.version_id:
            await check_not_struck(tx, permit, item_id, base)
        return kind, item.clear.parent_id, base
    kind = changes.check_kind(typed.get("kind", ""))
    changes.check_may_write(permit, kind)
    if not typed.get("under"):
        return kind, None, None
    return kind, (await one_item(tx, permit, as_uuid(typed["under"]))).item_id, None


@signed_in
async def discard(request: Request) -> Response:
    """Throw one's draft away, on purpose."""
    visit, permit = await enter(request)
    item_id = uuid_in(request, "item")
    typed = await typed_in(request)
    async with house_of(request).database.begin() as tx:
        await drop_draft(tx, permit, item_id)
    slot = typed.get("slot", "")
    if not slot.startswith(("edit-", "new-")):
        raise Refused("slot")
    under = as_uuid(typed["under"]) if typed.get("under") else item_id
    of = Part(typed.get("kind", ""), under)
    return await show_result(request, visit, permit.section_id, closes=slot, of=of)
