"""A complaint that came on paper, registered by the unit in the case that it is about."""

from collections.abc import Mapping
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.cases import writing_case
from ipplan.language import N_
from ipplan.page.case.receiving import receive
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other
from ipplan.page.unit.complaints.reading import Complained, read_case
from ipplan.page.who import signed_in, who_of
from ipplan.permit import WORK, Access
from ipplan.plan.forms import read_day
from ipplan.store.case_drafts import drop_draft, kept_draft
from ipplan.unit.acts import NotNow
from ipplan.unit.complaints import GRIEVANCES, read_complaint
from ipplan.unit.deadlines import day_of

CAME = N_("Skriv dagen klagen kom, i dag eller tidligere.")
DRAFT = "registration"
NOT_NOW = N_("Saken er ikke avgjort, eller en klage blir allerede behandlet.")


@signed_in
async def new(request: Request) -> Response:
    """The form, as far as it was filled in."""
    of = await read_case(request)
    permit = await of.visit.open(WORK)
    async with house_of(request).database.engine.connect() as tx:
        typed = dict(await kept_draft(tx, permit, DRAFT) or {})
    return _form(request, of, typed, {})


@signed_in
async def create(request: Request) -> Response:
    """Register it; what is wrong with the form is said beside its fields."""
    typed, of, house = await typed_in(request), await read_case(request), house_of(request)
    came = read_day(typed.get("received_on", ""))
    wrong = came is None or not day_of(of.file.received_at) <= came <= of.today
    grievance, errors = read_complaint(
        typed, of.today if wrong or came is None else came, house.gate.rules, read_day=read_day
    )
    if wrong:
        errors["received_on"] = CAME
    if grievance is None or errors:
        return _form(request, of, typed, errors, 422)
    try:
        async with writing_case(house.gate, who_of(request).actor, of.file.space_id) as (held, visit):
            await receive(house, held, visit, grievance, received_on=came)
            await drop_draft(held.tx, await visit.open(WORK, Access.WRITE), DRAFT)
    except NotNow:
        return _form(request, of, typed, {"about": NOT_NOW}, 409)
    return see_other(f"{of.path}/complaint")


def _form(
    request: Request, of: Complained, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    decided: date = day_of(of.file.decided_at) if of.file.decided_at else of.today
    begun = dict(typed) or {
        "received_on": of.today.isoformat(),
        "knew_on": decided.isoformat(),
        **({"about-refusal": "yes"} if of.file.decided_at else {}),
    }
    return page(
        request,
        "complaints/registering.html",
        status,
        of=of,
        grievances=GRIEVANCES,
        weeks=house_of(request).gate.rules.complaint_weeks.value,
        typed=begun,
        errors=errors,
        wants_reason="late_reason" in errors or bool(begun.get("late_reason")),
    )
