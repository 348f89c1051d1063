"""The crisis page as its own people see it: what stands on it, and for who decides its code."""

from collections.abc import Mapping
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.consenting import standing_consent, text_shown
from ipplan.gate.consents import CRISIS, ConsentText, newest
from ipplan.gate.crisis import Code, code_of, may_give_code
from ipplan.gate.rooms import make_room
from ipplan.gate.visit import Visit
from ipplan.letter.qr import qr_of
from ipplan.page.fresh import set_aside_for
from ipplan.page.house import house_of
from ipplan.page.plan.item import writing
from ipplan.page.plan.on_demand import Room, enter_room
from ipplan.page.respond import page, see_other, with_secret
from ipplan.page.who import signed_in
from ipplan.plan.crisis import MONTHS, Place, changed_since, on_paper, standing
from ipplan.store.accounts import names

AREA = "crisis"


@signed_in
async def show(request: Request) -> Response:
    """The page; after a fresh login, with the time that was chosen for its code."""
    return await crisis_page(request, await set_aside_for(request))


@signed_in
async def create(request: Request) -> Response:
    """Make the page, with nothing on it yet."""
    async with writing(request) as (held, visit):
        await make_room(held, visit, AREA)
    return see_other(f"/plans/{visit.space.space_id}/crisis")


async def crisis_page(
    request: Request, typed: Mapping[str, str], error: str = "", status: int = 200
) -> Response:
    """The page as it stands; ``error``: why no code was made."""
    house, room = house_of(request), await enter_room(request, AREA)
    visit, permit, nodes = room.visit, room.permit, standing(room.outline)
    code = await code_of(house.gate, visit) if permit else None
    address = address_of(house.settings.address, code) if code else ""
    async with house.database.engine.connect() as tx:
        known = await names(tx, {visit.space.owner_id})
    answer = page(
        request,
        "crisis/show.html",
        status,
        room=room,
        visit=visit,
        space_id=visit.space.space_id,
        owner=known[visit.space.owner_id],
        nodes=nodes,
        paper=on_paper(nodes),
        changed=await _changed(request, room),
        code=code,
        address=address,
        qr=qr_of(address) if address else None,
        may_give=permit is not None and may_give_code(visit, permit.section_id),
        texts=texts_of(visit),
        months=MONTHS,
        typed=typed,
        error=error,
    )
    return with_secret(answer)


def texts_of(visit: Visit) -> list[ConsentText]:
    """What is consented to with a code: the first also to share, where that is not done."""
    own = newest(CRISIS, visit.actor.language)
    return [own] if standing_consent(visit, "sharing") else [own, text_shown(visit, "sharing")]


def address_of(house: str, code: Code) -> str:
    """The address that a code holds."""
    return f"{house}/crisis/{code.secret}"


async def _changed(request: Request, room: Room) -> Mapping[UUID, Place]:
    """What reads otherwise in the plan by now, for who may take it along again."""
    if room.permit is None or not (room.visit.decides and room.may_write):
        return {}
    opened = await house_of(request).reader.outlines(await room.visit.open_all())
    return changed_since(standing(room.outline), [outline for _, outline in opened.values()])
