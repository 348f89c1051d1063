"""Who works in the unit: its lead appoints, prolongs and ends; by name and identity number, as elsewhere."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.unit import desk_of, lead_of
from ipplan.gate.unit_claims import UNIT_ROLES
from ipplan.gate.unit_people import Herself, LastLead, appoint_colleague, colleagues, dismiss_colleague
from ipplan.language import N_
from ipplan.page.access.people import AnotherPerson, same_person, tidy
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.identity import valid_pid
from ipplan.store.accounts import account_by_pid

PATH = "/unit/people"
ROLES = {"lead": N_("Enhetsleder"), "caseworker": N_("Saksbehandler")}
UNKNOWN = N_(
    "Vi finner ingen konto med dette navnet og fødselsnummeret i kommunen. Se etter om begge er riktige."
)
OWN = N_("Du kan ikke oppnevne deg selv. En annen enhetsleder må gjøre det.")
LAST = N_("Noen må lede enheten. Oppnevn en enhetsleder til først.")


@signed_in
async def show(request: Request) -> Response:
    """Who works here; for the lead also the form, after a fresh login with what was filled in before."""
    return await _page(request, await set_aside_for(request), {})


@signed_in
async def appointing(request: Request) -> Response:
    """Appoint somebody who has an account in the municipality, for a year."""
    typed, house, actor = await typed_in(request), house_of(request), who_of(request).actor
    await lead_of(house.gate, actor)
    pid, errors = valid_pid(typed.get("pid", "")), {}
    if not tidy(typed, "name"):
        errors["name"] = N_("Skriv noe her.")
    if pid is None:
        errors["pid"] = N_("Fødselsnummeret stemmer ikke. Det har elleve sifre.")
    if typed.get("role") not in UNIT_ROLES:
        errors["role"] = N_("Velg hva personen skal være.")
    if errors or pid is None:
        return await _page(request, typed, errors, 422)
    if not is_fresh(request):
        return await ask_anew(request, PATH, typed)
    try:
        async with house.database.begin() as tx:
            known = await account_by_pid(tx, house.pids, pid)
            if known is None:
                raise AnotherPerson
            await appoint_colleague(tx, house.gate, actor, same_person(known, typed), typed["role"])
    except (AnotherPerson, Refused):
        return await _page(request, typed, {"name": UNKNOWN}, 422)
    except Herself:
        return await _page(request, typed, {"name": OWN}, 422)
    except LastLead:
        return await _page(request, typed, {"role": LAST}, 422)
    return see_other(PATH)


@signed_in
async def prolonging(request: Request) -> Response:
    """A year more, from now."""
    house, actor, account_id = house_of(request), who_of(request).actor, uuid_in(request, "account")
    await lead_of(house.gate, actor)
    if not is_fresh(request):
        return await ask_anew(request, PATH, {})
    try:
        async with house.database.begin() as tx:
            await appoint_colleague(tx, house.gate, actor, account_id, None)
    except Herself:
        return await _page(request, {}, {}, 422, said=OWN)
    return see_other(PATH)


@signed_in
async def ending(request: Request) -> Response:
    """No work in the unit any more, at once. That never waits for a login."""
    house, actor, account_id = house_of(request), who_of(request).actor, uuid_in(request, "account")
    try:
        async with house.database.begin() as tx:
            await dismiss_colleague(tx, house.gate, actor, account_id)
    except LastLead:
        return await _page(request, {}, {}, 422, said=LAST)
    return see_other("/" if account_id == actor.account_id else PATH)


async def _page(
    request: Request,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
    *,
    said: str = "",
) -> Response:
    house, actor = house_of(request), who_of(request).actor
    async with house.database.engine.connect() as tx:
        desk = await desk_of(house.gate, actor, tx)
        people = await colleagues(tx, house.gate.signer, desk.municipality_id, desk.at)
    return page(
        request,
        "unit/people.html",
        status,
        desk=desk,
        me=actor.account_id,
        people=people,
        roles=ROLES,
        typed=typed,
        errors=errors,
        said=said,
    )
