"""The unit's closed plans: whose, when and why closed, kept until when; and who may take a copy of them.

The unit opens nothing. What it decides is signed, and read by the one it was decided for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.gate import Gate
from ipplan.gate.openings import Closed, closed_casework, end_opening, look_at_closed, open_archive
from ipplan.gate.statements import unit_hand
from ipplan.gate.unit import desk_of
from ipplan.language import N_
from ipplan.page.access.people import AnotherPerson, account_for, check_form
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.unit.plans.closing import REASONS
from ipplan.page.unit.plans.mandates import NAME
from ipplan.page.who import signed_in, who_of
from ipplan.plan.forms import read_day
from ipplan.plan.identity import valid_pid
from ipplan.plan.periods import OSLO, end_of
from ipplan.store.accounts import names
from ipplan.store.closed import closed_plans, openings_of

MOST = 200
LONGEST = 4_000
WHY = REASONS | {"wish": N_("Planeieren, eller den som bestemmer, ønsket det")}
"""Why a plan was closed: not by the unit alone."""
YOURSELF = N_("Du kan ikke avgjøre dette for deg selv.")


class Herself(Exception):
    """Nobody decides for herself that she may read."""


@dataclass(frozen=True)
class Filled:
    """A form that can be signed."""

    pid: str
    reason: str
    until: date


@signed_in
async def index(request: Request) -> Response:
    """Closed plans, the newest first."""
    house = house_of(request)
    desk = await desk_of(house.gate, who_of(request).actor)
    async with house.database.engine.connect() as tx:
        found = await closed_plans(tx, desk.municipality_id, MOST)
    return page(request, "unit/closed.html", plans=found, reasons=WHY)


@signed_in
async def show(request: Request) -> Response:
    """One of them; after a fresh login, with what was filled in before."""
    return await _page(request, await set_aside_for(request), {})


@signed_in
async def opening(request: Request) -> Response:
    """Decide that somebody may take a copy; what is wrong with the form is said beside its fields."""
    typed, house, space_id = await typed_in(request), house_of(request), uuid_in(request, "plan")
    actor, path = who_of(request).actor, f"/unit/closed/{space_id}"
    async with house.database.engine.connect() as tx:
        closed = await look_at_closed(await desk_of(house.gate, actor), tx, space_id)
    filled, errors = _read(typed, closed.desk.at, house.gate)
    if filled is None:
        return await _page(request, typed, errors, 422)
    if not is_fresh(request):
        return await ask_anew(request, path, typed)
    try:
        async with closed_casework(house.gate, actor, space_id) as (held, within):
            person, place = {**typed, "title": typed.get("relation", "")}, within.desk.municipality_id
            who = await account_for(house, held, place, person, filled.pid)
            if who == actor.account_id:
                raise Herself
            longest = held.now + house.gate.rules.archive_open.time
            until = min(end_of(filled.until), longest, within.kept_until)
            await open_archive(held, house.gate, unit_hand(actor), who, filled.reason, until)
    except AnotherPerson:
        return await _page(request, typed, {"name": NAME}, 422)
    except Herself:
        return await _page(request, typed, {"name": YOURSELF}, 422)
    return see_other(path)


@signed_in
async def ending(request: Request) -> Response:
    """End it before its time, on any login: to take away never waits."""
    house, actor, space_id = house_of(request), who_of(request).actor, uuid_in(request, "plan")
    async with closed_casework(house.gate, actor, space_id) as (held, _):
        await end_opening(held, unit_hand(actor), uuid_in(request, "opening"))
    return see_other(f"/unit/closed/{space_id}")


def _read(typed: Mapping[str, str], at: datetime, gate: Gate) -> tuple[Filled | None, dict[str, str]]:
    errors = check_form(typed, ("name", "email", "relation"))
    pid, reason = valid_pid(typed.get("pid", "")), typed.get("reason", "").strip()
    if pid is None:
        errors["pid"] = N_("Fødselsnummeret stemmer ikke. Det har elleve sifre.")
    if not reason:
        errors["reason"] = N_("Skriv hvorfor. Den som får kopien, leser det.")
    elif len(reason) > LONGEST:
        errors["reason"] = N_("Teksten er for lang.")
    day, today = read_day(typed.get("day", "")), at.astimezone(OSLO).date()
    if day is None or day < today:
        errors["day"] = N_("Skriv den siste dagen, i dag eller senere.")
    elif day > today + timedelta(days=gate.rules.archive_open.value):
        errors["day"] = N_("Så lenge kan den ikke være åpen.")
    if errors or pid is None or day is None:
        return None, errors
    return Filled(pid, reason, day), {}


async def _page(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house, space_id = house_of(request), uuid_in(request, "plan")
    desk = await desk_of(house.gate, who_of(request).actor)
    async with house.database.engine.connect() as tx:
        closed: Closed = await look_at_closed(desk, tx, space_id)
        (plan,) = await closed_plans(tx, desk.municipality_id, 1, space_id)
        found = await openings_of(tx, space_id)
        known = await names(
            tx, {closed.owner_id} | {who for one in found for who in (one.account_id, one.decided_by)}
        )
    return page(
        request,
        "unit/closed_show.html",
        status,
        plan=plan,
        openings=found,
        names=known,
        at=desk.at,
        rules=house.gate.rules,
        reasons=WHY,
        typed=typed,
        errors=errors,
        today=desk.at.astimezone(OSLO).date(),
    )
