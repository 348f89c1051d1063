"""Somebody leaves her work, and loses what she has by it at once; or her whole account is closed."""

from datetime import date, datetime

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.leaving import CLOSINGS, close, leave, reopen, stay
from ipplan.gate.unit import lead_of
from ipplan.gate.unit_people import LastLead
from ipplan.language import N_
from ipplan.page.access.people import EMAIL, tidy
from ipplan.page.fresh import ask_anew, is_fresh
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import see_other, uuid_in
from ipplan.page.unit.staff.accounts import PATH, account_page
from ipplan.page.unit.staff.people import LAST
from ipplan.page.who import signed_in, who_of
from ipplan.plan.forms import read_day
from ipplan.plan.periods import OSLO, end_of


@signed_in
async def leaving(request: Request) -> Response:
    """She has left, from this moment; or leaves at the end of a day. That never waits for a login."""
    typed, house, actor = await typed_in(request), house_of(request), who_of(request).actor
    desk = await lead_of(house.gate, actor)
    errors, when = {}, None
    if typed.get("when") == "day":
        day = read_day(typed.get("day", ""))
        if day is None or day < _today(desk.at):
            errors["day"] = N_("Skriv den siste dagen på jobb, i dag eller senere.")
        else:
            when = end_of(day)
    elif typed.get("when") != "now":
        errors["when"] = N_("Velg når personen slutter.")
    email = tidy(typed, "email")
    if email and not EMAIL.fullmatch(email):
        errors["leaving-email"] = N_("Skriv en e-postadresse, for eksempel kari@example.org.")
    if errors:
        return await account_page(request, typed, errors, "leaving", 422)
    account_id = uuid_in(request, "account")
    try:
        await leave(house.gate, actor, account_id, when, email or None)
    except LastLead:
        return await account_page(request, typed, {}, "leaving", 422, said=LAST)
    return see_other("/" if account_id == actor.account_id else f"{PATH}/{account_id}")


@signed_in
async def staying(request: Request) -> Response:
    """She does not leave after all."""
    account_id = uuid_in(request, "account")
    await stay(house_of(request).gate, who_of(request).actor, account_id)
    return see_other(f"{PATH}/{account_id}")


@signed_in
async def closing(request: Request) -> Response:
    """Close the whole account, at once."""
    typed, house, actor = await typed_in(request), house_of(request), who_of(request).actor
    await lead_of(house.gate, actor)
    if typed.get("reason") not in CLOSINGS:
        return await account_page(
            request, typed, {"reason": N_("Velg hvorfor kontoen stenges.")}, "closing", 422
        )
    account_id = uuid_in(request, "account")
    try:
        await close(house.gate, actor, account_id, typed["reason"])
    except LastLead:
        return await account_page(request, typed, {}, "closing", 422, said=LAST)
    return see_other(f"{PATH}/{account_id}")


@signed_in
async def reopening(request: Request) -> Response:
    """Open it again, on a fresh login: that gives back what it had."""
    house, account_id = house_of(request), uuid_in(request, "account")
    await lead_of(house.gate, who_of(request).actor)
    if not is_fresh(request):
        return await ask_anew(request, f"{PATH}/{account_id}", {})
    await reopen(house.gate, who_of(request).actor, account_id)
    return see_other(f"{PATH}/{account_id}")


def _today(at: datetime) -> date:
    return at.astimezone(OSLO).date()
