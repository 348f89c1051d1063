"""The unit keeps the municipality's catalogue of services and user organisations, which everybody reads."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.unit import Desk, desk_of
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.accounts import names
from ipplan.store.catalogue import ChangedMeanwhile, Entry, entries, entry_of, put_entry, versions_of
from ipplan.store.database import Tx
from ipplan.unit.catalogue import AREAS, FIELDS, KINDS, LONGEST, by_area, errors_in, tidied, words

HOME = "/unit/services"


@signed_in
async def index(request: Request) -> Response:
    """All of the municipality's entries, those taken off last."""
    house = house_of(request)
    desk = await desk_of(house.gate, who_of(request).actor)
    async with house.database.engine.connect() as tx:
        found = await entries(tx, desk.municipality_id)
    return page(
        request,
        "unit/services.html",
        areas=by_area(found, "nb"),
        closed=[one for one in found if one.closed],
        area_names=AREAS,
        words=words,
        place=desk.municipality_id,
    )


@signed_in
async def new(request: Request) -> Response:
    """An empty form."""
    await desk_of(house_of(request).gate, who_of(request).actor)
    return _form(request, {}, {})


@signed_in
async def create(request: Request) -> Response:
    """A new entry, seen by everybody at once."""
    typed, house = await typed_in(request), house_of(request)
    await desk_of(house.gate, who_of(request).actor)
    values = tidied(typed)
    if errors := errors_in(values):
        return _form(request, typed, errors, 422)
    async with house.database.begin() as tx:
        desk = await desk_of(house.gate, who_of(request).actor, tx)
        await _put(tx, desk, uuid4(), 0, values)
    return see_other(HOME)


@signed_in
async def show(request: Request) -> Response:
    """One entry to change, with its earlier versions."""
    return await _entry_page(request, None, {})


@signed_in
async def change(request: Request) -> Response:
    """A new version; where somebody has saved one meanwhile, both are shown, and nothing is lost."""
    typed, house = await typed_in(request), house_of(request)
    values, base = tidied(typed), typed.get("base", "")
    try:
        async with house.database.begin() as tx:
            desk, entry = await _mine(request, tx)
            errors = errors_in(values)
            if not errors:
                if base != str(entry.number):
                    raise ChangedMeanwhile
                await _put(tx, desk, entry.entry_id, entry.number, values, closed=entry.closed)
    except ChangedMeanwhile:
        return await _entry_page(request, typed, {}, changed=True)
    return await _entry_page(request, typed, errors) if errors else see_other(HOME)


@signed_in
async def closure(request: Request) -> Response:
    """Take it off the catalogue; it can be put back."""
    return await _turn(request, closed=True)


@signed_in
async def reopening(request: Request) -> Response:
    """Put it back as it was."""
    return await _turn(request, closed=False)


async def _turn(request: Request, *, closed: bool) -> Response:
    try:
        async with house_of(request).database.begin() as tx:
            desk, entry = await _mine(request, tx)
            if entry.closed != closed:
                await _put(tx, desk, entry.entry_id, entry.number, values_of(entry), closed=closed)
    except ChangedMeanwhile:
        return await _entry_page(request, None, {}, changed=True)
    return see_other(HOME)


async def _mine(request: Request, tx: Tx) -> tuple[Desk, Entry]:
    """Who asks, in the unit, and the entry of her own municipality; raises `Refused`."""
    desk = await desk_of(house_of(request).gate, who_of(request).actor, tx)
    entry = await entry_of(tx, desk.municipality_id, uuid_in(request, "entry"))
    if entry is None:
        raise Refused("no_entry")
    return desk, entry


async def _put(
    tx: Tx, desk: Desk, entry_id: UUID, base: int, values: Mapping[str, str], *, closed: bool = False
) -> None:
    by = desk.actor.account_id
    await put_entry(
        tx, desk.municipality_id, entry_id, base, values, closed=closed, author_id=by, now=desk.at
    )


def values_of(entry: Entry) -> dict[str, str]:
    """An entry's fields as a form has them."""
    return {field: str(getattr(entry, field)) for field in FIELDS}


async def _entry_page(
    request: Request, typed: Mapping[str, str] | None, errors: Mapping[str, str], *, changed: bool = False
) -> Response:
    async with house_of(request).database.engine.connect() as tx:
        desk, entry = await _mine(request, tx)
        versions = await versions_of(tx, desk.municipality_id, entry.entry_id)
        known = await names(tx, {one.author_id for one in versions})
    status = 422 if errors or changed else 200
    shown = values_of(entry) if typed is None else typed
    # Saving anew after a change that came between: on the newest version, which the page shows beside it.
    base = entry.number if typed is None or changed else typed.get("base", "")
    return _form(
        request,
        shown,
        errors,
        status,
        entry=entry,
        versions=versions[1:],
        newest=versions[0],
        known=known,
        changed=changed,
        base=base,
    )


def _form(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200, **more: object
) -> Response:
    known = {"entry": None, "versions": [], "changed": False, "base": ""} | more
    return page(
        request,
        "unit/service.html",
        status,
        typed=typed,
        errors=errors,
        kinds=KINDS,
        area_names=AREAS,
        longest=LONGEST,
        words=words,
        **known,
    )
