"""Closing a plan for good, by the wish of who decides: said in plain words first, and signed."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.closing import close_by_wish
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused


@signed_in
async def show(request: Request) -> Response:
    """What happens, and the question; after a fresh login, with what was answered before."""
    return _form(request, await _enter(request), await set_aside_for(request), {})


@signed_in
async def create(request: Request) -> Response:
    """Close it; nothing is done before the question is answered."""
    typed, visit = await typed_in(request), await _enter(request)
    path = f"/plans/{visit.space.space_id}"
    if visit.standing.joint:
        return _form(request, visit, typed, {}, 422)
    if typed.get("sure") != "yes":
        return _form(request, visit, typed, {"sure": N_("Kryss av for at du vil avslutte planen.")}, 422)
    if not is_fresh(request):
        return await ask_anew(request, f"{path}/closing", typed)
    async with writing(request, paused=True) as (held, within):
        await close_by_wish(held, within)
    return see_other(path)


async def _enter(request: Request) -> Visit:
    """Enter as who decides over the whole of an open plan; raises `Refused`."""
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    if not (visit.decides and visit.standing.whole):
        raise Refused("decides")
    if visit.standing.closed:
        raise Refused("closed")
    return visit


def _form(
    request: Request,
    visit: Visit,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
) -> Response:
    return page(
        request,
        "closing/new.html",
        status,
        space_id=visit.space.space_id,
        visit=visit,
        rules=visit.gate.rules,
        typed=typed,
        errors=errors,
    )
