"""A complaint before it is sent, kept as it is typed; and after, taken back in part or whole."""

from collections.abc import Mapping
from uuid import UUID, uuid5

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from ipplan.gate.cases import CaseVisit, enter_case, writing_case
from ipplan.gate.visit import Visit
from ipplan.page.case import words
from ipplan.page.case.attaching import ROAD
from ipplan.page.case.mine import case_page
from ipplan.page.device.unsent import check_newest
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import see_other, text, uuid_in
from ipplan.page.unit.complaints.forwarding import withdrawn
from ipplan.page.who import signed_in, who_of
from ipplan.permit import PAPERS, Access, Refused
from ipplan.store.case_drafts import (
    inquiry_kept_at,
    keep_draft,
    keep_inquiry,
    kept_at,
    kept_draft,
    kept_inquiries,
)
from ipplan.store.cases import case_events, file_of
from ipplan.unit.acts import NotNow, do
from ipplan.unit.telling import tell, tell_office

FIELDS = ("about-", "attach-", "words", "wanted", "knew_on", "late_reason")
OF_PLAN = "complaint"
"""The field that says of which plan a draft is: it lies among the inquiries that are not sent."""


@signed_in
async def draft(request: Request) -> Response:
    """Keep what has been typed so far."""
    house, actor, typed = house_of(request), who_of(request).actor, await typed_in(request)
    if "plan" in request.path_params:
        plan = await house.gate.enter(uuid_in(request, "plan"), actor, road=ROAD)
        if not plan.decides or plan.standing.closed:
            raise Refused("decides")
        await keep(request, typed, None, plan)
    else:
        await keep(request, typed, await _party(request), None)
    return HTMLResponse(text(request, "item/_draft_kept.html"))


async def keep(
    request: Request, typed: Mapping[str, str], case: CaseVisit | None, plan: Visit | None
) -> None:
    """Keep it in the case that it is about; of a plan there is no case yet."""
    house, now = house_of(request), house_of(request).clock.now()
    said = {name: text for name, text in typed.items() if text and name.startswith(FIELDS)}
    async with house.database.begin() as tx:
        if case is not None:
            permit = await case.open(PAPERS, Access.WRITE)
            check_newest(request, await kept_at(tx, permit, "complaint"))
            await keep_draft(tx, permit, "complaint", said, now)
        elif plan is not None:
            key, said[OF_PLAN] = house.keyring.secrets["session"], str(plan.space.space_id)
            check_newest(request, await inquiry_kept_at(tx, plan.actor.account_id, draft_of(plan)))
            await keep_inquiry(tx, key, plan.actor.account_id, draft_of(plan), said, now)


async def kept(request: Request, case: CaseVisit | None, plan: Visit | None) -> dict[str, str]:
    """What she has typed so far; empty: nothing."""
    house = house_of(request)
    permit = await case.open(PAPERS) if case is not None else None
    async with house.database.engine.connect() as tx:
        if permit is not None:
            return dict(await kept_draft(tx, permit, "complaint") or {})
        assert plan is not None
        found = await kept_inquiries(tx, house.keyring.secrets["session"], plan.actor.account_id)
    return next((dict(typed) for one, _, typed in found if one == draft_of(plan)), {})


def draft_of(plan: Visit) -> UUID:
    """The id of somebody's draft of a complaint about a plan: there is one."""
    return uuid5(plan.space.space_id, f"complaint {plan.actor.account_id}")


@signed_in
async def taking_back(request: Request) -> Response:
    """Take back what was attached of the plan, on any login: nobody is shown it from now on."""
    house, actor = house_of(request), who_of(request).actor
    case_id, number = uuid_in(request, "case"), request.path_params["number"]
    try:
        async with writing_case(house.gate, actor, case_id) as (held, visit):
            if not visit.is_party:
                raise Refused("not_party")
            permit, file = await visit.open(PAPERS, Access.WRITE), await file_of(held.tx, case_id)
            events = await case_events(held.tx, permit)
            if file is None or not any(str(one.number) == number and "excerpt" in one.said for one in events):
                raise Refused("no_excerpt")
            await do(held, permit, file, "excerpt_taken", {"number": int(number)})
    except NotNow:
        return await case_page(request, said=words.SENT_ON, status=409)
    return see_other(f"/cases/{case_id}")


@signed_in
async def withdrawal(request: Request) -> Response:
    """She does not want it dealt with after all: what was decided stands."""
    house, case = house_of(request), await _party(request)
    try:
        async with writing_case(house.gate, who_of(request).actor, case.space.space_id) as (held, visit):
            file = await file_of(held.tx, held.space_id)
            if file is None or not visit.is_party:
                raise Refused("not_party")
            permit = await visit.open(PAPERS, Access.WRITE)
            number = await do(held, permit, file, "complaint_withdrawn", {}, **withdrawn(file, held))
            await tell(held, number, file.assigned_to)
            await tell_office(held, number)
    except NotNow:
        return await case_page(request, said=words.MOVED_ON, status=409)
    return see_other(f"/cases/{case.space.space_id}")


async def _party(request: Request) -> CaseVisit:
    visit = await enter_case(house_of(request).gate, who_of(request).actor, uuid_in(request, "case"))
    if not visit.is_party:
        raise Refused("not_party")
    return visit
