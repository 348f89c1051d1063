"""A copy of the plan to take along: the owner's right, and theirs who act for her, while they may read."""

import asyncio
from collections.abc import Mapping
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ipplan.gate.visit import Visit
from ipplan.letter.copy import Copied, zipped
from ipplan.page.house import house_of
from ipplan.page.plan.view_json import Reading, as_json, reading_of
from ipplan.page.respond import page, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit, Refused
from ipplan.plan.outline import Outline
from ipplan.plan.periods import OSLO
from ipplan.store.accounts import names

ROAD = "copy"


@signed_in
async def show(request: Request) -> Response:
    """What the copy is, and where to get it. No section is opened for it."""
    visit = await _enter(request)
    space_id = visit.space.space_id
    return page(
        request,
        "copy/show.html",
        owner=visit.company().names[visit.space.owner_id],
        until=visit.standing.closed,
        reason="",
        back=f"/plans/{space_id}/deciding",
        address=f"/plans/{space_id}/copy.zip",
    )


@signed_in
async def as_zip(request: Request) -> Response:
    """The copy: exactly what she sees at this moment, through the same gate."""
    visit = await _enter(request)
    opened = await house_of(request).reader.outlines(await visit.open_all())
    return await download(request, reading_of(visit), opened)


async def download(
    request: Request, reading: Reading, opened: Mapping[UUID, tuple[Permit, Outline]]
) -> Response:
    """The file of what was opened."""
    house, outlines = house_of(request), tuple(outline for _, outline in opened.values())
    people = {reading.owner_id, reading.reader_id}.union(*(one.mentioned for one in outlines))
    async with house.database.engine.connect() as tx:
        known = await names(tx, people)
    copied = Copied(
        owner=known.get(reading.owner_id, ""),
        reader=known.get(reading.reader_id, ""),
        at=reading.at,
        language=who_of(request).language,
        outlines=outlines,
        names=known,
        view=bytes(JSONResponse(as_json(reading, opened)).body),
    )
    made = await asyncio.to_thread(zipped, house.settings.web / "templates", copied)
    name = f"individuell-plan-{reading.at.astimezone(OSLO).date()}.zip"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type="application/zip", headers=headers)


async def _enter(request: Request) -> Visit:
    """Enter as the owner, or who acts for her; raises `Refused`."""
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road=ROAD)
    if visit.standing.role not in ("owner", "representative"):
        raise Refused("not_concerned")
    return visit
