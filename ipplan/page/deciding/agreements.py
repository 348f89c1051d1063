"""Two who decide together: reading what the other has signed, and signing it too, or not."""

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.agreeing import decline, one_agreement, sign_second
from ipplan.gate.consenting import text_shown
from ipplan.gate.signing import BadWish
from ipplan.page.deciding.deciding import KINDS
from ipplan.page.fresh import ask_anew, is_fresh
from ipplan.page.house import house_of
from ipplan.page.plan.item import writing
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.accounts import names


@signed_in
async def show(request: Request) -> Response:
    """What one of the two has signed, in words; for the other to sign, and for herself to take back."""
    return await _page(request)


async def _page(request: Request, status: int = 200) -> Response:
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    if not (visit.decides and visit.standing.joint):
        raise Refused("decides_alone")
    async with house.database.engine.connect() as tx:
        found = await one_agreement(tx, visit, uuid_in(request, "agreement"))
        known = await names(tx, {found.signed_by} | {wish.participant_id for wish in found.wishes})
    opened = await house.reader.outlines(await visit.open_all())
    return page(
        request,
        "agreements/show.html",
        status,
        found=found,
        names=known,
        titles={section: outline.title for section, (_, outline) in opened.items()},
        own=found.signed_by == visit.actor.account_id,
        consent=text_shown(visit, found.consent or "sharing"),
        kind=KINDS.get(found.consent or "", ""),
        space_id=visit.space.space_id,
        too_late=status != 200,
    )


@signed_in
async def signature(request: Request) -> Response:
    """Sign too: from now on it is open."""
    path = f"/plans/{uuid_in(request, 'plan')}"
    if not is_fresh(request):
        return await ask_anew(request, f"{path}/agreements/{uuid_in(request, 'agreement')}", {})
    try:
        await _sign(request)
    except BadWish:
        return await _page(request, 422)
    return see_other(f"{path}/sharing")


async def _sign(request: Request) -> None:
    """Raises `BadWish` where it cannot be signed any more; then nothing is done."""
    async with writing(request, paused=True) as (held, visit):
        await sign_second(held, visit, uuid_in(request, "agreement"))


@signed_in
async def declining(request: Request) -> Response:
    """Not agree, or take back what one has signed oneself: it then opens nothing."""
    async with writing(request, paused=True) as (held, visit):
        await decline(held, visit, uuid_in(request, "agreement"))
    return see_other(f"/plans/{visit.space.space_id}/sharing")
