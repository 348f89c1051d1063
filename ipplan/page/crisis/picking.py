"""Taking things from the plan to its crisis page: as they stand, and again when they have changed."""

from functools import partial
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.crisis.crisis import AREA
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.plan.on_demand import Room, enter_room
from ipplan.page.respond import as_uuid, language_of, page, see_other
from ipplan.page.who import signed_in
from ipplan.permit import Permit, Refused
from ipplan.plan import changes
from ipplan.plan.crisis import PICKED, Place, place_of, standing, taken
from ipplan.plan.forms import Filled
from ipplan.plan.kinds import KINDS
from ipplan.store.items import Item, lineage, one_item
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear

NOTHING = N_("Velg minst én ting, eller gå tilbake.")
MOST = 100
"""Things that are taken at a time."""


@signed_in
async def new(request: Request) -> Response:
    """All that can be taken, by section."""
    return await _form(request)


@signed_in
async def create(request: Request) -> Response:
    """Take what was chosen; what stands there already is brought up to date."""
    typed = await typed_in(request)
    places = [_place(name) for name, value in typed.items() if "." in name and value == "yes"][:MOST]
    if not places:
        return await _form(request, NOTHING, 422)
    room = await _enter(request)
    known = {place_of(node): node.item_id for node in standing(room.outline)}
    say = partial(house_of(request).render.words, language_of(request))
    status = "paper" if typed.get("status") == "paper" else "online"
    async with writing(request) as (held, visit):
        permit = await visit.open(_section(room))
        for place in places:
            chain = await _chosen(held, visit, place)
            kind, content = taken(chain[0], place[0], say)
            filled = Filled({}, content, Clear(kind, status=status))
            new_id = await _put(held, permit, known.get(place), filled)
            # From whom it is hidden, by itself or by what it stands under, it is hidden here, too.
            held.moved += [(one.item_id, new_id) for one in chain]
    return see_other(f"/plans/{visit.space.space_id}/crisis")


async def _chosen(held: Writing, visit: Visit, place: Place) -> list[Item]:
    """What was chosen, as it stands and is open to who chose, with what it stands under; raises `Refused`."""
    chain = await lineage(held.tx, await visit.open(place[0]), place[1])
    if chain[0].clear.kind not in PICKED or chain[0].clear.closed:
        raise Refused("not_picked")
    return chain


async def _put(held: Writing, permit: Permit, known: UUID | None, filled: Filled) -> UUID:
    kind = KINDS[filled.clear.kind]
    if known is None:
        new_id = uuid4()
        await changes.create(held, permit, new_id, kind, None, filled)
        return new_id
    item = await one_item(held.tx, permit, known)
    again = Filled({}, {**item.content, **filled.content}, item.clear)
    await changes.save(held, permit, item, item.head.version_id, again)
    return known


async def _enter(request: Request) -> Room:
    room = await enter_room(request, AREA)
    if not (room.visit.decides and room.may_write):
        raise Refused("decides")
    return room


def _section(room: Room) -> UUID:
    assert room.permit is not None, "asked when it was entered"
    return room.permit.section_id


def _place(name: str) -> Place:
    section, _, item = name.partition(".")
    return as_uuid(section), as_uuid(item)


async def _form(request: Request, error: str = "", status: int = 200) -> Response:
    room = await _enter(request)
    opened = await house_of(request).reader.outlines(await room.visit.open_all())
    outlines = [one for _, one in opened.values() if one.section_id != _section(room) and not one.closed]
    found = {one: [node for node, _ in one.walk() if node.kind in PICKED] for one in outlines}
    return page(
        request,
        "crisis/pick.html",
        status,
        space_id=room.visit.space.space_id,
        rules=room.visit.gate.rules,
        sections=[(one, found[one]) for one in sorted(found, key=lambda one: one.position) if found[one]],
        there={place_of(node) for node in standing(room.outline)},
        error=error,
    )
