"""Finding a time: what people answer to times that are proposed, and choosing one of them."""

from collections.abc import Mapping
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.viewer import open_to, place_is_secret
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.meeting.meetings import Room, enter_room, room_of
from ipplan.page.meeting.meetings import path_of as path_of_meeting
from ipplan.page.meeting.meetings import tell as tell_of_meeting
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Refused
from ipplan.plan import polls as rules
from ipplan.plan.meetings import may_be_invited
from ipplan.plan.polls import Poll
from ipplan.store.database import Tx
from ipplan.store.outbox import promise
from ipplan.store.polls import Slot, Step
from ipplan.store.spaces import Writing


@signed_in
async def show(request: Request) -> Response:
    """The times, to answer for oneself; and for who arranges what everybody has answered."""
    room = await enter_room(request)
    async with house_of(request).database.engine.connect() as tx:
        found = await _one(request, tx, room)
    return await _page(request, room, found, {}, {})


@signed_in
async def answers(request: Request) -> Response:
    """Say of each time whether it suits."""
    typed, errors = await typed_in(request), dict[str, str]()
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        found = await _one(request, held.tx, room)
        rules.check_asked(room.viewer, found)
        coming = found.open_at(held.now)
        words = {slot: typed.get(_name(found, slot), "") for slot in coming}
        for slot, word in words.items():
            if not word:
                errors[_name(found, slot)] = N_("Velg ett av svarene.")
        if not errors:
            await rules.answer(held, room.permit, room.viewer, found, words)
    if errors:
        return await _page(request, room, found, typed, errors, 422)
    return see_other(f"{path_of(room, found.poll_id)}?said=yes")


@signed_in
async def agreement(request: Request) -> Response:
    """Who decides agrees that these people are asked about these times."""
    in_mail = (await typed_in(request)).get("place_in_mail") == "yes"
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        found = await _one(request, held.tx, room)
        await tell(held, await rules.agree(held, room.permit, room.viewer, found, place_in_mail=in_mail))
    return see_other(path_of(room, found.poll_id))


@signed_in
async def declining(request: Request) -> Response:
    """Who decides does not agree: nobody is asked."""
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        found = await _one(request, held.tx, room)
        await rules.decline(held, room.permit, room.viewer, found)
    return see_other(f"/plans/{room.space_id}/meetings")


@signed_in
async def choice(request: Request) -> Response:
    """Call the meeting at one of the times."""
    number = (await typed_in(request)).get("time", "")
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        found = await _one(request, held.tx, room)
        if not number.isdecimal() or len(number) > 1:
            raise Refused("no_time")
        able = may_be_invited(found.question.sections, open_to(visit))
        made = await rules.choose(held, room.permit, room.viewer, found, int(number), able)
        await tell_of_meeting(held, None, made)
    return see_other(path_of_meeting(room, made.meeting_id))


@signed_in
async def ending(request: Request) -> Response:
    """End it without a meeting."""
    async with writing(request) as (held, visit):
        room = await room_of(visit)
        found = await _one(request, held.tx, room)
        await rules.close(held, room.permit, room.viewer, found)
    return see_other(f"/plans/{room.space_id}/meetings")


async def tell(held: Writing, step: Step) -> None:
    """Promise a mail to each who is asked by a step."""
    if step.state != "asked":
        return
    for account_id in sorted(step.question.asked):
        ids = {"space_id": str(held.space_id), "poll_id": str(step.poll_id), "account_id": str(account_id)}
        await promise(held.tx, "send_poll", **ids)


def path_of(room: Room, poll_id: UUID) -> str:
    return f"/plans/{room.space_id}/polls/{poll_id}"


async def _one(request: Request, tx: Tx, room: Room) -> Poll:
    opens = open_to(room.visit)
    return await rules.one_poll(tx, room.permit, room.viewer, uuid_in(request, "poll"), opens)


def _name(found: Poll, slot: Slot) -> str:
    """What the answers to a time are called in the form."""
    return f"time-{found.question.slots.index(slot)}"


async def _page(
    request: Request,
    room: Room,
    found: Poll,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    opened = await house_of(request).reader.outlines(await room.visit.open_all())
    question, names, at = found.question, room.visit.company().names, room.visit.at
    me = room.viewer.account_id
    return page(
        request,
        "polls/show.html",
        status,
        room=room,
        space_id=room.space_id,
        poll=found,
        about=[one.title for section, (_, one) in opened.items() if section in question.sections],
        names=names,
        people=sorted(found.asked, key=lambda who: names.get(who, "")),
        coming=found.open_at(at),
        best=found.best(at),
        mine=found.answers.get(me, {}),
        answers=found.state == "asked" and me in question.asked and bool(found.open_at(at)),
        agrees=rules.may_agree(room.viewer, found, at) and not room.visit.standing.paused,
        said=request.query_params.get("said") == "yes",
        typed=typed,
        errors=errors,
        secret=place_is_secret(room.visit),
    )
