"""The unit's cases, by what stands of them in clear: who has each, and when it is to be decided."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.case_parts import give_part, parts_in, take_part
from ipplan.gate.cases import taking_on
from ipplan.gate.staff import may_approve, staff_of
from ipplan.gate.unit import Desk, desk_of
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import as_uuid, page, see_other, uuid_in
from ipplan.page.unit.casework.opened import asked_in, deadline_of
from ipplan.page.unit.casework.words import COLOURS, OUTCOMES, PARTS, STATES
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.accounts import names
from ipplan.store.cases import CaseFile, file_of, files_of, last_author, mark_file
from ipplan.unit.acts import COUNTED
from ipplan.unit.deadlines import day_of

Chosen = Callable[[CaseFile, UUID], bool]
FILTERS: Mapping[str, tuple[str, Chosen]] = {
    "open": (N_("Åpne"), lambda file, me: file.state in COUNTED),
    "mine": (N_("Mine"), lambda file, me: file.assigned_to == me and file.state != "closed"),
    "nobodys": (N_("Ingen har"), lambda file, me: file.assigned_to is None and file.state != "closed"),
    "decided": (N_("Avgjort"), lambda file, me: file.decided_at is not None),
    "all": (N_("Alle"), lambda file, me: True),
}
OWN = N_("Du har en annen rolle i denne saken, og kan ikke behandle den. En annen i enheten må ta den.")
NOT_HERS = N_("Personen har en annen rolle i saken, og kan ikke behandle den. Velg en annen.")


class AnotherPart(Exception):
    """Nobody works on a case in which she has another part."""


@signed_in
async def index(request: Request) -> Response:
    """The list; a filter in the address."""
    return await _index(request)


@signed_in
async def taking(request: Request) -> Response:
    """Take it on oneself: from now on one reads it, and who had it before does not."""
    who = who_of(request).account_id
    try:
        await _assign(request, who)
    except AnotherPart:
        return await _index(request, OWN, 422)
    return see_other(f"/unit/cases/{uuid_in(request, 'case')}")


@signed_in
async def handing(request: Request) -> Response:
    """Give it to another of the unit."""
    house, typed = house_of(request), await typed_in(request)
    desk = await desk_of(house.gate, who_of(request).actor)
    to = as_uuid(typed.get("account", ""))
    async with house.database.engine.connect() as tx:
        if to not in await staff_of(tx, house.gate.signer, desk.municipality_id, desk.at):
            raise Refused("not_unit")
    try:
        await _assign(request, to)
    except AnotherPart:
        return await _index(request, NOT_HERS, 422)
    return see_other("/unit/cases")


@signed_in
async def approver(request: Request) -> Response:
    """Read a decision that waits for a second person: that takes a part in the case, which is signed."""
    house, actor, space_id = house_of(request), who_of(request).actor, uuid_in(request, "case")
    desk = await desk_of(house.gate, actor)
    async with taking_on(house.gate, actor, space_id) as (held, _):
        file = await file_of(held.tx, space_id)
        if file is None or file.state != "approving":
            raise Refused("not_approving")
        writer = await last_author(held.tx, space_id, "proposed")
        if writer is None or not await may_approve(held.tx, desk, writer):
            raise Refused("not_approver")
        await give_part(held, house.gate.signer, actor.account_id, "caseworker", actor.account_id)
    return see_other(f"/unit/cases/{space_id}/approval")


async def _assign(request: Request, to: UUID) -> None:
    gate, actor, space_id = house_of(request).gate, who_of(request).actor, uuid_in(request, "case")
    async with taking_on(gate, actor, space_id) as (held, space):
        file = await file_of(held.tx, space_id)
        if file is None:
            raise Refused("no_file")
        parts = await parts_in(held.tx, gate.signer, space_id, held.now)
        if to == space.owner_id or any(one.sub == to and one.role != "caseworker" for one in parts):
            raise AnotherPart
        await give_part(held, gate.signer, to, "caseworker", actor.account_id)
        if file.assigned_to is not None and file.assigned_to != to:
            await take_part(held, file.assigned_to, "caseworker", actor.account_id)
        await mark_file(held, assigned_to=to)


async def _index(request: Request, said: str = "", status: int = 200) -> Response:
    house, actor = house_of(request), who_of(request).actor
    desk = await desk_of(house.gate, actor)
    shown = request.query_params.get("show", "open")
    _, chosen = FILTERS.get(shown, FILTERS["open"])
    async with house.database.engine.connect() as tx:
        staff = await staff_of(tx, house.gate.signer, desk.municipality_id, desk.at)
        found = [_had(one, staff) for one in await files_of(tx, desk.municipality_id)]
        known = await names(tx, {*staff, *(one.assigned_to for one in found if one.assigned_to)})
        writers = {
            one.space_id: await last_author(tx, one.space_id, "proposed")
            for one in found
            if one.state == "approving"
        }
        approves = {
            case for case, writer in writers.items() if writer and await may_approve(tx, desk, writer)
        }
    return page(
        request,
        "unit/cases/index.html",
        status,
        said=said,
        shown=shown if shown in FILTERS else "open",
        filters={
            name: (label, sum(pick(one, actor.account_id) for one in found))
            for name, (label, pick) in FILTERS.items()
        },
        files=[one for one in found if chosen(one, actor.account_id)],
        me=actor.account_id,
        leads=desk.leads,
        approves=approves,
        staff=list(staff),
        names=known,
        states=STATES,
        colours=COLOURS,
        parts=PARTS,
        outcomes=OUTCOMES,
        asked=asked_in,
        runs=COUNTED,
        today=day_of(desk.at),
        deadline_for=lambda file: deadline_of(file, house.gate.rules),
    )


def _had(file: CaseFile, staff: Collection[UUID]) -> CaseFile:
    """As it is now: who works there no more reads nothing, and has no case either."""
    return file if file.assigned_to in staff else replace(file, assigned_to=None)


async def near_ends(desk: Desk) -> tuple[int, int]:
    """How many of the municipality's open cases are past their deadline, and how many soon are."""
    async with desk.gate.database.engine.connect() as tx:
        found = await files_of(tx, desk.municipality_id, *COUNTED)
    states = [deadline_of(one, desk.gate.rules).state(day_of(desk.at)) for one in found]
    return states.count("late"), states.count("near")
