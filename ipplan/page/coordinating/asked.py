"""Asked to coordinate: who, for whom and how to reach her; and a manager's yes. Nothing of any plan."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.appointing import note, one_appointment, one_waiting
from ipplan.gate.roles import roles_in
from ipplan.gate.statements import Hand
from ipplan.language import N_
from ipplan.page.coordinating.beginning import begin_role, tell
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.periods import OSLO
from ipplan.store.accounts import accounts
from ipplan.store.spaces import municipality_name, writing

LONGEST = 2_000


@signed_in
async def show(request: Request) -> Response:
    """What she is asked; for as long as it waits for her."""
    return await _page(request, {}, {})


@signed_in
async def answer(request: Request) -> Response:
    """Yes; or no, and why. A deputy begins by her yes; else the unit appoints her."""
    typed, house, actor = await typed_in(request), house_of(request), who_of(request).actor
    said, reason = typed.get("answer"), typed.get("reason", "").strip()
    errors = {}
    if said not in ("yes", "no"):
        errors["answer"] = N_("Svar ja eller nei.")
    elif said == "no" and not reason:
        errors["reason"] = N_("Skriv kort hvorfor. Bare koordinerende enhet leser det.")
    elif len(reason) > LONGEST:
        errors["reason"] = N_("Teksten er for lang.")
    if errors:
        return await _page(request, typed, errors, 422)
    appointment_id = uuid_in(request, "appointment")
    async with house.database.engine.connect() as tx:
        space_id = (await one_waiting(tx, actor.account_id, appointment_id)).space_id
    async with writing(house.database, house.clock, space_id) as held:
        waits = await one_waiting(held.tx, actor.account_id, appointment_id)
        if not waits.herself:
            raise Refused("not_herself")
        space, at = await house.gate.space(space_id, held.tx)
        permit = house.gate.permits.of_asked(space, waits, actor, at)
        found = await one_appointment(held.tx, permit, appointment_id)
        if said == "no":
            await note(held, permit, "declined", appointment_id=appointment_id, words={"reason": reason})
        else:
            await note(held, permit, "accepted", appointment_id=appointment_id)
        await tell(held, "answered", appointment_id, found.made_by)
        if said == "yes" and found.kind == "deputy":
            # Who asked her had the right to: the unit, or the coordinator herself.
            hand = Hand(found.made_by, None, "", None)
            found = await one_appointment(held.tx, permit, appointment_id)
            await begin_role(held, house.gate, hand, space, found, permit)
    return see_other("/")


@signed_in
async def agreement(request: Request) -> Response:
    """A manager says yes, on a login of her own; then she is asked herself."""
    house, actor, appointment_id = house_of(request), who_of(request).actor, uuid_in(request, "appointment")
    async with house.database.engine.connect() as tx:
        space_id = (await one_waiting(tx, actor.account_id, appointment_id)).space_id
    async with writing(house.database, house.clock, space_id) as held:
        waits = await one_waiting(held.tx, actor.account_id, appointment_id)
        if waits.herself:
            raise Refused("not_manager")
        space, at = await house.gate.space(space_id, held.tx)
        permit = house.gate.permits.of_asked(space, waits, actor, at)
        day = at.astimezone(OSLO).date()
        words = {"who": who_of(request).name}
        await note(held, permit, "agreed", appointment_id=appointment_id, day=day, words=words)
        await tell(held, "asked", appointment_id, waits.candidate_id)
    return see_other("/")


async def _page(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house, actor = house_of(request), who_of(request).actor
    async with house.database.engine.connect() as tx:
        waits = await one_waiting(tx, actor.account_id, uuid_in(request, "appointment"))
        space, at = await house.gate.space(waits.space_id, tx)
        found = None
        if waits.herself:
            permit = house.gate.permits.of_asked(space, waits, actor, at)
            await house.gate.log.note([permit], actor.session)
            found = await one_appointment(tx, permit, waits.appointment_id)
        role = next(
            (one for one in roles_in(space, house.gate.signer) if found and one.jti == found.follows), None
        )
        people = {space.owner_id, waits.candidate_id} | ({role.sub} if role else set())
        known = await accounts(tx, people)
        where = await municipality_name(tx, space.municipality_id)
    return page(
        request,
        "coordinating/asked.html",
        status,
        waits=waits,
        found=found,
        owner=known[space.owner_id].name if found else "",
        candidate=known[waits.candidate_id].name,
        before=known[role.sub].name if role else "",
        where=where,
        typed=typed,
        errors=errors,
    )
