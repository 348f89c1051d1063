"""Mandates that an owner gives herself, and their end.

Those of parents and guardians are the coordinating unit's to sign, on a recorded basis: a coordinator is not
the unit, and must not be able to let anybody into a plan.
"""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.mandates import Commission, end_mandate, sign_mandate
from ipplan.gate.statements import hand_of
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.fresh import ask_anew, is_fresh, set_aside_for
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.plan.areas import AREA_NAMES
from ipplan.plan.forms import read_day
from ipplan.plan.periods import OSLO, end_of
from ipplan.rules import Basis
from ipplan.store.people import Participant

ALL = "all"
"""The word for the whole plan, in the form."""


@signed_in
async def new(request: Request) -> Response:
    """The form; after a fresh login, with what was filled in before."""
    return await _form(request, await set_aside_for(request), {})


@signed_in
async def create(request: Request) -> Response:
    """Sign a mandate; what is wrong with the form is said beside its fields."""
    typed, visit = await typed_in(request), await _enter(request)
    commission, errors = _read(visit, typed)
    if commission is None:
        return await _form(request, typed, errors, 422)
    path = f"/plans/{visit.space.space_id}"
    if not is_fresh(request):
        return await ask_anew(request, f"{path}/mandates/new", typed)
    async with writing(request) as (held, within):
        if typed["basis"] not in bases_for(within):
            raise Refused("no_basis")
        if commission.representative_id not in {one.account_id for one in _people(within)}:
            raise Refused("no_participant")
        await sign_mandate(held, within.gate.signer, hand_of(within), within.space.owner_id, commission)
    return see_other(f"{path}/deciding")


@signed_in
async def ending(request: Request) -> Response:
    """End a mandate, at once: what was granted on it runs on for a while, with notice."""
    async with writing(request, paused=True, closed=True) as (held, visit):
        await end_mandate(held, visit, uuid_in(request, "mandate"))
    # Who laid down her own mandate may have nothing left to see here.
    home = visit.standing.mandate_id == uuid_in(request, "mandate")
    return see_other("/" if home else f"/plans/{visit.space.space_id}/deciding")


async def _enter(request: Request) -> Visit:
    visit = await house_of(request).gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="page")
    if not bases_for(visit):
        raise Refused("no_basis")
    return visit


def bases_for(visit: Visit) -> Mapping[str, Basis]:
    """On what this visitor may sign a mandate: only the owner, where she decides, in a plan not at rest."""
    if visit.standing.role != "owner" or not visit.decides or visit.standing.paused:
        return {}
    if visit.kind == "expecting":
        # Hers alone: nobody decides for her what is shared before a birth.
        return {}
    return {word: one for word, one in visit.gate.rules.basis.items() if one.given_by == "owner"}


def _read(visit: Visit, typed: Mapping[str, str]) -> tuple[Commission | None, dict[str, str]]:
    """What is to be signed, or what is wrong, by field."""
    errors: dict[str, str] = {}
    basis = bases_for(visit).get(typed.get("basis", ""))
    people = {str(one.account_id): one.account_id for one in _people(visit)}
    who = people.get(typed.get("participant", ""))
    if who is None:
        errors["participant"] = N_("Velg hvem.")
    if basis is None:
        errors["basis"] = N_("Velg hva det bygger på.")
    today = visit.at.astimezone(OSLO).date()
    day = read_day(typed.get("day", ""))
    if day is None or day < today:
        errors["day"] = N_("Skriv den siste dagen, i dag eller senere.")
    elif basis and day > today + timedelta(days=basis.longest_days):
        errors["day"] = N_("Så lenge kan det ikke vare på dette grunnlaget.")
    scope = _scope(visit, typed)
    if scope is not None and not scope:
        errors["scope"] = N_("Velg hele planen, eller minst én del.")
    if errors or who is None or basis is None or day is None:
        return None, errors
    may_grant = basis.may_grant and typed.get("may_grant") == "yes"
    return Commission(who, typed["basis"], end_of(day), scope, may_grant), {}


def _scope(visit: Visit, typed: Mapping[str, str]) -> set[UUID] | None:
    if typed.get("scope") == ALL:
        return None
    return {row.section_id for row in visit.space.sections if typed.get(f"area-{row.area}") == "yes"}


def _people(visit: Visit) -> list[Participant]:
    """Who may act: everybody who takes part but the owner and the coordinators."""
    return [one for one in visit.company().people if one.role not in ("owner", "coordinator")]


async def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    visit = await _enter(request)
    areas = {row.area for row in visit.space.sections}
    return page(
        request,
        "deciding/mandate_new.html",
        status,
        space_id=visit.space.space_id,
        visit=visit,
        bases=bases_for(visit),
        people=_people(visit),
        areas={area: name for area, name in AREA_NAMES.items() if area in areas},
        typed=typed,
        errors=errors,
        today=visit.at.astimezone(OSLO).date(),
    )
