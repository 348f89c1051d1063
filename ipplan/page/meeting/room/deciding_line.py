"""A decision becomes an action: a small form on a line of minutes or under a point, in place or as a page."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.meeting.meetings import enter_room, room_of
from ipplan.page.meeting.room.after import Told, show_room
from ipplan.page.meeting.room.decision_form import Form, about, choice_of, read, short
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.plan.pen import AnotherPen, check_pen, over
from ipplan.page.respond import as_uuid, is_fragment, page, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Access, Permit, Refused
from ipplan.plan.decided import Here, absent, check_may_decide, decide
from ipplan.plan.gathering import gathering_of
from ipplan.plan.meetings import one_meeting
from ipplan.store.database import Tx
from ipplan.store.gatherings import events_of
from ipplan.store.items import Item, one_item
from ipplan.store.outbox import promise
from ipplan.store.spaces import Writing

IDS = ("line", "action", "duty", "goal")
EMPTY = dict.fromkeys(("what", "who", "due_on", "under", "new_goal"), "")
LOCKED = N_("Referatet er låst. Lag tiltaket i planen i stedet.")


@signed_in
async def new(request: Request) -> Response:
    """The form: on a line with the line's words, under a point empty."""
    room = await enter_room(request, "edit")
    permit = await room.visit.open(uuid_in(request, "section"))
    async with house_of(request).database.engine.connect() as tx:
        meeting = await one_meeting(tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        now = gathering_of(await events_of(tx, room.permit, meeting.meeting_id))
        item = await _decided_on(tx, permit, uuid_in(request, "item"))
    here = Here(room.permit, permit, room.viewer, meeting, now)
    _check(room.visit, here)
    if request.query_params.get("shut") == "yes":
        return HTMLResponse(f'<div id="decide-{item.item_id}"></div>')
    form = Form(room.visit, here, item, {})
    if now.is_locked:
        return _show(request, replace(form, errors={"form": LOCKED}), 409)
    choice = await choice_of(request, room.visit, permit)
    what = "" if form.writes_line else short(item.content["body"])
    typed = {name: str(uuid4()) for name in IDS} | EMPTY | {"what": what, "under": about(item, choice)}
    return _show(request, replace(form, typed=typed, choice=choice), 200)


@signed_in
async def create(request: Request) -> Response:
    """One press: the action, who is asked, and where there was none the line."""
    typed = {**EMPTY, **await typed_in(request)}
    try:
        return await _create(request, typed)
    except AnotherPen:
        return over(request, {**typed, "title": typed["what"]})


async def _create(request: Request, typed: Mapping[str, str]) -> Response:
    ids = {name: as_uuid(typed.get(name)) for name in IDS}
    form = None
    async with writing(request) as (held, visit):
        check_pen(visit, typed)
        room = await room_of(visit)
        meeting = await one_meeting(held.tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        now = gathering_of(await events_of(held.tx, room.permit, meeting.meeting_id))
        permit = await visit.open(uuid_in(request, "section"))
        here = Here(room.permit, permit, room.viewer, meeting, now)
        _check(visit, here)
        item = await _decided_on(held.tx, permit, uuid_in(request, "item"))
        # Sent twice, since its sender got no answer: it is made already.
        if not any(one.action == ids["action"] for one in now.decided):
            form = await _make(request, held, Form(visit, here, item, typed), ids)
    if form is not None:
        return _show(request, form, 422)
    line = item.item_id if item.clear.kind == "line" else ids["line"]
    told = Told(
        closes=f"decide-{item.item_id}",
        said=N_("Tiltaket er laget, og den som skal gjøre det, er spurt."),
        anchor=f"item-{line}",
    )
    return await show_room(request, visit, meeting.meeting_id, told)


def _check(visit: Visit, here: Here) -> None:
    check_may_decide(here)
    if not any(visit.may(row.section_id, Access.WRITE) for row in visit.open_sections()):
        raise Refused("writes_nowhere")


async def _make(request: Request, held: Writing, form: Form, ids: Mapping[str, UUID]) -> Form | None:
    """Make what the form says; the form with what is wrong, if anything is."""
    if form.here.now.is_locked:
        return replace(form, errors={"form": LOCKED})
    form = replace(form, choice=await choice_of(request, form.visit, form.here.permit))
    found = await read(held.tx, form, ids)
    if isinstance(found, Mapping):
        return replace(form, errors=found)
    wanted, there = found
    await decide(held, form.here, there, form.item, wanted)
    for account_id in absent(form.here.now, _asked(form.visit, wanted.who)):
        place = {"space_id": str(held.space_id), "section_id": str(there.section_id)}
        await promise(held.tx, "send_asked", **place, item_id=str(wanted.duty), account_id=str(account_id))
    return None


def _asked(visit: Visit, who: UUID) -> set[UUID]:
    """Who can answer, but for who is writing: the one who is asked; for an owner also who acts for her."""
    acting = {one for one, standing in visit.company().standings.items() if standing.on_behalf_of == who}
    return ({who} | acting) - {visit.actor.account_id}


async def _decided_on(tx: Tx, permit: Permit, item_id: UUID) -> Item:
    """A line, or a point, of this meeting's; raises `Refused`."""
    item = await one_item(tx, permit, item_id)
    if item.clear.kind not in ("line", "point") or item.clear.closed:
        raise Refused("no_line")
    return item


def _show(request: Request, form: Form, status: int) -> Response:
    title = N_("Vi ble enige om …") if form.writes_line else N_("Gjør til tiltak")
    values: dict[str, Any] = {"form": form, "title": title, "posted": request.method == "POST"}
    if is_fragment(request):
        return page(request, "meetings/_decide_slot.html", status, **values)
    return page(request, "meetings/decide.html", status, **values)
