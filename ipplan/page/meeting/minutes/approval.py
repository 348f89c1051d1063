"""Approval of minutes: sending them, approving, locking; and the answer of who decides."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.minutes import sign_minutes
from ipplan.gate.viewer import open_to
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.meeting.meetings import enter_room
from ipplan.page.meeting.minutes.approving import Opened, places_in
from ipplan.page.meeting.room.after import Told, show_room
from ipplan.page.meeting.room.rooms import Look
from ipplan.page.meeting.room.running import Running, run
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import as_uuid, page, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Refused
from ipplan.plan import approval as rules
from ipplan.plan.approval import Seen, digest_of, seen_of
from ipplan.plan.forms import Filled, fill
from ipplan.plan.meetings import may_be_invited
from ipplan.plan.minutes import LINE
from ipplan.store.outbox import promise
from ipplan.store.versions import Clear

CHANGED = N_("Referatet er endret akkurat nå. Les det som er nytt, og trykk en gang til.")


class _Changed(Exception):
    """What she saw when she pressed is not what stands: she has approved nothing."""


@signed_in
async def sending(request: Request) -> Response:
    """Send the minutes to those who were there."""

    async def act(one: Running) -> None:
        within = one.room.visit.gate.rules.minutes_answered_within.time
        asked = _asked(one)
        number = await rules.send(
            one.held, one.room.permit, one.room.viewer, one.meeting, one.now, asked, within
        )
        await _tell(one, asked, number)

    return await run(request, act, Told(said=N_("Referatet er sendt til godkjenning.")))


@signed_in
async def approval(request: Request) -> Response:
    """Approve them, as one sees them."""
    digest = (await typed_in(request)).get("seen", "")

    async def act(one: Running) -> None:
        if one.room.visit.assisting or not rules.approval_of(one.now).asks(one.room.permit.account_id):
            raise Refused("not_asked")
        seen = await _seen(request, one, digest)
        await rules.approve(one.held, one.room.permit, one.meeting, one.now, seen)

    return await _run(request, act, Told(said=N_("Du har godkjent referatet.")))


@signed_in
async def locking(request: Request) -> Response:
    """Lock them: signed as they stand, in all sections."""

    async def act(one: Running) -> None:
        rules.check_may_lock(one.room.viewer, one.meeting, one.now)
        visit = one.room.visit
        token = await sign_minutes(one.held, visit, one.room.permit, one.meeting.meeting_id)
        within = visit.gate.rules.minutes_stand_after.time
        number = await rules.lock(
            one.held, one.room.permit, one.room.viewer, one.meeting, one.now, token, within
        )
        await _tell(one, _deciding(one), number)

    return await run(request, act, Told(said=N_("Referatet er låst.")))


@signed_in
async def agreement(request: Request) -> Response:
    """Who decides approves, as the last."""
    digest = (await typed_in(request)).get("seen", "")

    async def act(one: Running) -> None:
        rules.check_may_answer(one.held, one.room.viewer, one.meeting, one.now)
        seen = await _seen(request, one, digest)
        await rules.agree(one.held, one.room.permit, one.room.viewer, one.meeting, one.now, seen)

    return await _run(request, act, Told(said=N_("Du har godkjent referatet.")))


@signed_in
async def objecting(request: Request) -> Response:
    """The form in which who decides says that she does not agree."""
    return await _form(request, {}, {})


@signed_in
async def objection(request: Request) -> Response:
    """Who decides does not agree: her words stand with the minutes from now on."""
    typed = await typed_in(request)
    filled = fill(LINE, typed, Clear("line", status=LINE.first_status), {})
    errors = dict(filled.errors)
    section, _, under = typed.get("place", "").partition("/")
    if not section:
        errors["place"] = N_("Velg hva det gjelder.")
    if errors:
        return await _form(request, typed, errors, 422)
    item_id = as_uuid(typed["item"]) if typed.get("item") else uuid4()
    return await _object(request, as_uuid(section), as_uuid(under), item_id, filled)


async def _object(request: Request, section: UUID, under: UUID, item_id: UUID, filled: Filled) -> Response:
    async def act(one: Running) -> None:
        permit = await one.room.visit.open(section)
        await rules.object_to(
            one.held,
            one.room.permit,
            permit,
            one.room.viewer,
            one.meeting,
            one.now,
            item_id,
            under,
            filled,
        )

    return await run(request, act, Told(said=N_("Det du skrev, står nå ved referatet.")))


async def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    room = await enter_room(request)
    look = await house_of(request).rooms.look(room.visit, uuid_in(request, "meeting"), room.permit)
    minutes = rules.approval_of(look.gathering)
    decides = look.viewer.decides_over(look.meeting.newest.when) and not room.visit.standing.paused
    if not decides or not minutes.may_answer(look.viewer.account_id, room.visit.at):
        raise Refused("nothing_to_answer")
    opened = await _opened(request, look)
    places = places_in(opened, look.meeting.meeting_id, look.meeting.newest.when.sections)
    typed = {"body": "", "place": places[0][0] if len(places) == 1 else "", "item": str(uuid4()), **typed}
    values = {"look": look, "places": places, "typed": typed, "errors": errors}
    return page(request, "meetings/objection.html", status, space_id=room.space_id, **values)


async def _run(request: Request, act: Callable[[Running], Awaitable[None]], told: Told) -> Response:
    """As `run`; where something was changed since her page was shown, she is told so."""
    try:
        return await run(request, act, told)
    except _Changed:
        room = await enter_room(request)
        return await show_room(request, room.visit, uuid_in(request, "meeting"), Told(said=CHANGED))


async def _seen(request: Request, one: Running, digest: str) -> Seen:
    """What she sees of the minutes now; raises `_Changed` where that is not what she had on her screen."""
    look = await house_of(request).rooms.look(one.room.visit, one.meeting.meeting_id, one.room.permit)
    outlines = [outline for _, outline in (await _opened(request, look)).values()]
    seen = seen_of(outlines, one.meeting.meeting_id)
    if digest != digest_of(seen):
        raise _Changed
    return seen


async def _opened(request: Request, look: Look) -> Opened:
    permits = [await look.visit.open(one) for one in sorted(look.sections)]
    return await house_of(request).reader.outlines(permits)


def _asked(one: Running) -> frozenset[UUID]:
    """Those who were there, and for whom the meeting is there now: one of its sections is open to them."""
    standings, invited = one.room.visit.company().standings, one.meeting.newest.words.invited
    open_now = may_be_invited(one.meeting.newest.when.sections, open_to(one.room.visit))
    arranging = {who for who, found in standings.items() if found.decides or found.role == "coordinator"}
    return one.now.came & open_now & (invited | arranging)


def _deciding(one: Running) -> frozenset[UUID]:
    """Those who decide over all that the meeting is about."""
    standings, opened = one.room.visit.company().standings, open_to(one.room.visit)
    about = one.meeting.newest.when.sections
    return frozenset(who for who, found in standings.items() if found.decides and about <= opened[who])


async def _tell(one: Running, people: Iterable[UUID], number: int) -> None:
    """Promise a mail to each, but to who pressed: she knows."""
    ids = {"space_id": str(one.held.space_id), "meeting_id": str(one.meeting.meeting_id)}
    for account_id in sorted(set(people) - {one.room.permit.account_id}):
        await promise(one.held.tx, "send_minutes", account_id=str(account_id), number=str(number), **ids)
