"""Choosing what stands in the short overview: for who decides."""

from collections.abc import Mapping
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import as_uuid, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.news import what_of
from ipplan.plan.summary import MARK, choices, choose

PLENTY = 10
"""More than this is no longer read in a minute."""


@signed_in
async def show(request: Request) -> Response:
    """What could stand there, with a box for each."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    if not visit.decides:
        raise Refused("decides")
    opened = await house.reader.outlines(await visit.open_all())
    found = choices(opened)
    return room_page(
        request,
        visit,
        "minute",
        "minute/choose.html",
        outlines=[outline for _, outline in opened.values()],
        found=found,
        chosen={node.item_id for _, node in found if node.of(MARK)},
        plenty=PLENTY,
        what_of=what_of,
        may=not (visit.standing.paused or visit.standing.closed),
    )


@signed_in
async def save(request: Request) -> Response:
    """Show what is ticked, and what was ticked no more; what somebody else chose meanwhile stays."""
    typed = await typed_in(request)
    shown, stood = _places(typed, "show-"), _places(typed, "stood-")
    async with writing(request) as (held, visit):
        if not visit.decides:
            raise Refused("decides")
        for section in sorted(shown.keys() | stood.keys()):
            now, before = shown.get(section, set()), stood.get(section, set())
            if now != before:
                await choose(held, await visit.open(section), now - before, before - now)
    return see_other(f"/plans/{visit.space.space_id}/minute#summary")


def _places(typed: Mapping[str, str], prefix: str) -> dict[UUID, set[UUID]]:
    """Items by section, as the form's fields name them: ``show-<section>/<item>``; raises `Refused`."""
    found: dict[UUID, set[UUID]] = {}
    for name in typed:
        if not name.startswith(prefix):
            continue
        section, _, item = name.removeprefix(prefix).partition("/")
        found.setdefault(as_uuid(section), set()).add(as_uuid(item))
    return found
