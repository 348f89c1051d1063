"""Where people of the municipality work: the unit's lead adds, renames, closes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.unit import Desk, desk_of, lead_of
from ipplan.language import N_
from ipplan.page.access.people import tidy
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import as_uuid, page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.database import Tx
from ipplan.store.directory import note
from ipplan.store.organisations import (
    KINDS,
    Organisation,
    OrganisationExists,
    add_organisation,
    below,
    change_organisation,
    organisations,
)

PATH = "/unit/organisations"
LONGEST = 200
CALLED = {
    "service": N_("Kommunal tjeneste"),
    "school": N_("Skole eller barnehage"),
    "hospital": N_("Sykehus"),
    "gp": N_("Fastlegekontor"),
    "nav": N_("NAV"),
    "other": N_("Annet"),
}
TAKEN = N_("Det finnes et arbeidssted med det navnet fra før.")


@signed_in
async def index(request: Request) -> Response:
    """All of them, each under the one that it belongs to; for the lead also the form for a new one."""
    return await _list(request, {}, {})


@signed_in
async def create(request: Request) -> Response:
    """Add one."""
    typed, house = await typed_in(request), house_of(request)
    async with house.database.begin() as tx:
        desk = await lead_of(house.gate, who_of(request).actor, tx)
        values, errors = _read(typed, await organisations(tx, desk.municipality_id), None)
        if not errors:
            try:
                made = await add_organisation(tx, desk.municipality_id, now=desk.at, **values)
                await _note(tx, desk, "organisation_added", made)
            except OrganisationExists:
                errors["name"] = TAKEN
    return await _list(request, typed, errors, 422) if errors else see_other(PATH)


@signed_in
async def edit(request: Request) -> Response:
    """One of them, as a form."""
    return await _form(request, None, {})


@signed_in
async def change(request: Request) -> Response:
    """Change it; who works there works in what it is called now."""
    typed, house, which = await typed_in(request), house_of(request), uuid_in(request, "organisation")
    async with house.database.begin() as tx:
        desk = await lead_of(house.gate, who_of(request).actor, tx)
        found = await organisations(tx, desk.municipality_id)
        before = _one(found, which)
        values, errors = _read(typed, found, before)
        if not errors:
            try:
                await change_organisation(tx, desk.municipality_id, before, **values)
                await _note(tx, desk, "organisation_changed", which)
            except OrganisationExists:
                errors["name"] = TAKEN
    return await _form(request, typed, errors, 422) if errors else see_other(PATH)


@signed_in
async def closing(request: Request) -> Response:
    """It is offered no more where a place of work is written; who works there is let be."""
    return await _state(request, "closed")


@signed_in
async def reopening(request: Request) -> Response:
    """It is offered again, unless another has its name by now."""
    return await _state(request, "active")


async def _state(request: Request, state: str) -> Response:
    house, which, taken = house_of(request), uuid_in(request, "organisation"), False
    async with house.database.begin() as tx:
        desk = await lead_of(house.gate, who_of(request).actor, tx)
        before = _one(await organisations(tx, desk.municipality_id), which)
        try:
            await change_organisation(tx, desk.municipality_id, before, state=state)
            kind = "organisation_closed" if state == "closed" else "organisation_opened"
            await _note(tx, desk, kind, which)
        except OrganisationExists:
            taken = True
    return await _form(request, None, {"name": TAKEN}, 422) if taken else see_other(PATH)


def _read(
    typed: Mapping[str, str], found: list[Organisation], before: Organisation | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """What one is to be, or what is wrong, by field."""
    name, kind, under, errors = tidy(typed, "name"), typed.get("kind", ""), typed.get("parent", ""), {}
    if not name:
        errors["name"] = N_("Skriv noe her.")
    elif len(name) > LONGEST:
        errors["name"] = N_("Teksten er for lang.")
    if kind not in KINDS:
        errors["kind"] = N_("Velg ett av valgene.")
    own = below(found, before.organisation_id) if before else set()
    choices = {str(one.organisation_id) for one in found if one.organisation_id not in own}
    if under and under not in choices:
        errors["parent"] = N_("Velg ett av valgene.")
    if errors:
        return {}, errors
    return {"name": name, "kind": kind, "parent_id": as_uuid(under) if under else None}, errors


def _one(found: list[Organisation], which: UUID) -> Organisation:
    for one in found:
        if one.organisation_id == which:
            return one
    raise Refused("no_organisation")


async def _note(tx: Tx, desk: Desk, kind: str, which: UUID) -> None:
    by = desk.actor.account_id
    await note(tx, desk.municipality_id, by, kind, desk.at, organisation_id=which)


async def _list(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    house = house_of(request)
    async with house.database.engine.connect() as tx:
        desk = await desk_of(house.gate, who_of(request).actor, tx)
        found = await organisations(tx, desk.municipality_id)
    values = {"typed": typed, "errors": errors, "kinds": CALLED, "desk": desk}
    return page(request, "unit/organisations.html", status, organisations=found, parents=found, **values)


async def _form(
    request: Request, typed: Mapping[str, str] | None, errors: Mapping[str, str], status: int = 200
) -> Response:
    house, which = house_of(request), uuid_in(request, "organisation")
    async with house.database.engine.connect() as tx:
        desk = await lead_of(house.gate, who_of(request).actor, tx)
        found = await organisations(tx, desk.municipality_id)
    one = _one(found, which)
    own = below(found, which)
    if typed is None:
        typed = {"name": one.name, "kind": one.kind, "parent": str(one.parent_id or "")}
    values = {"typed": typed, "errors": errors, "kinds": CALLED, "one": one}
    parents = [other for other in found if other.organisation_id not in own]
    return page(request, "unit/organisation.html", status, parents=parents, **values)
