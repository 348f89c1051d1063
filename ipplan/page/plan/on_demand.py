"""Pages of the rooms that are made when they are needed: the five duties, and the role agreement."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.rooms import make_room, room_of
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in, writing
from ipplan.page.respond import as_uuid, page, see_other, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Access, Permit, Refused
from ipplan.plan.outline import Node, Outline
from ipplan.plan.periods import OSLO
from ipplan.plan.roles import PARTIES, Changed, agree, agreed, agreement_in, is_empty
from ipplan.store.accounts import names
from ipplan.store.items import one_item

CHANGED = N_("Avtalen er endret etter at du åpnet siden. Les den som den er nå, og si om du er enig.")
EMPTY = N_("Det står ikke noe i avtalen ennå. Skriv den sammen først.")


@dataclass(frozen=True)
class Room:
    """A room on demand, opened. ``outline`` is ``None`` where there is none yet, for who may make it."""

    visit: Visit
    permit: Permit | None
    outline: Outline | None

    @property
    def may_write(self) -> bool:
        return self.permit is not None and self.permit.access >= Access.WRITE


async def enter_room(request: Request, area: str, *, road: str = "page") -> Room:
    """Open the room of that area; raises `Refused` where it is not hers, nor hers to make."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road=road)
    section_id = room_of(visit, area)
    if section_id is None:
        if not (visit.decides and visit.standing.whole) or visit.standing.closed:
            raise Refused("no_room")
        return Room(visit, None, None)
    permit = await visit.open(section_id)
    outline = await house.reader.outline(permit)
    if outline is None:
        raise Refused("no_title")
    return Room(visit, permit, outline)


@signed_in
async def duties(request: Request) -> Response:
    """The child coordinator's duties on one page, to look over and to print."""
    room = await enter_room(request, "duties")
    nodes = [node for node in room.outline.nodes if node.kind == "duty"] if room.outline else []
    notes = [note for node in nodes for note in node.of("note")]
    return await _page(request, "duties/show.html", room, notes, nodes=nodes)


@signed_in
async def make_duties(request: Request) -> Response:
    """Make the list, with the duties that the law has."""
    return await _make(request, "duties")


@signed_in
async def roles(request: Request) -> Response:
    """The role agreement, and who has agreed to it."""
    return await _roles(request)


@signed_in
async def make_roles(request: Request) -> Response:
    """Make an agreement with nothing under its headings, to be written together."""
    return await _make(request, "roles")


@signed_in
async def assent(request: Request) -> Response:
    """Agree to the words that stood on the page."""
    seen = as_uuid((await typed_in(request)).get("version"))
    room = await enter_room(request, "roles")
    found = agreement_in(room.outline) if room.outline else None
    if found is None or room.visit.standing.role not in PARTIES:
        raise Refused("nothing_to_agree")
    try:
        async with writing(request) as (held, visit):
            permit = await visit.open(found.item.head.section_id)
            if is_empty(await one_item(held.tx, permit, found.item_id)):
                return await _roles(request, EMPTY, 422)
            await agree(held, permit, visit.standing.role, found.item_id, seen)
    except Changed:
        return await _roles(request, CHANGED, 409)
    return see_other(f"/plans/{visit.space.space_id}/roles")


async def _roles(request: Request, error: str = "", status: int = 200) -> Response:
    room = await enter_room(request, "roles")
    node = agreement_in(room.outline) if room.outline else None
    people: dict[UUID, str] = {one.account_id: one.role for one in room.visit.company().people}
    me = room.visit.actor.account_id
    state = agreed(node, people, me) if node else None
    may = node is not None and room.visit.standing.role in PARTIES and not room.visit.standing.closed
    said = node.assents() if node else []
    return await _page(
        request,
        "roles/show.html",
        room,
        said,
        status=status,
        node=node,
        agreed=state,
        empty=node is not None and is_empty(node.item),
        may_agree=may and not (state and state.me),
        error=error,
    )


async def _make(request: Request, area: str) -> Response:
    async with writing(request) as (held, visit):
        await make_room(held, visit, area)
    return see_other(f"/plans/{visit.space.space_id}/{area}")


async def _page(
    request: Request, template: str, room: Room, written: list[Node], *, status: int = 200, **more: Any
) -> Response:
    visit = room.visit
    async with house_of(request).database.engine.connect() as tx:
        known = await names(tx, {visit.space.owner_id, *(node.item.created_by for node in written)})
    return page(
        request,
        template,
        status,
        room=room,
        visit=visit,
        names=known,
        owner=known[visit.space.owner_id],
        rules=visit.gate.rules,
        space_id=visit.space.space_id,
        today=visit.at.astimezone(OSLO).date(),
        **more,
    )
