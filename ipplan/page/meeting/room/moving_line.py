"""A line in the wrong section is moved; who decides learns who had it on screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.on_screen import had_on_screen
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.meeting.meetings import enter_room, path_of, room_of
from ipplan.page.meeting.room.after import Told, show_room
from ipplan.page.meeting.room.becoming import moves_told
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import as_uuid, page, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Access, Permit, Refused
from ipplan.plan.agendas import agenda_id, meeting_of
from ipplan.plan.changes import check_may_write
from ipplan.plan.meetings import Meeting, one_meeting
from ipplan.plan.minutes import LINE, move_line
from ipplan.plan.outcomes import moved
from ipplan.plan.outline import Outline
from ipplan.plan.points import check_takes_part
from ipplan.plan.stays import stays_of
from ipplan.store.gatherings import events_of, is_locked, put_event
from ipplan.store.items import Item, lineage, one_item
from ipplan.store.spaces import Writing


@dataclass(frozen=True)
class Target:
    """A section that the line may be moved to, and whom that concerns, by name."""

    outline: Outline
    sees: Sequence[str]
    sees_no_more: Sequence[str]


@signed_in
async def new(request: Request) -> Response:
    """Where to, and who sees it then."""
    return await _form(request, "", 200)


@signed_in
async def create(request: Request) -> Response:
    """Move it."""
    typed = (await typed_in(request)).get("to", "")
    if not typed:
        return await _form(request, N_("Velg hvor linjen skal stå."), 422)
    there_id = as_uuid(typed)
    async with writing(request) as (held, visit):
        meeting, apart = await _meeting(held, visit, uuid_in(request, "meeting"))
        here, there = await visit.open(uuid_in(request, "section")), await visit.open(there_id)
        item = await one_item(held.tx, here, uuid_in(request, "item"))
        new_id = await _move(held, visit, apart, here, there, meeting, item, None)
    undo = f"{_path(request)}/moving/back"
    told = Told(said=N_("Linjen er flyttet."), undo={"path": undo, "after": ""}, anchor=f"item-{new_id}")
    return await show_room(request, visit, meeting.meeting_id, told)


@signed_in
async def back(request: Request) -> Response:
    """Undo it: what now stands there comes back under its point, with all that was written in it since."""
    async with writing(request) as (held, visit):
        meeting, _ = await _meeting(held, visit, uuid_in(request, "meeting"))
        here = await visit.open(uuid_in(request, "section"))
        item = await one_item(held.tx, here, uuid_in(request, "item"))
        meeting_id, new_id = await move_back(held, visit, here, item)
        if meeting_id != meeting.meeting_id:
            raise Refused("not_of_meeting")
    told = Told(said=N_("Angret."), anchor=f"item-{new_id}")
    return await show_room(request, visit, meeting_id, told)


async def move_back(held: Writing, visit: Visit, here: Permit, item: Item) -> tuple[UUID, UUID]:
    """Undo the move of a line, of which ``item`` is what is left: (meeting, where it stands now).

    Raises `Refused`, also for what was moved on from there.
    """
    section, _, new = item.content.get("moved_to", "").partition("/")
    if item.clear.kind != "line":
        raise Refused("no_line")
    chain = await lineage(held.tx, here, item.item_id)
    meeting, apart = await _meeting(held, visit, meeting_of(chain[-1]))
    there = await visit.open(as_uuid(section))
    moved_item = await one_item(held.tx, there, as_uuid(new))
    under = chain[1].item_id
    return meeting.meeting_id, await _move(held, visit, apart, there, here, meeting, moved_item, under)


@signed_in
async def moves(request: Request) -> Response:
    """All lines of a meeting that were moved, and who had each on screen: for who decides alone."""
    room = await enter_room(request)
    if not room.viewer.decides:
        raise Refused("decides")
    house = house_of(request)
    look = await house.rooms.look(room.visit, uuid_in(request, "meeting"), room.permit)
    permits = [await room.visit.open(one) for one in sorted(look.sections)]
    titles = {one: outline.title for one, (_, outline) in (await house.reader.outlines(permits)).items()}
    values: dict[str, Any] = {"titles": titles, "names": room.visit.company().names}
    values |= {
        "moves": await moves_told(house.database, look),
        "room_path": path_of(room, look.meeting.meeting_id),
    }
    return page(request, "meetings/moves.html", **values)


async def _meeting(held: Writing, visit: Visit, meeting_id: UUID) -> tuple[Meeting, Permit]:
    room = await room_of(visit)
    meeting = await one_meeting(held.tx, room.permit, room.viewer, meeting_id)
    check_takes_part(room.viewer, meeting)
    return meeting, room.permit


async def _move(
    held: Writing,
    visit: Visit,
    apart: Permit,
    here: Permit,
    there: Permit,
    meeting: Meeting,
    item: Item,
    under: UUID | None,
) -> UUID:
    """Move it, and write down who had it on screen before it was."""
    chain = await lineage(held.tx, here, item.item_id)
    stays = stays_of(await events_of(held.tx, apart, meeting.meeting_id))
    seen = await had_on_screen(held, visit, chain, there.section_id, stays)
    new_id = await move_line(held, here, there, meeting, item, under=under)
    said = moved(item.item_id, here.section_id, there.section_id, seen)
    await put_event(held, apart, meeting.meeting_id, "line_moved", said)
    return new_id


async def _form(request: Request, error: str, status: int) -> Response:
    room = await enter_room(request, "edit")
    visit, house = room.visit, house_of(request)
    here = await visit.open(uuid_in(request, "section"))
    async with house.database.engine.connect() as tx:
        meeting = await one_meeting(tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        check_takes_part(room.viewer, meeting)
        chain = await lineage(tx, here, uuid_in(request, "item"))
        locked = await is_locked(tx, room.space_id, meeting.meeting_id)
    item = chain[0]
    check_may_write(here, LINE, item)
    if item.clear.kind != "line" or item.clear.closed or locked:
        raise Refused("no_line")
    if chain[-1].item_id != agenda_id(meeting.meeting_id, here.section_id):
        raise Refused("not_of_meeting")
    able = [one for one in room.viewer.open_to if visit.may(one, Access.COMMENT)]
    outlines = await house.reader.outlines(
        [await visit.open(one) for one in sorted({*able, here.section_id})]
    )
    own = outlines[here.section_id][1]
    targets = [_target(visit, own, one) for _, one in outlines.values() if one is not own]
    values: dict[str, Any] = {"item": item, "own": own, "targets": targets, "error": error}
    return page(
        request,
        "meetings/move_line.html",
        status,
        room_path=path_of(room, meeting.meeting_id),
        to=_path(request),
        **values,
    )


def _target(visit: Visit, own: Outline, outline: Outline) -> Target:
    """By who may open each section: from whom a single line is withheld, and that it is, is not said here."""
    company = visit.company()
    now = {one.account_id: one.account.name for one in company.readers_of(own.section_id)}
    then = {one.account_id: one.account.name for one in company.readers_of(outline.section_id)}
    return Target(outline, list(then.values()), [name for who, name in now.items() if who not in then])


def _path(request: Request) -> str:
    plan, meeting, section, item = (uuid_in(request, name) for name in ("plan", "meeting", "section", "item"))
    return f"/plans/{plan}/meetings/{meeting}/points/{section}/{item}"
