"""A complaint, as the person writes it, or who acts for her: on a decision in a case, or on her plan.

What is attached of the plan is a one-off grant, and so signed on a fresh login.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.case_parts import give_part
from ipplan.gate.cases import CaseVisit, case_within, enter_case, found_case, writing_case
from ipplan.gate.excerpts import sign_excerpt
from ipplan.gate.standing import Allowed
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.case.attaching import ROAD, Room, chosen, plan_of, rooms_of, told
from ipplan.page.case.complaining import draft_of, keep, kept
from ipplan.page.case.receiving import receive
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.forms import read_day
from ipplan.store.case_drafts import drop_inquiry
from ipplan.store.cases import CaseFile, file_of, files_of, open_file
from ipplan.store.spaces import Writing, hold
from ipplan.unit.acts import ACTS, NotNow
from ipplan.unit.complaints import GRIEVANCES, Grievance, read_complaint
from ipplan.unit.deadlines import complaint_deadline, day_of, forwarding_deadline

GONE_ON = N_("Saken har gått videre. Det kan ikke klages i den nå.")
ALREADY = N_("Du har allerede en klage som blir behandlet. Skriv til enheten i den saken.")


@dataclass(frozen=True)
class Where:
    """What is complained about: a case, or a plan; and what of the plan may be attached."""

    path: str
    case: CaseVisit | None
    file: CaseFile | None
    plan: Visit | None
    rooms: list[Room]
    today: date
    decided_on: date | None = None

    @property
    def owner_id(self) -> UUID:
        visit = self.case or self.plan
        assert visit is not None
        return visit.space.owner_id


@signed_in
async def new(request: Request) -> Response:
    """The form, as far as it was filled in; also after a fresh login."""
    where = await _where(request)
    typed = await set_aside_for(request) or await kept(request, where.case, where.plan)
    return _form(request, where, typed, {})


@signed_in
async def create(request: Request) -> Response:
    """Send it; what is wrong with the form is said beside its fields, and all that was typed is kept."""
    typed, where, house = await typed_in(request), await _where(request), house_of(request)
    grievance, errors = read_complaint(typed, where.today, house.gate.rules, read_day=read_day)
    if where.file is not None and where.file.state not in ACTS["complaint"].when:
        errors["about"] = GONE_ON
    if grievance is None or errors:
        await keep(request, typed, where.case, where.plan)
        return _form(request, where, typed, errors, 422)
    sections = chosen(typed, where.rooms)
    if sections and not is_fresh(request):
        return await ask_anew(request, f"{where.path}/new", typed)
    try:
        case_id = await _send(request, where, grievance, sections)
    except NotNow:
        return _form(request, where, typed, {"about": GONE_ON if where.case else ALREADY}, 409)
    return see_other(f"/cases/{case_id}?complained=1")


async def _send(request: Request, where: Where, grievance: Grievance, sections: list[UUID]) -> UUID:
    """The complaint into its case, under its lock; into a new one where there is none. Raises `NotNow`."""
    house, actor = house_of(request), who_of(request).actor
    if where.plan is None:
        assert where.case is not None
        async with writing_case(house.gate, actor, where.case.space.space_id) as (held, visit):
            await receive(house, held, visit, grievance)
            return held.space_id
    plan_id = where.plan.space.space_id
    async with house.gate.writing(plan_id, actor, road=ROAD, paused=True) as (of_plan, plan):
        if not plan.decides:
            raise Refused("decides")
        if where.case is None:
            held = await _found(house, of_plan, plan)
        else:
            held = await hold(of_plan.tx, house.clock, where.case.space.space_id)
        visit = await case_within(house.gate, held, actor)
        excerpt = None
        if sections:
            shown = await told(house, plan, sections)
            excerpt = await sign_excerpt(of_plan, plan, sections, shown, held.space_id)
        await receive(house, held, visit, grievance, excerpt=excerpt)
        await drop_inquiry(of_plan.tx, actor.account_id, draft_of(plan))
        await held.finish()
        return held.space_id


async def _found(house: House, of_plan: Writing, plan: Visit) -> Writing:
    """A case for a complaint about a plan, whose author is its party. Raises `NotNow`: there is one."""
    gate, me, owner = house.gate, plan.actor.account_id, plan.space.owner_id
    place = plan.space.municipality_id
    waiting = [one for one in await files_of(of_plan.tx, place, "complaint") if one.owner_id == owner]
    if waiting:
        raise NotNow("complaint")
    held = await found_case(gate, of_plan.tx, municipality_id=place, owner_id=owner, now=of_plan.now)
    if me == owner:
        await give_part(held, gate.signer, me, "party", me)
    else:
        ends = (one.expires_at for one in plan.standing.sections.values() if isinstance(one, Allowed))
        until = min(ends, default=None)
        await give_part(held, gate.signer, me, "representative", me, owner_id=owner, until=until)
    await open_file(
        held,
        municipality_id=place,
        channel="online",
        asked_by="self" if me == owner else "relative",
        sender_id=None,
        deadline_on=forwarding_deadline(day_of(held.now), gate.rules).last,
        parts={},
        # There is nothing to decide in it: it is over but for the complaint.
        state="closed",
    )
    return held


async def _where(request: Request) -> Where:
    """Raises `Refused` for all but who decides over the plan, or is a party of the case."""
    house, actor = house_of(request), who_of(request).actor
    today = day_of(house.clock.now())
    if "plan" in request.path_params:
        space_id = uuid_in(request, "plan")
        visit = await house.gate.enter(space_id, actor, road=ROAD)
        if not visit.decides or visit.standing.closed:
            raise Refused("decides")
        rooms = await rooms_of(house, visit)
        return Where(f"/plans/{space_id}/complaint", None, None, visit, rooms, today)
    case = await enter_case(house.gate, actor, uuid_in(request, "case"))
    if not case.is_party:
        raise Refused("not_party")
    async with house.database.engine.connect() as tx:
        file = await file_of(tx, case.space.space_id)
    if file is None:
        raise Refused("no_file")
    plan = await plan_of(request, case.space.owner_id)
    decided = day_of(file.decided_at) if file.decided_at else None
    path = f"/cases/{case.space.space_id}/complaint"
    return Where(path, case, file, plan, await rooms_of(house, plan), today, decided)


def _form(
    request: Request, where: Where, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    rules, begun = house_of(request).gate.rules, dict(typed)
    if not typed:
        begun = {"about-refusal": "yes"} if where.file and where.file.decided_at else {}
        begun["knew_on"] = (where.decided_on or where.today).isoformat()
    return page(
        request,
        "complaints/new.html",
        status,
        where=where,
        grievances=GRIEVANCES,
        weeks=rules.complaint_weeks.value,
        last=complaint_deadline(where.decided_on, rules).last if where.decided_on else None,
        typed=begun,
        errors=errors,
        wants_reason="late_reason" in errors or bool(begun.get("late_reason")),
    )
