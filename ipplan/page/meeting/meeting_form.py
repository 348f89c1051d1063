"""Calling a meeting, or changing one: when, where, what it is about, and who is invited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.viewer import open_to, place_is_secret
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.meeting.meetings import Room, enter_room, path_of, room_of, tell
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Refused
from ipplan.plan import meetings as rules
from ipplan.plan.forms import read_day
from ipplan.plan.meetings import Meeting
from ipplan.plan.outline import Outline
from ipplan.plan.periods import OSLO
from ipplan.store.meetings import When, Words
from ipplan.store.people import Participant

FURTHEST = timedelta(days=3 * 366)
LONGEST = 200


@dataclass(frozen=True)
class Choice:
    """What can be chosen: the sections open to who calls, and the people who see at least one of them."""

    sections: Sequence[Outline]
    people: Sequence[Participant]
    open_to: Mapping[UUID, frozenset[UUID]]


@signed_in
async def new(request: Request) -> Response:
    """The form of a new meeting."""
    room = await enter_room(request)
    return await _form(request, room, None, {"title": "", "from": "10:00", "to": "11:00"}, {})


@signed_in
async def edit(request: Request) -> Response:
    """The form of one that there is."""
    room = await enter_room(request)
    async with house_of(request).database.engine.connect() as tx:
        found = await rules.one_meeting(tx, room.permit, room.viewer, uuid_in(request, "meeting"))
    return await _form(request, room, found, _typed(found), {})


@signed_in
async def create(request: Request) -> Response:
    """Call it; where who decides has still to agree, it is proposed."""
    return await _save(request, None)


@signed_in
async def save(request: Request) -> Response:
    """Change it; the same."""
    return await _save(request, uuid_in(request, "meeting"))


async def _save(request: Request, meeting_id: UUID | None) -> Response:
    typed = await typed_in(request)
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        _check(room)
        before = None
        if meeting_id is not None:
            before = await rules.one_meeting(held.tx, room.permit, room.viewer, meeting_id)
        choice = await _choice(request, room)
        when, words, errors = _read(typed, room, choice, before)
        if when is not None and words is not None:
            if before is None:
                made = await rules.call(held, room.permit, room.viewer, when, words)
            else:
                made = await rules.change(held, room.permit, room.viewer, before, when, words)
            await tell(held, before, made)
    if errors:
        return await _form(request, room, before, typed, errors, 422)
    return see_other(path_of(room, made.meeting_id))


def _check(room: Room) -> None:
    if not room.may_call:
        raise Refused("calls_no_meetings")


async def _choice(request: Request, room: Room) -> Choice:
    opened = await house_of(request).reader.outlines(await room.visit.open_all())
    opens = open_to(room.visit)
    able = rules.may_be_invited(opened, opens)
    people = [one for one in room.visit.company().people if one.account_id in able]
    return Choice([outline for _, outline in opened.values()], people, opens)


def _read(
    typed: Mapping[str, str], room: Room, choice: Choice, before: Meeting | None
) -> tuple[When | None, Words | None, dict[str, str]]:
    """What is called, or what is wrong, by field."""
    errors: dict[str, str] = {}
    title = typed.get("title", "").strip()
    if not title:
        errors["title"] = N_("Skriv hva slags møte det er.")
    times = _times(typed, room.visit.at, errors)
    sections = {one.section_id for one in choice.sections if typed.get(f"section-{one.section_id}") == "yes"}
    if before is not None:
        # What of it is not hers to see stays as it is.
        sections |= before.newest.when.sections - {one.section_id for one in choice.sections}
    if not sections:
        errors["sections"] = N_("Velg minst én del som møtet gjelder.")
    invited = {one.account_id for one in choice.people if typed.get(f"invite-{one.account_id}") == "yes"}
    if before is not None:
        invited |= before.newest.words.invited - {one.account_id for one in choice.people}
    able = rules.may_be_invited(sections, choice.open_to)
    if not invited:
        errors["invited"] = N_("Velg minst én som skal komme.")
    elif sections and not invited <= able:
        errors["invited"] = N_("Alle som inviteres, må ha tilgang til minst én av delene møtet gjelder.")
    place, link = typed.get("place", "").strip(), typed.get("link", "").strip()
    if place_is_secret(room.visit):
        place = before.newest.words.place if before else ""
    if link and not link.startswith("https://"):
        errors["link"] = N_("Lenken skal begynne med https://")
    for name, text in (("title", title), ("place", place), ("link", link)):
        if len(text) > LONGEST:
            errors[name] = N_("Teksten er for lang. Gjør den kortere.")
    if errors or times is None:
        return None, None, errors
    in_mail = typed.get("place_in_mail") == "yes"
    return When(*times, frozenset(sections)), Words(title, place, link, in_mail, frozenset(invited), 1), {}


def _times(
    typed: Mapping[str, str], now: datetime, errors: dict[str, str]
) -> tuple[datetime, datetime] | None:
    """From when until when; one that ends before it begins goes on past midnight."""
    day, first, last = read_day(typed.get("day", "")), _clock(typed, "from"), _clock(typed, "to")
    if day is None:
        errors["day"] = N_("Skriv datoen som dag.måned.år, for eksempel 31.12.2027.")
    for name, clock in (("from", first), ("to", last)):
        if clock is None:
            errors[name] = N_("Skriv klokkeslettet som timer og minutter, for eksempel 14:30.")
    if day is None or first is None or last is None:
        return None
    starts = rules.moment(day, first)
    ends = rules.moment(day + timedelta(days=1) if last <= first else day, last)
    if starts is None or ends is None:
        errors["from" if starts is None else "to"] = N_(
            "Dette klokkeslettet finnes ikke den dagen: klokka stilles fram."
        )
        return None
    if starts <= now:
        errors["day"] = N_("Velg et tidspunkt som ikke er passert.")
    elif starts > now + FURTHEST:
        errors["day"] = N_("Så langt fram kan det ikke kalles inn til møte.")
    return starts, ends


def _clock(typed: Mapping[str, str], name: str) -> time | None:
    value = typed.get(name, "").strip().replace(".", ":")
    try:
        return datetime.strptime(value, "%H:%M").time()
    except ValueError:
        return None


def _typed(found: Meeting) -> dict[str, str]:
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


async def _form(
    request: Request,
    room: Room,
    found: Meeting | None,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    _check(room)
    if found is not None and found.cancelled:
        raise Refused("meeting_cancelled")
    choice = await _choice(request, room)
    return page(
        request,
        "meetings/edit.html",
        status,
        room=room,
        space_id=room.space_id,
        meeting=found,
        choice=choice,
        typed=typed,
        errors=errors,
        today=room.visit.at.astimezone(OSLO).date(),
        secret=place_is_secret(room.visit),
    )
