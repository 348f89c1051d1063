"""Rooms that a space is given when somebody needs them: made by who decides, and shared as any other."""

from uuid import UUID

from ipplan.gate.representing import comes_to
from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.plan.areas import AREA_NAMES, ON_DEMAND
from ipplan.plan.furniture import put_furniture
from ipplan.plan.sections import add_room, name_room
from ipplan.store.items import one_item
from ipplan.store.spaces import Writing


def room_of(visit: Visit, area: str) -> UUID | None:
    """The section of that area, whoever may open it; ``None``: there is none."""
    return next((row.section_id for row in visit.space.sections if row.area == area), None)


def map_rooms(visit: Visit) -> list[UUID]:
    """The sections that hold the people around the owner, and are open to the visitor.

    A space that has none for them keeps them where messages are.
    """
    areas = {row.area for row in visit.space.sections}
    area = "network" if "network" in areas else "messages"
    return [row.section_id for row in visit.open_sections() if row.area == area]


def has_map(visit: Visit) -> bool:
    """Whether the map of the people around the owner is there for the visitor."""
    return bool(map_rooms(visit))


def offers(visit: Visit) -> tuple[str, ...]:
    """The areas of which the visitor may make a room, and would: duties are a child coordinator's."""
    standing, space = visit.standing, visit.space
    if visit.looking or not (visit.decides and standing.whole) or standing.closed or standing.paused:
        return ()
    gate = visit.gate
    comes = comes_to(space, gate.signer, gate.rules, gate.rules.of_age_from)
    child = visit.kind == "expecting" or (comes is not None and comes > visit.at)
    wanted = [area for area in ON_DEMAND if area != "duties" or child]
    return tuple(area for area in wanted if room_of(visit, area) is None)


async def make_room(held: Writing, visit: Visit, area: str) -> UUID:
    """The section of that area, made with what it begins with if it is not there; at the end of the space.

    Raises `Refused` for all who do not decide, and for an area that every space has from the start.
    """
    if area not in ON_DEMAND:
        raise Refused("not_on_demand")
    space_key = visit.gate.space_key(visit)
    made = room_of(visit, area)
    if made is not None:
        return made
    titled = [await visit.open(row.section_id) for row in visit.space.sections if row.head_seq]
    places = [(await one_item(held.tx, one, one.section_id)).clear.position for one in titled]
    section_id = await add_room(held, area=area, space_key=space_key)
    permit = await (await visit.gate.visit_within(held, visit.actor, road=visit.road)).open(section_id)
    await name_room(held, permit, AREA_NAMES[area], max(places, default=0.0) + 1.0)
    await put_furniture(held, permit, area, visit.gate.rules)
    return section_id
