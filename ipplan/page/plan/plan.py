"""The plan's own page, and what this person may see as data."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response

from ipplan.gate.visit import Visit
from ipplan.live.frames import SECTION
from ipplan.page.child.heard import is_heard
from ipplan.page.house import House, house_of
from ipplan.page.login.ending import asks_in
from ipplan.page.plan.pulse import Pulse, pulse_of
from ipplan.page.plan.rooms import rooms_of
from ipplan.page.plan.together import may_write_together
from ipplan.page.plan.view_json import SCHEMA, as_json, reading_of
from ipplan.page.respond import text, uuid_in
from ipplan.page.screen.assembled import assembled, place
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit


@signed_in
async def show(request: Request) -> Response:
    """The whole plan, as this person may see it."""
    house, who = house_of(request), who_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who.actor, road="page")
    permits = await visit.open_all()
    view = await house.screens.view(visit, permits)
    note_read(house, visit, permits)
    sections = [one for one in view.fragments if one.name.startswith(SECTION)]
    parts = {one.name: [one] for one in view.fragments} | {"sections": sections}
    pulse = await pulse_of(house, visit)
    key = (
        visit.space.space_id,
        visit.standing.role,
        visit.decides,
        _owner(visit),
        visit.kind,
        visit.standing.silent,
        is_heard(visit),
        who.account_id,
        who.name,
        who.language,
        who.session.preferences,
        asks_in(request),
        visit.standing.closed,
        visit.standing.nothing,
        rooms_of(visit),
        may_write_together(visit),
        pulse,
    )
    frame = house.frames.frame(key, lambda: _frame(request, visit, parts, pulse))
    return HTMLResponse(assembled(frame, parts))


def _frame(request: Request, visit: Visit, parts: Iterable[str], pulse: Pulse | None) -> str:
    return text(
        request,
        "plan/show.html",
        decides=visit.decides,
        is_coordinator=visit.is_coordinator,
        role=visit.standing.role,
        closed=visit.standing.closed,
        nothing=visit.standing.nothing,
        together=may_write_together(visit),
        heard=is_heard(visit),
        space_id=visit.space.space_id,
        rooms=rooms_of(visit),
        here="plan",
        owner=_owner(visit),
        kind=visit.kind,
        silent=visit.standing.silent,
        pulse=pulse,
        parts={name: place(name) for name in parts},
    )


def note_read(house: House, visit: Visit, permits: Iterable[Permit]) -> None:
    """How far she has read now; not where she sees it as another does."""
    if visit.looking is None:
        seen = {permit.section_id: permit.head_seq for permit in permits}
        house.read_marks.note(visit.actor.account_id, visit.space.space_id, seen, visit.at)


def _owner(visit: Visit) -> str:
    return visit.company().names[visit.space.owner_id]


@signed_in
async def view_json(request: Request) -> Response:
    """Exactly what this person may see at this moment, through the same gate."""
    house, who = house_of(request), who_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who.actor, road="view.json")
    opened = await house.reader.outlines(await visit.open_all())
    return JSONResponse(as_json(reading_of(visit), opened))


async def schema(request: Request) -> Response:
    """The JSON Schema of view.json."""
    return FileResponse(SCHEMA, media_type="application/schema+json")
