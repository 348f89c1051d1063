"""Whether a plan moves: the owner says with one press that it does not, and the coordinator answers.

And by which day it is to be gone through anew. No section is opened for any of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.pulse import answer, may_answer, may_say, revise, say
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.access.people import check_may_manage
from ipplan.page.house import House, house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.forms import read_day
from ipplan.plan.periods import OSLO, latest
from ipplan.plan.pulse import in_order
from ipplan.store.accounts import names
from ipplan.store.pulse import Period, Said, moved_at, period_of, revision_of, said_of

CONCERNED = ("owner", "representative", "coordinator")
WRONG_DAY = N_("Skriv en dag fra i dag og til og med tre år fram.")
WRONG_PERIOD = N_("Skriv både første og siste dag, og den siste etter den første; eller la begge stå tomme.")


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a plan's page says of it: equal ones look the same."""

    said: Said | None
    said_by: str
    mine: bool
    """Whether it is the reader herself who has said it."""
    late: bool
    """Whether she should have heard by now."""
    revise_on: date | None
    overdue: bool
    may_say: bool
    may_answer: bool


async def pulse_of(house: House, visit: Visit) -> Pulse | None:
    """For the owner, who acts for her and the coordinator; ``None`` for others, and of what is no plan."""
    if visit.standing.role not in CONCERNED or visit.looking or visit.kind != "plan" or visit.standing.closed:
        return None
    space_id, today = visit.space.space_id, visit.at.astimezone(OSLO).date()
    async with house.database.engine.connect() as tx:
        said = (await said_of(tx, [space_id])).get(space_id)
        day = await revision_of(tx, space_id)
        known = await names(tx, {said.account_id}) if said else {}
    return Pulse(
        said,
        known.get(said.account_id, "") if said else "",
        said is not None and said.account_id == visit.actor.account_id,
        said is not None and said.due_on < today,
        day,
        day is not None and day < today,
        said is None and may_say(visit),
        said is not None and may_answer(visit),
    )


@signed_in
async def show(request: Request) -> Response:
    """When the plan was changed last, and by when it is to be gone through anew."""
    return await _page(request, {}, {})


async def _page(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    pulse = await pulse_of(house, visit)
    if pulse is None:
        raise Refused("not_concerned")
    async with house.database.engine.connect() as tx:
        moved = await moved_at(tx, visit.space.space_id)
        period = await period_of(tx, visit.space.space_id)
    today = visit.at.astimezone(OSLO).date()
    return page(
        request,
        "plan/pulse.html",
        status,
        visit=visit,
        space_id=visit.space.space_id,
        pulse=pulse,
        role=visit.standing.role,
        moved=moved,
        days=days_since(moved, visit.at) if moved else 0,
        steps=in_order(visit.gate.rules.pulse),
        within=visit.gate.rules.standstill_answered_within.value,
        may_revise=_may_revise(visit),
        today=today,
        latest=latest(today),
        typed=typed or _as_typed(period),
        errors=errors,
    )


@signed_in
async def standstill(request: Request) -> Response:
    """One press: the coordinator and the unit are told that the plan stands still."""
    async with writing(request) as (held, visit):
        await say(held, visit)
    return see_other(f"/plans/{visit.space.space_id}")


@signed_in
async def answering(request: Request) -> Response:
    """The coordinator has been in touch with who said so."""
    async with writing(request) as (held, visit):
        await answer(held, visit)
    return see_other(f"/plans/{visit.space.space_id}")


@signed_in
async def revision(request: Request) -> Response:
    """Set the day by which the plan is to be gone through anew."""
    typed, errors = await typed_in(request), dict[str, str]()
    async with writing(request) as (held, visit):
        check_may_manage(visit)
        period = _period(typed, visit.at.astimezone(OSLO).date(), errors)
        if period is not None:
            await revise(held, visit, period)
    if period is None:
        return await _page(request, typed, errors, 422)
    return see_other(f"/plans/{visit.space.space_id}/pulse")


def days_since(moment: datetime, at: datetime) -> int:
    """Whole days between, by the calendar in Oslo."""
    return (at.astimezone(OSLO).date() - moment.astimezone(OSLO).date()).days


def _may_revise(visit: Visit) -> bool:
    return (visit.is_coordinator or visit.decides) and not visit.standing.paused


def _as_typed(period: Period | None) -> dict[str, str]:
    days = (period.revise_on, period.starts_on, period.ends_on) if period else (None, None, None)
    return dict(zip(("day", "starts_on", "ends_on"), (str(one or "") for one in days), strict=True))


def _period(typed: Mapping[str, str], today: date, errors: dict[str, str]) -> Period | None:
    """What was typed, or ``None`` and what is wrong with it, by field."""
    day = _day(typed.get("day", "").strip(), today)
    said = [typed.get(name, "").strip() for name in ("starts_on", "ends_on")]
    first, last = (read_day(one) for one in said)
    if day is None:
        errors["day"] = WRONG_DAY
    if any(said) and not (first and last and first < last):
        errors["ends_on"] = WRONG_PERIOD
    return Period(day, first, last) if day and not errors else None


def _day(typed: str, today: date) -> date | None:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if today <= day <= latest(today) else None
