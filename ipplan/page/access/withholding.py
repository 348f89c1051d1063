"""Who sees one item: hidden from one participant, or shown to her again, with one press by who decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.company import Company
from ipplan.gate.visit import Visit
from ipplan.gate.withholding import lift, withhold
from ipplan.page.fresh import ask_anew, is_fresh
from ipplan.page.house import house_of
from ipplan.page.plan.item import enter, typed_in, writing
from ipplan.page.respond import as_uuid, page, see_other, uuid_in
from ipplan.page.who import signed_in
from ipplan.permit import Permit, Refused
from ipplan.store.items import Item, lineage
from ipplan.store.people import Participant


@dataclass(frozen=True)
class Reader:
    """One who sees the section, or from whom the item is withheld."""

    person: Participant
    decides: bool
    opens: bool
    """Whether she may open the section at all."""
    hidden: Item | None
    """What is withheld from her: the item itself, or what it stands under."""


@signed_in
async def readers(request: Request) -> Response:
    """Everybody who can open the section, with whether the item is shown to each."""
    visit, permit = await enter(request)
    _check_decides(visit)
    house = house_of(request)
    async with house.database.engine.connect() as tx:
        found = await lineage(tx, permit, uuid_in(request, "item"))
    if found[0].clear.kind == "section":
        raise Refused("section")
    return page(
        request,
        "item/readers.html",
        item=found[0],
        readers=readers_of(visit.company(), found, own=visit.standing.role == "owner"),
        space_id=visit.space.space_id,
        path=f"/plans/{visit.space.space_id}/sections/{permit.section_id}/items",
    )


def readers_of(company: Company, found: Sequence[Item], *, own: bool) -> list[Reader]:
    """By name, for the owner (``own``) or who acts for her.

    ``found`` is the item and, upwards, what it stands under. Who is not in its audience is not there.
    """
    section_id, rows, ids = found[0].head.section_id, [], {item.item_id for item in found}
    for one in sorted(company.people, key=lambda one: one.account.name):
        standing = company.standings.get(one.account_id)
        if standing is None or ids & standing.outside.get(section_id, frozenset()):
            continue
        withheld = standing.hidden(section_id)
        if not own:
            # That a child keeps something from one parent is nothing that the other is told.
            withheld -= standing.kept.get(section_id, frozenset())
        hidden = next((item for item in found if item.item_id in withheld), None)
        if standing.may(section_id) or hidden is not None:
            rows.append(Reader(one, standing.decides, standing.may(section_id), hidden))
    return rows


@signed_in
async def withholding(request: Request) -> Response:
    """Hide the item from one participant, with all under it, at once."""
    return await _change(request, hide=True)


@signed_in
async def lifting(request: Request) -> Response:
    """Show it to her again."""
    return await _change(request, hide=False)


async def _change(request: Request, *, hide: bool) -> Response:
    typed = await typed_in(request)
    item_id = uuid_in(request, "item")
    if not hide and not is_fresh(request):
        # To show again opens something; to hide never waits.
        visit, permit = await enter(request)
        _check_decides(visit)
        return await ask_anew(request, _readers(visit, permit, item_id), {})
    async with writing(request) as (held, visit):
        _check_decides(visit)
        permit = await visit.open(uuid_in(request, "section"))
        participant_id = as_uuid(typed.get("account"))
        await (withhold if hide else lift)(held, visit, permit, item_id, participant_id)
    return see_other(f"{_readers(visit, permit, item_id)}#reader-{participant_id}")


def _readers(visit: Visit, permit: Permit, item_id: UUID) -> str:
    return f"/plans/{visit.space.space_id}/sections/{permit.section_id}/items/{item_id}/readers"


def _check_decides(visit: Visit) -> None:
    if not visit.decides:
        raise Refused("decides")
