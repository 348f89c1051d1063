"""Finding a time: the form in which times are proposed, and who is asked."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.viewer import place_is_secret
from ipplan.language import N_
from ipplan.page.meeting.calling.fields import Kept, choice_of, read_times, read_words
from ipplan.page.meeting.calling.meeting_form import check_calls, today
from ipplan.page.meeting.calling.poll import path_of, tell
from ipplan.page.meeting.calling.waiting import ask_who_decides
from ipplan.page.meeting.meetings import Room, enter_room, room_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import page, see_other
from ipplan.page.who import signed_in
from ipplan.plan import polls as rules
from ipplan.store.polls import Question, Slot

ROWS = range(1, rules.MOST + 1)
AT_FIRST = 3
"""How many times the form asks for before more are wanted."""
PARTS = ("day", "from", "to")


@signed_in
async def new(request: Request) -> Response:
    """The form of a new poll."""
    return await _form(request, await enter_room(request), {}, {})


@signed_in
async def create(request: Request) -> Response:
    """Ask people; where who decides has still to agree, it is proposed."""
    typed, errors = await typed_in(request), dict[str, str]()
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        check_calls(room)
        words, sections = read_words(typed, room, await choice_of(request, room), Kept(), errors)
        slots = _slots(typed, room, errors)
        if not errors:
            place = (words.place, words.link, words.place_in_mail)
            question = Question(words.title, *place, sections, words.invited, tuple(slots))
            made = await rules.propose(held, room.permit, room.viewer, question)
            await tell(held, made)
            if made.state == "proposed":
                await ask_who_decides(held, visit, "polls", made.poll_id)
    if errors:
        return await _form(request, room, typed, errors, 422)
    return see_other(path_of(room, made.poll_id))


def _slots(typed: Mapping[str, str], room: Room, errors: dict[str, str]) -> list[Slot]:
    """The times, by when they begin; a row in which nothing is typed is no time."""
    found: dict[Slot, int] = {}
    for row in ROWS:
        if not _typed_in(typed, row):
            continue
        times = read_times(typed, room.visit.at, errors, f"-{row}")
        if times and found.setdefault(Slot(*times), row) != row:
            errors[f"day-{row}"] = N_("Dette tidspunktet står her to ganger.")
    if len(found) < rules.FEWEST and not any(name.startswith(PARTS) for name in errors):
        errors["times"] = N_("Foreslå minst to tidspunkter.")
    return sorted(found)


def _typed_in(typed: Mapping[str, str], row: int) -> bool:
    return any(typed.get(f"{part}-{row}", "").strip() for part in PARTS)


async def _form(
    request: Request, room: Room, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    check_calls(room)
    more = list(ROWS)[AT_FIRST:]
    return page(
        request,
        "polls/edit.html",
        status,
        room=room,
        space_id=room.space_id,
        choice=await choice_of(request, room),
        typed=typed,
        errors=errors,
        today=today(room),
        secret=place_is_secret(room.visit),
        rows=list(ROWS)[:AT_FIRST],
        more=more,
        more_open=any(_typed_in(typed, row) for row in more),
    )
