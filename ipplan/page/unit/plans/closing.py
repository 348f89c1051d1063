"""The unit closes a plan: after a death, when somebody moves, when the consent has long been withdrawn, or on
a wish given on paper. Nothing that stands in it is opened."""

from collections.abc import Mapping
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.closing import at_rest_since, close_by_unit, rests_for_long
from ipplan.gate.statements import unit_hand
from ipplan.gate.unit import Case, casework, desk_of, look
from ipplan.language import N_
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.store.accounts import names

REASONS = {
    "death": N_("Planeieren er død"),
    "moving": N_("Planeieren har flyttet fra kommunen"),
    "withdrawal": N_("Samtykket til planen har lenge vært trukket tilbake"),
    "wish": N_("Planeieren, eller den som bestemmer, ønsker det, på papir"),
}
"""Why the unit closes a plan, in words."""
NOT_FOR_LONG = N_("Samtykket er ikke trukket tilbake, eller ikke for så lenge siden.")


@signed_in
async def new(request: Request) -> Response:
    """What happens, and the form; after a fresh login, with what was filled in before."""
    return await _form(request, await set_aside_for(request), {})


@signed_in
async def create(request: Request) -> Response:
    """Close it; what is wrong with the form is said beside its fields."""
    typed, house, space_id = await typed_in(request), house_of(request), uuid_in(request, "plan")
    case, since = await _case(request)
    errors: dict[str, str] = {}
    reason = typed.get("reason", "")
    if reason not in REASONS:
        errors["reason"] = N_("Velg hvorfor planen avsluttes.")
    elif reason == "withdrawal" and not rests_for_long(since, case.at, house.gate.rules):
        errors["reason"] = NOT_FOR_LONG
    if typed.get("sure") != "yes":
        errors["sure"] = N_("Kryss av for at planen skal avsluttes.")
    if errors:
        return await _form(request, typed, errors, 422)
    if not is_fresh(request):
        return await ask_anew(request, f"/unit/plans/{space_id}/closing", typed)
    actor, gate = who_of(request).actor, house.gate
    async with casework(gate, actor, space_id) as (held, within):
        await close_by_unit(held, within, unit_hand(actor), gate.signer, reason, gate.rules)
    return see_other("/unit/closed")


async def _case(request: Request) -> tuple[Case, datetime | None]:
    house = house_of(request)
    case = await look(await desk_of(house.gate, who_of(request).actor), uuid_in(request, "plan"))
    async with house.database.engine.connect() as tx:
        return case, await at_rest_since(tx, case.space, house.gate.signer)


async def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house, (case, since) = house_of(request), await _case(request)
    async with house.database.engine.connect() as tx:
        known = await names(tx, {case.space.owner_id})
    return page(
        request,
        "unit/closing_new.html",
        status,
        space_id=case.space.space_id,
        owner=known.get(case.space.owner_id, ""),
        since=since,
        rules=house.gate.rules,
        reasons=REASONS,
        typed=typed,
        errors=errors,
    )
