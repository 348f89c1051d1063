"""The agenda of a meeting: proposing a point, agreeing to one, saying that it is done."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.meeting.meetings import enter_room
from ipplan.page.meeting.room.after import Told
from ipplan.page.meeting.room.rooms import Look
from ipplan.page.meeting.room.running import Running, run
from ipplan.page.plan.item import typed_in
from ipplan.page.plan.pen import locked
from ipplan.page.respond import as_uuid, page, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Refused
from ipplan.plan import points as rules
from ipplan.plan.changes import MinutesLocked
from ipplan.plan.forms import Filled, fill
from ipplan.plan.gathering import go_to
from ipplan.plan.outline import Outline
from ipplan.plan.points import POINT
from ipplan.store.items import one_item
from ipplan.store.versions import Clear


@signed_in
async def new(request: Request) -> Response:
    """The form of a new point."""
    return await _form(request, {}, {})


@signed_in
async def create(request: Request) -> Response:
    """Propose a point; by who decides it stands at once."""
    typed = await typed_in(request)
    filled = fill(POINT, typed, Clear("point", status=POINT.first_status), {})
    errors = dict(filled.errors)
    section = as_uuid(typed["section"]) if typed.get("section") else None
    if section is None:
        errors["section"] = N_("Velg hvilken del saken hører til.")
    if errors or section is None:
        return await _form(request, typed, errors, 422)
    return await _create(request, typed, section, filled)


async def _create(request: Request, typed: Mapping[str, str], section: UUID, filled: Filled) -> Response:
    about = as_uuid(typed["about"]) if typed.get("about") else None
    item_id = as_uuid(typed["item"]) if typed.get("item") else uuid4()

    async def act(one: Running) -> None:
        permit = await one.room.visit.open(section)
        if about is not None:
            await one_item(one.held.tx, permit, about)
        await rules.add_point(one.held, permit, one.room.viewer, one.meeting, item_id, filled, about=about)

    try:
        return await run(request, act, Told(said=N_("Saken er satt opp."), anchor=f"item-{item_id}"))
    except MinutesLocked:
        return locked(request, {**typed, "kind": "point"})


@signed_in
async def status(request: Request) -> Response:
    """Agree to a point, say that it is done, put it off."""
    to = (await typed_in(request)).get("status", "")
    section, item_id = uuid_in(request, "section"), uuid_in(request, "item")

    async def act(one: Running) -> None:
        permit = await one.room.visit.open(section)
        item = await one_item(one.held.tx, permit, item_id)
        await rules.set_point(one.held, permit, one.room.viewer, one.meeting, item, to)
        if to in ("done", "postponed") and one.now.current == item_id:
            await stop_speaking(one)

    return await run(request, act, Told(anchor=f"item-{item_id}"))


async def stop_speaking(one: Running) -> None:
    """A point that is done is not spoken of any more."""
    await go_to(one.held, one.room.permit, one.room.viewer, one.meeting, one.now, None)


async def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    room = await enter_room(request)
    look = await house_of(request).rooms.look(room.visit, uuid_in(request, "meeting"), room.permit)
    rules.check_takes_part(look.viewer, look.meeting)
    if look.gathering.is_locked:
        raise Refused("minutes_locked")
    sections = await _sections(request, look)
    typed = {"title": "", "body": "", "section": "", "item": str(uuid4()), **typed}
    values: dict[str, Any] = {"look": look, "sections": sections, "typed": typed, "errors": errors}
    return page(request, "meetings/point_new.html", status, space_id=room.space_id, **values)


async def _sections(request: Request, look: Look) -> list[Outline]:
    """The sections that a point may belong to, as far as they are open to who proposes it."""
    about = look.sections & look.meeting.newest.when.sections
    permits = [await look.visit.open(one) for one in sorted(about)]
    return [outline for _, outline in (await house_of(request).reader.outlines(permits)).values()]
