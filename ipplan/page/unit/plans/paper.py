"""The unit records that an owner has no electronic id, and signs what somebody registered for herself."""

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.attesting import confirm, decline
from ipplan.gate.papering import OwnerDoesNotDecide, end_paper_by_unit, paper_now, record_paper
from ipplan.gate.posting import receipts_by_post, tell_by_post
from ipplan.gate.signing import BadWish
from ipplan.gate.unit import casework, desk_of, look
from ipplan.language import N_
from ipplan.page.fresh import ask_anew, is_fresh
from ipplan.page.house import house_of
from ipplan.page.respond import see_other, uuid_in
from ipplan.page.unit.unit import case_page
from ipplan.page.who import signed_in, who_of

NOT_HERSELF = N_("Planeieren bestemmer ikke selv nå. Da er det de som bestemmer, som samtykker.")
TOO_LATE = N_("Dette kan ikke signeres lenger. Be koordinatoren lage et nytt ark.")


@signed_in
async def record(request: Request) -> Response:
    """Record it, on a fresh login; the owner is told by letter."""
    house, actor, space_id = house_of(request), who_of(request).actor, uuid_in(request, "plan")
    await look(await desk_of(house.gate, actor), space_id)
    if not is_fresh(request):
        return await ask_anew(request, f"/unit/plans/{space_id}", {})
    try:
        async with casework(house.gate, actor, space_id) as (held, case):
            known = paper_now(case.space, case.at, house.gate.signer)
            made = await record_paper(held, house.gate.signer, case, house.gate.rules)
            if known is None or known.paper_id != made:
                until = held.now + house.gate.rules.paper_lasts.time
                await tell_by_post(held, house.gate.signer, case.space, "paper", made, until)
    except OwnerDoesNotDecide:
        return await case_page(request, NOT_HERSELF, 422)
    return see_other(f"/unit/plans/{space_id}")


@signed_in
async def ending(request: Request) -> Response:
    """End it, at once."""
    house, actor, space_id = house_of(request), who_of(request).actor, uuid_in(request, "plan")
    async with casework(house.gate, actor, space_id) as (held, case):
        await end_paper_by_unit(held, house.gate.signer, case)
    return see_other(f"/unit/plans/{space_id}")


@signed_in
async def confirmation(request: Request) -> Response:
    """Sign as the second what a coordinator has registered for herself: now she has it."""
    house, actor, space_id = house_of(request), who_of(request).actor, uuid_in(request, "plan")
    made = uuid_in(request, "attestation")
    await look(await desk_of(house.gate, actor), space_id)
    if not is_fresh(request):
        return await ask_anew(request, f"/unit/plans/{space_id}", {})
    try:
        async with casework(house.gate, actor, space_id) as (held, case):
            await confirm(held, house.gate.signer, case, made)
            await receipts_by_post(held, house.gate.signer, case.space, made)
    except BadWish:
        return await case_page(request, TOO_LATE, 422)
    return see_other(f"/unit/plans/{space_id}")


@signed_in
async def declining(request: Request) -> Response:
    """Not sign it: the coordinator is given nothing herself."""
    house, actor, space_id = house_of(request), who_of(request).actor, uuid_in(request, "plan")
    async with casework(house.gate, actor, space_id) as (held, case):
        await decline(held, house.gate.signer, case, uuid_in(request, "attestation"))
    return see_other(f"/unit/plans/{space_id}")
