"""The plan's own page, and what this person may see as data."""

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from ipplan.live.frames import SECTION
from ipplan.page.house import house_of
from ipplan.page.respond import page, uuid_in
from ipplan.page.view_json import SCHEMA, as_json
from ipplan.page.who import signed_in, who_of
from ipplan.store.accounts import accounts


@signed_in
async def show(request: Request) -> Response:
    """The whole plan, as this person may see it."""
    house, who = house_of(request), who_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who.actor, road="page")
    permits = await visit.open_all()
    company = await house.screens.company(visit.space.space_id)
    view = await house.screens.view(visit, permits, company)
    async with house.database.engine.connect() as tx:
        owner = (await accounts(tx, [visit.space.owner_id]))[visit.space.owner_id]
    parts = {one.name: one.html for one in view.fragments}
    return page(
        request,
        "plan/show.html",
        visit=visit,
        space_id=visit.space.space_id,
        owner=owner,
        parts=parts,
        sections=[html for name, html in parts.items() if name.startswith(SECTION)],
    )


@signed_in
async def view_json(request: Request) -> Response:
    """Exactly what this person may see at this moment, through the same gate."""
    house, who = house_of(request), who_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who.actor, road="view.json")
    opened = await house.reader.outlines(await visit.open_all())
    return JSONResponse(as_json(visit, opened))


async def schema(request: Request) -> Response:
    """The JSON Schema of view.json."""
    return FileResponse(SCHEMA, media_type="application/schema+json")
