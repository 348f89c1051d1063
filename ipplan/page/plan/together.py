"""Writing together: a helper opens a session on her own login, in which the owner's own words are written."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.assisting import begin_assistance, end_assistance
from ipplan.gate.papering import paper_now
from ipplan.gate.representing import takes_over
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.fresh import ask_anew, is_fresh
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.identity import born_on
from ipplan.plan.periods import birthday
from ipplan.store.accounts import pid_of
from ipplan.store.database import Tx


@signed_in
async def show(request: Request) -> Response:
    """What it means, and the way in; raises `Refused` where nobody writes so."""
    return await _page(request, "")


@signed_in
async def begin(request: Request) -> Response:
    """Open a session, when the owner sits beside; the plan then opens with her sections only."""
    typed, house, path = await typed_in(request), house_of(request), f"/plans/{uuid_in(request, 'plan')}"
    await _enter(request)
    if typed.get("beside") != "yes":
        return await _page(request, N_("Kryss av for at dere sitter sammen."), 422)
    if not is_fresh(request):
        return await ask_anew(request, f"{path}/assistance", {})
    async with writing(request) as (held, visit):
        ground = await _ground(held.tx, house, visit)
        if not ground or not may_write_together(visit):
            raise Refused("no_assistance")
        await begin_assistance(held, visit, ground)
    return see_other(path)


@signed_in
async def ending(request: Request) -> Response:
    """End it: at once, on any login of the helper's."""
    async with writing(request, paused=True) as (held, visit):
        await end_assistance(held, visit)
    return see_other(f"/plans/{visit.space.space_id}")


def may_write_together(visit: Visit) -> bool:
    """Whether the visitor may help the owner so: one without electronic id, or a child (if old enough)."""
    if visit.standing.role == "owner" or visit.standing.nothing or visit.standing.paused or visit.assisting:
        return False
    signer = visit.gate.signer
    return bool(takes_over(visit.space, signer, visit.at) or paper_now(visit.space, visit.at, signer))


async def _ground(tx: Tx, house: House, visit: Visit) -> str:
    """Why the owner's words are written by another: ``paper`` or ``child``; empty: they are not."""
    signer = visit.gate.signer
    if paper_now(visit.space, visit.at, signer):
        return "paper"
    if takes_over(visit.space, signer, visit.at) is None:
        return ""
    heard = await _heard_from(tx, house, visit)
    return "child" if heard and heard <= visit.at else ""


async def _heard_from(tx: Tx, house: House, visit: Visit) -> datetime | None:
    """When a child's own words count, by its identity number: that is shown to nobody."""
    pid = await pid_of(tx, house.pids, visit.space.owner_id)
    born = born_on(pid) if pid else None
    return birthday(born, house.gate.rules.heard_from.value) if born else None


async def _enter(request: Request) -> Visit:
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    if not may_write_together(visit):
        raise Refused("no_assistance")
    return visit


async def _page(request: Request, error: str, status: int = 200) -> Response:
    house, visit = house_of(request), await _enter(request)
    async with house.database.engine.connect() as tx:
        ground = await _ground(tx, house, visit)
    return page(
        request,
        "together/show.html",
        status,
        visit=visit,
        owner=visit.company().names.get(visit.space.owner_id, ""),
        ground=ground,
        age=house.gate.rules.heard_from.value,
        minutes=house.gate.rules.assistance_lasts.value,
        error=error,
        space_id=visit.space.space_id,
    )
