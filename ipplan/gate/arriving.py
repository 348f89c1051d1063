"""Bringing a plan in: sections with keys of their own, open to who decides and to nobody else."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from ipplan.gate.visit import Visit
from ipplan.permit import Permit
from ipplan.plan.areas import AREA_NAMES, ON_DEMAND, OTHER_AREA
from ipplan.plan.arriving import Arriving, ArrivingFiles, call_again, is_untouched, write_down
from ipplan.plan.sections import name_room
from ipplan.store.database import Tx
from ipplan.store.items import Item, one_item, section_items
from ipplan.store.spaces import Writing, create_section
from ipplan.store.versions import put_version


def area_here(area: str) -> str:
    """What a section's area is here. Rooms on demand are this plan's own: what comes is kept beside them."""
    return area if area in AREA_NAMES and area not in ON_DEMAND else OTHER_AREA


async def bring_in(held: Writing, visit: Visit, arriving: Arriving, files: ArrivingFiles) -> None:
    """Write it all, after what is there already, and close the rooms that it takes the place of.

    ``visit``: of who decides over the whole plan; raises `Refused` for all others.
    """
    gate, space_key = visit.gate, visit.gate.space_key(visit)
    empty = await untouched(held.tx, visit, arriving)
    for one in arriving.sections:
        area = area_here(one.area)
        await create_section(held, section_id=one.section_id, area=area, space_key_bytes=space_key)
    within = await gate.visit_within(held, visit.actor, road=visit.road)
    place = await _last_place(held, within, arriving)
    for step, one in enumerate(arriving.sections, start=1):
        permit = await within.open(one.section_id)
        await name_room(held, permit, one.title, place + step)
        await write_down(held, permit, one, files)
    await call_again(held, await within.open_meetings(), arriving.meetings)
    for permit, title in empty.values():
        closed = replace(title.clear, closed=True)
        await put_version(held, permit, title.item_id, closed, title.content, cause="closed", base=title.head)


async def untouched(tx: Tx, visit: Visit, arriving: Arriving) -> Mapping[UUID, tuple[Permit, Item]]:
    """The plan's own rooms in which nothing stands and whose like arrives, by their titles."""
    wanted, found = {area_here(one.area) for one in arriving.sections} - {OTHER_AREA}, {}
    for row in visit.space.sections:
        if row.area not in wanted or not row.head_seq:
            continue
        permit = await visit.open(row.section_id)
        items = await section_items(tx, permit, closed=True)
        title = next((item for item in items if item.item_id == row.section_id), None)
        if title is not None and not title.clear.closed and is_untouched(items):
            found[row.section_id] = (permit, title)
    return found


async def _last_place(held: Writing, visit: Visit, arriving: Arriving) -> float:
    rows = [one for one in visit.space.sections if one.head_seq and one.section_id not in arriving.ids]
    permits = [await visit.open(one.section_id) for one in rows]
    places = [(await one_item(held.tx, one, one.section_id)).clear.position for one in permits]
    return max(places, default=0.0)
