"""The coordinating unit's room: the municipality's plans by whose they are, and who decides in each.

Nothing that stands in a plan is opened here, and no page of the unit's holds any of it.
"""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.agreeing import disagreements
from ipplan.gate.attesting import waiting as waiting_sheets
from ipplan.gate.consents import FIRST
from ipplan.gate.decisions import reviews_asked
from ipplan.gate.mandates import end_by_unit, mandates
from ipplan.gate.papering import coordinators_of, paper_now
from ipplan.gate.representing import owner_decides, takes_over
from ipplan.gate.resting import kind_of
from ipplan.gate.statements import unit_hand
from ipplan.gate.unit import Case, casework, desk_of, look
from ipplan.page.house import house_of
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.unit.casework.inbox import near_ends
from ipplan.page.unit.coordinators.panel import coordinating
from ipplan.page.unit.figures.pulse import standing_still
from ipplan.page.who import signed_in, who_of
from ipplan.plan.areas import AREA_NAMES
from ipplan.store.accounts import named, names
from ipplan.store.plan_words import declined as plan_declined
from ipplan.store.plans import plans_of, without_coordinator

MOST = 200
"""Plans on one page; more are found by name."""


@signed_in
async def index(request: Request) -> Response:
    """All plans of the municipality, by their owners' names; some of them by a part of the name."""
    house, wanted = house_of(request), request.query_params.get("name", "").replace("\x00", "").strip()[:100]
    desk = await desk_of(house.gate, who_of(request).actor)
    async with house.database.engine.connect() as tx:
        found = await plans_of(tx, desk.municipality_id, wanted, kinds=FIRST, at=desk.at, most=MOST + 1)
        lost = await without_coordinator(tx, desk.municipality_id, kinds=FIRST)
    late, near = await near_ends(desk)
    return page(
        request,
        "unit/index.html",
        late=late,
        near=near,
        plans=found[:MOST],
        more=len(found) > MOST,
        wanted=wanted,
        lost=lost,
        desk=desk,
        waiting=sum(map(len, await standing_still(desk))),
    )


@signed_in
async def show(request: Request) -> Response:
    """Who decides in one plan, and what the unit may do about it."""
    return await case_page(request)


async def case_page(request: Request, said: str = "", status: int = 200) -> Response:
    """That page; ``said``: why something could not be done."""
    house, space_id = house_of(request), uuid_in(request, "plan")
    desk = await desk_of(house.gate, who_of(request).actor)
    case = await look(desk, space_id)
    named_there = coordinators_of(case, house.gate.signer)
    async with house.database.engine.connect() as tx:
        found = await mandates(tx, house.gate.signer, space_id)
        reviews = await reviews_asked(tx, space_id)
        waiting, declined = await disagreements(tx, space_id)
        no_plan = await plan_declined(tx, space_id)
        appointing = await coordinating(tx, house.gate, case)
        sheets = await waiting_sheets(tx, house.gate.signer, space_id)
        people = {case.space.owner_id}.union(*({one.representative_id, one.signed_by} for one in found))
        paper = paper_now(case.space, case.at, house.gate.signer)
        people |= {one.sub for one, _ in sheets} | named_there
        people |= {
            one.account_id for name in ("roles", "appointments", "earlier") for one in appointing[name]
        }
        people |= {paper.signed_by, *paper.registrars} if paper else set()
        known = await names(tx, people)
    return page(
        request,
        "unit/show.html",
        status,
        said=said,
        paper=paper,
        registrars=named(known, paper.registrars if paper else ()),
        coordinating=named(known, named_there),
        **appointing,
        sheets=sheets,
        me=case.by.account_id,
        decides=owner_decides(case.space, int(case.at.timestamp()), house.gate.signer),
        lasts=house.gate.rules.paper_lasts.value,
        case=case,
        kind=kind_of(case.space, house.gate.signer),
        no_plan=no_plan,
        at=case.at,
        owner=known.get(case.space.owner_id, ""),
        owner_id=case.space.owner_id,
        takes_over=takes_over(case.space, house.gate.signer, case.at),
        acting=[one for one in found if one.stands(case.at)],
        ended=[one for one in found if not one.stands(case.at)],
        names=known,
        rules=house.gate.rules,
        areas=areas_of(case),
        reviews=reviews,
        receipts=frozenset(),  # the unit is no party to a mandate
        waiting=waiting,
        declined=declined,
    )


@signed_in
async def ending(request: Request) -> Response:
    """End a mandate that the unit has signed; what was granted on it runs on for a while, with notice."""
    house, actor, space_id = house_of(request), who_of(request).actor, uuid_in(request, "plan")
    async with casework(house.gate, actor, space_id) as (held, case):
        hand = unit_hand(actor)
        await end_by_unit(held, house.gate.signer, hand, case.space.owner_id, uuid_in(request, "mandate"))
    return see_other(f"/unit/plans/{space_id}")


def areas_of(case: Case) -> dict[UUID, str]:
    """The template's names of the sections: the owner's own are content."""
    return {row.section_id: AREA_NAMES.get(row.area, "") for row in case.space.sections}
