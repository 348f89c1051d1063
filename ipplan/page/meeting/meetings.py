"""Meetings of a plan: the list, one of them, and what people answer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.viewer import place_outside, viewer_of
from ipplan.gate.visit import Visit
from ipplan.letter.calendar import calendar
from ipplan.letter.invitation import Sender, entry_of
from ipplan.live.frames import SECTION
from ipplan.page.house import house_of
from ipplan.page.meeting.beside import in_scope
from ipplan.page.meeting.room.after import Told, show_room
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import language_of, page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit, Refused
from ipplan.plan import meetings as rules
from ipplan.plan.meetings import Meeting, Viewer
from ipplan.plan.points import agree_to_all
from ipplan.plan.polls import polls_of
from ipplan.store.meetings import Change, called_of
from ipplan.store.outbox import promise
from ipplan.store.spaces import Writing


@dataclass(frozen=True)
class Room:
    """The meetings of one plan, opened for one visitor."""

    visit: Visit
    viewer: Viewer
    permit: Permit

    @property
    def space_id(self) -> UUID:
        return self.visit.space.space_id

    @property
    def may_call(self) -> bool:
        """Whether she calls meetings here: who decides, and coordinators to whom something is open."""
        return self.viewer.arranges and bool(self.viewer.open_to) and not self.visit.standing.paused


async def enter_room(request: Request, road: str = "meeting") -> Room:
    """Raises `Refused` for all to whom nothing of the plan is open.

    ``road``: what shows lines of minutes has roads of its own (gate/on_screen.py).
    """
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road=road)
    return await room_of(visit)


async def room_of(visit: Visit) -> Room:
    """The same for who has entered already."""
    return Room(visit, viewer_of(visit), await visit.open_meetings())


@signed_in
async def index(request: Request) -> Response:
    """What comes, and what has been."""
    room = await enter_room(request)
    async with house_of(request).database.engine.connect() as tx:
        found = await rules.meetings_of(tx, room.permit, room.viewer)
        polls = await polls_of(tx, room.permit, room.viewer, room.visit.at)
    coming = [one for one in found if not one.over(room.visit.at)]
    return room_page(
        request,
        room.visit,
        "meetings",
        "meetings/index.html",
        may_call=room.may_call,
        me=room.viewer.account_id,
        coming=coming,
        polls=polls,
        past=[one for one in reversed(found) if one.over(room.visit.at)],
    )


@signed_in
async def show(request: Request) -> Response:
    """One meeting: when, where, who comes, the agenda; while it is held the room; afterwards its minutes."""
    return await _page(request, "meetings/show.html")


@signed_in
async def projector(request: Request) -> Response:
    """The same for a screen that all in the room look at: only what everybody there may read."""
    return await _page(request, "meetings/projector.html", shared=True)


async def _page(request: Request, template: str, *, shared: bool = False) -> Response:
    room = await enter_room(request, "projector" if shared else "meeting")
    rooms = house_of(request).rooms
    look = await rooms.look(room.visit, uuid_in(request, "meeting"), room.permit)
    permits = [await room.visit.open(one) for one in sorted(look.sections)]
    view = await rooms.view(look, permits, shared=shared)
    parts = {one.name: one.html for one in view.fragments}
    points = [one.html for one in view.fragments if one.name.startswith(SECTION)]
    values: dict[str, Any] = {"look": look, "parts": parts, "points": points, "meeting": look.meeting}
    return page(request, template, room=room, space_id=room.space_id, **values)


@signed_in
async def answer(request: Request) -> Response:
    """Come, perhaps, or not."""
    word = (await typed_in(request)).get("answer", "")
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        found = await rules.one_meeting(held.tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        await rules.answer(held, room.permit, room.viewer, found, word)
    return await show_room(request, room.visit, found.meeting_id, Told())


@signed_in
async def agreement(request: Request) -> Response:
    """Who decides agrees to what is proposed: now the invitations go out."""
    in_mail = (await typed_in(request)).get("place_in_mail") == "yes"
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        found = await rules.one_meeting(held.tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        await agree(held, room, found, place_in_mail=in_mail)
    return see_other(path_of(room, found.meeting_id))


@signed_in
async def declining(request: Request) -> Response:
    """Who decides does not agree: nobody is invited, and what was agreed before stands."""
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        found = await rules.one_meeting(held.tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        await rules.decline(held, room.permit, room.viewer, found)
    return see_other(f"/plans/{room.space_id}/meetings")


@signed_in
async def cancellation(request: Request) -> Response:
    """Cancel it, or it and those of its series after it; those who were invited are told."""
    scope = (await typed_in(request)).get("scope", "")
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        found = await rules.one_meeting(held.tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        for one in await in_scope(held.tx, room, found, scope):
            await tell(held, one, await rules.cancel(held, room.permit, room.viewer, one))
    return see_other(f"/plans/{room.space_id}/meetings")


@signed_in
async def as_calendar(request: Request) -> Response:
    """For one's own calendar: when it is, a link, and the place only where the owner lets it stand there."""
    room, found = await _one(request)
    standing, settings = found.standing, house_of(request).settings
    if standing is None:
        raise Refused("not_called")
    place = place_outside(room.visit, standing.words)
    sender = Sender(settings.mail_from, settings.address, house_of(request).render)
    language = language_of(request)
    entry = entry_of(sender, room.space_id, called_of(standing), place=place, language=language)
    headers = {"content-disposition": 'attachment; filename="mote.ics"'}
    return Response(calendar("PUBLISH", [entry]), media_type="text/calendar", headers=headers)


async def agree(held: Writing, room: Room, found: Meeting, *, place_in_mail: bool) -> None:
    """Agree to what is proposed of a meeting, its agenda too; who is invited is told."""
    made = await rules.agree(held, room.permit, room.viewer, found, place_in_mail=place_in_mail)
    for section in sorted(found.newest.when.sections):
        await agree_to_all(held, await room.visit.open(section), room.viewer, found)
    await tell(held, found, made)


async def tell(held: Writing, before: Meeting | None, made: Change) -> None:
    """Promise the mails of a change: to all who are invited by it, and to those who were and are no more."""
    if made.state not in ("called", "cancelled"):
        return
    stood = before.standing if before else None
    invited = made.words.invited if made.state == "called" else frozenset[UUID]()
    ids = {"space_id": str(held.space_id), "meeting_id": str(made.meeting_id), "number": str(made.number)}
    for account_id in sorted(invited):
        await promise(held.tx, "send_meeting", account_id=str(account_id), **ids)
    for account_id in sorted((stood.words.invited if stood else frozenset[UUID]()) - invited):
        knew = str(stood.number if stood else 0)
        await promise(held.tx, "send_cancellation", account_id=str(account_id), knew=knew, **ids)


def path_of(room: Room, meeting_id: UUID) -> str:
    return f"/plans/{room.space_id}/meetings/{meeting_id}"


async def _one(request: Request) -> tuple[Room, Meeting]:
    room = await enter_room(request)
    async with house_of(request).database.engine.connect() as tx:
        found = await rules.one_meeting(tx, room.permit, room.viewer, uuid_in(request, "meeting"))
    return room, found
