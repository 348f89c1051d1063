"""Running a meeting: begin, go from point to point, note who is there, end."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.page.meeting.meetings import Room, room_of
from ipplan.page.meeting.room.after import Told, show_room
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import as_uuid, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Refused
from ipplan.plan import gathering as rules
from ipplan.plan.agendas import agenda_id
from ipplan.plan.gathering import Gathering, gathering_of
from ipplan.plan.meetings import Meeting, one_meeting
from ipplan.store.gatherings import events_of
from ipplan.store.items import lineage
from ipplan.store.spaces import Writing

LONGEST_NAME = 100


@dataclass(frozen=True)
class Running:
    """A meeting under its plan's lock, as it goes."""

    held: Writing
    room: Room
    meeting: Meeting
    now: Gathering


async def run(
    request: Request, act: Callable[[Running], Awaitable[None]], told: Told | None = None
) -> Response:
    """Do something at the meeting of the path, and show its page again."""
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        meeting = await one_meeting(held.tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        now = gathering_of(await events_of(held.tx, room.permit, meeting.meeting_id))
        await act(Running(held, room, meeting, now))
    return await show_room(request, room.visit, meeting.meeting_id, told or Told())


@signed_in
async def beginning(request: Request) -> Response:
    """Begin it."""

    async def act(one: Running) -> None:
        await rules.begin(one.held, one.room.permit, one.room.viewer, one.meeting, one.now)

    return await run(request, act)


@signed_in
async def ending(request: Request) -> Response:
    """End it."""

    async def act(one: Running) -> None:
        await rules.end(one.held, one.room.permit, one.room.viewer, one.meeting, one.now)

    return await run(request, act)


@signed_in
async def current(request: Request) -> Response:
    """Speak of a point from now on; of none where none is named."""
    typed = await typed_in(request)

    async def act(one: Running) -> None:
        point = await _point(one, typed) if typed.get("point") else None
        await rules.go_to(one.held, one.room.permit, one.room.viewer, one.meeting, one.now, point)

    return await run(request, act)


async def _point(one: Running, typed: dict[str, str]) -> UUID:
    """A point of this meeting that its chair sees; raises `Refused`."""
    section, point = as_uuid(typed.get("section")), as_uuid(typed["point"])
    permit = await one.room.visit.open(section)
    found = await lineage(one.held.tx, permit, point)
    if found[0].clear.kind != "point" or found[-1].item_id != agenda_id(one.meeting.meeting_id, section):
        raise Refused("no_point")
    return point


@signed_in
async def attendance(request: Request) -> Response:
    """Somebody is there, or has left."""
    typed = await typed_in(request)
    who, there = as_uuid(typed.get("who")), typed.get("there") == "yes"

    async def act(one: Running) -> None:
        me, invited = one.room.viewer.account_id, one.meeting.newest.words.invited
        others = one.room.visit.company().sharing(one.room.viewer.open_to, me)
        if who not in invited | {me} | {person.account_id for person in others}:
            raise Refused("not_here")
        room = one.room
        await rules.attend(one.held, room.permit, room.viewer, one.meeting, one.now, who, there=there)

    return await run(request, act)


@signed_in
async def guests(request: Request) -> Response:
    """Somebody is there to whom nothing of the plan is open, or has left."""
    typed = await typed_in(request)
    guest, there = typed.get("guest", "").strip()[:LONGEST_NAME], typed.get("there") == "yes"

    async def act(one: Running) -> None:
        if guest:
            room = one.room
            await rules.receive(one.held, room.permit, room.viewer, one.meeting, one.now, guest, there=there)

    return await run(request, act)
