"""Calling a meeting, or changing one: when, where, what it is about, and who is invited."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.viewer import place_is_secret
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.meeting.calling import series_form
from ipplan.page.meeting.calling.fields import Choice, Kept, choice_of, read_times, read_words
from ipplan.page.meeting.calling.waiting import ask_who_decides
from ipplan.page.meeting.meetings import Room, enter_room, path_of, room_of, tell
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Refused
from ipplan.plan import meetings as rules
from ipplan.plan.meetings import Meeting
from ipplan.plan.periods import OSLO
from ipplan.plan.series import FEWEST, MOST, STEPS
from ipplan.store.meetings import Change, When, Words
from ipplan.store.spaces import Writing


@signed_in
async def new(request: Request) -> Response:
    """The form of a new meeting."""
    room = await enter_room(request)
    return await show_form(request, room, None, {"title": "", "from": "10:00", "to": "11:00"}, {})


@signed_in
async def edit(request: Request) -> Response:
    """The form of one that there is."""
    room = await enter_room(request)
    async with house_of(request).database.engine.connect() as tx:
        found = await rules.one_meeting(tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        later = await series_form.later(tx, room, found)
    return await show_form(request, room, found, typed_of(found), {}, later=bool(later))


@signed_in
async def create(request: Request) -> Response:
    """Call it; where who decides has still to agree, it is proposed."""
    typed, errors = await typed_in(request), dict[str, str]()
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        check_calls(room)
        when, words = _read(typed, room, await choice_of(request, room), None, errors)
        series = series_form.read(typed, room, when, words, errors)
        made = [await rules.call(held, room.permit, room.viewer, *one) for one in series]
        # A mail for each of a series: all of a request is of one UID (RFC 5546, 3.2.2), and of a mail with
        # several parts calendars take in one.
        for one in made:
            await tell(held, None, one)
        await _ask(held, room, made)
    if errors:
        return await show_form(request, room, None, typed, errors, 422)
    return see_other(path_of(room, made[0].meeting_id))


@signed_in
async def save(request: Request) -> Response:
    """Change it; the same. The change may go for those after it in its series, too."""
    typed, errors = await typed_in(request), dict[str, str]()
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        check_calls(room)
        found = await rules.one_meeting(held.tx, room.permit, room.viewer, uuid_in(request, "meeting"))
        later = await series_form.later(held.tx, room, found)
        when, words = _read(typed, room, await choice_of(request, room), found, errors)
        among = later if typed.get("scope") == "later" else []
        made = []
        for one, then, said in series_form.changed(room, found, when, words, among, errors):
            made.append(await rules.change(held, room.permit, room.viewer, one, then, said))
            await tell(held, one, made[-1])
        await _ask(held, room, made)
    if errors:
        return await show_form(request, room, found, typed, errors, 422, later=bool(later))
    return see_other(path_of(room, found.meeting_id))


async def _ask(held: Writing, room: Room, made: Sequence[Change]) -> None:
    """Who decides is told that something is proposed; of a series once."""
    proposed = [one.meeting_id for one in made if one.state == "proposed"]
    for meeting_id in proposed[:1]:
        await ask_who_decides(held, room.visit, "meetings", meeting_id)


def check_calls(room: Room) -> None:
    """Raises `Refused` for who calls no meetings."""
    if not room.may_call:
        raise Refused("calls_no_meetings")


def _read(
    typed: Mapping[str, str], room: Room, choice: Choice, before: Meeting | None, errors: dict[str, str]
) -> tuple[When | None, Words]:
    """What is called; or ``errors``, by field."""
    times = read_times(typed, room.visit.at, errors)
    now = before.newest if before else None
    kept = Kept(now.when.sections, now.words.invited, now.words.place) if now else Kept()
    words, sections = read_words(typed, room, choice, kept, errors)
    return When(*times, sections) if times else None, words


def typed_of(found: Meeting) -> dict[str, str]:
    """The form as it stands."""
    when, words = found.newest.when, found.newest.words
    starts, ends = when.starts_at.astimezone(OSLO), when.ends_at.astimezone(OSLO)
    return {
        "title": words.title,
        "day": starts.date().isoformat(),
        "from": f"{starts:%H:%M}",
        "to": f"{ends:%H:%M}",
        "place": words.place,
        "link": words.link,
        "place_in_mail": "yes" if words.place_in_mail else "",
        **{f"section-{one}": "yes" for one in when.sections},
        **{f"invite-{one}": "yes" for one in words.invited},
    }


async def show_form(
    request: Request,
    room: Room,
    found: Meeting | None,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
    **more: Any,
) -> Response:
    """The form, with what was typed. ``more``: ``later`` (whether meetings of its series come after it), and
    ``rhythm`` (why just that day is proposed)."""
    check_calls(room)
    if found is not None and found.cancelled:
        raise Refused("meeting_cancelled")
    values: dict[str, Any] = {
        "room": room,
        "space_id": room.space_id,
        "meeting": found,
        "choice": await choice_of(request, room),
        "typed": typed,
        "errors": errors,
        "today": today(room),
        "secret": place_is_secret(room.visit),
        "steps": {"no": N_("Ikke gjenta"), **STEPS},
        "counts": {str(count): str(count) for count in range(FEWEST, MOST + 1)},
        "later": False,
        "rhythm": None,
    }
    return page(request, "meetings/edit.html", status, **values | more)


def today(room: Room) -> date:
    """In Oslo."""
    return room.visit.at.astimezone(OSLO).date()
