"""The unit protects somebody's address, or lifts that: by name and identity number, as it does everywhere."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.protecting import protect
from ipplan.gate.unit import desk_of
from ipplan.language import N_
from ipplan.page.access.people import AnotherPerson, same_person, tidy
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.identity import valid_pid
from ipplan.store.accounts import account_by_pid

UNKNOWN = N_(
    "Vi finner ingen konto med dette navnet og fødselsnummeret i kommunen. Se etter om begge er riktige."
)
CHOICES = ("yes", "no")


@signed_in
async def show(request: Request) -> Response:
    """What it means, and the form."""
    await desk_of(house_of(request).gate, who_of(request).actor)
    return _form(request, {}, {})


@signed_in
async def change(request: Request) -> Response:
    """Protect at once, or lift it."""
    typed, house = await typed_in(request), house_of(request)
    desk = await desk_of(house.gate, who_of(request).actor)
    pid, errors = valid_pid(typed.get("pid", "")), {}
    if not tidy(typed, "name"):
        errors["name"] = N_("Skriv noe her.")
    if pid is None:
        errors["pid"] = N_("Fødselsnummeret stemmer ikke. Det har elleve sifre.")
    if typed.get("protected") not in CHOICES:
        errors["protected"] = N_("Velg om adressen skal beskyttes.")
    if errors or pid is None:
        return _form(request, typed, errors, 422)
    try:
        async with house.database.begin() as tx:
            known = await account_by_pid(tx, house.pids, pid)
            if known is None:
                raise AnotherPerson
            account_id = same_person(known, typed)
            await protect(tx, desk, account_id, protected=typed["protected"] == "yes")
    except (AnotherPerson, Refused):
        return _form(request, typed, {"name": UNKNOWN}, 422)
    return _form(request, {}, {}, done=typed["protected"])


def _form(
    request: Request,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
    *,
    done: str = "",
) -> Response:
    return page(request, "unit/protection.html", status, typed=typed, errors=errors, done=done)
