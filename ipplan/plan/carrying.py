"""Carrying an item out of one space into another: closed here, made anew there, linked both ways.

Its history stays where it is, and so does whatever is withheld: nobody over there has seen anything of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from ipplan.permit import Permit, Refused
from ipplan.plan.changes import check_may_write
from ipplan.plan.kinds import KINDS
from ipplan.store.files import bring_along
from ipplan.store.items import Item, one_item, section_items
from ipplan.store.spaces import Writing
from ipplan.store.versions import put_version

CARRIED_TO, CARRIED_FROM = "carried_to", "carried_from"


@dataclass(frozen=True, slots=True)
class Room:
    """A section of one of the two, opened by somebody who writes in it."""

    held: Writing
    permit: Permit


async def carry(here: Room, there: Room, item: Item, people: Collection[UUID]) -> UUID:
    """Carry an item, with all under it, to the end of another space's section; returns its new id.

    What somebody is asked to do who is not among ``people`` stays behind. Raises `Refused` for what is
    closed, and for what does not stand directly in its section.
    """
    kind = KINDS[item.clear.kind]
    check_may_write(here.permit, kind, item)
    check_may_write(there.permit, kind)
    if not kind.moves or item.clear.closed or item.clear.parent_id is not None:
        raise Refused("place")
    items = await section_items(here.held.tx, here.permit)
    others = await section_items(there.held.tx, there.permit, closed=True)
    last = max((one.clear.position for one in others if one.clear.parent_id is None), default=0.0)
    return await _carry(here, there, replace_at(item, None, last + 1.0), item, items, people)


def replace_at(item: Item, parent_id: UUID | None, position: float) -> Item:
    """The item as it will stand elsewhere."""
    clear = replace(item.clear, parent_id=parent_id, position=position)
    return replace(item, head=replace(item.head, clear=clear))


async def _carry(
    here: Room, there: Room, placed: Item, item: Item, items: Sequence[Item], people: Collection[UUID]
) -> UUID:
    new_id = uuid4()
    # Cut down to what its kind has: where it came from before is no concern of the other space's.
    content = KINDS[item.clear.kind].content(item.content)
    origin = {CARRIED_FROM: _named(here, item.item_id)}
    new = {**content, **origin}
    await put_version(there.held, there.permit, new_id, placed.clear, new, cause="carried", base=None)
    await bring_along((here.held.tx, here.permit), (there.held.tx, there.permit), content, there.held.now)
    gone = {**item.content, CARRIED_TO: _named(there, new_id)}
    closed = replace(item.clear, closed=True)
    await put_version(
        here.held, here.permit, item.item_id, closed, gone, cause="carried_away", base=item.head
    )
    for child in items:
        if child.clear.parent_id == item.item_id and child.clear.responsible_id in {None, *people}:
            below = replace_at(child, new_id, child.clear.position)
            await _carry(here, there, below, child, items, people)
    return new_id


async def carry_back(here: Room, there: Room, item: Item) -> None:
    """Take back what was carried: closed there, with what was written in it since, and open here as it was.

    Raises `Refused` for what was not carried there, and for what stands in another section there by now.
    """
    moved = await one_item(there.held.tx, there.permit, carried_to(item)[2])
    if not item.clear.closed or "moved_to" in moved.content:
        raise Refused("place")
    if moved.content.get(CARRIED_FROM) != _named(here, item.item_id):
        raise Refused("not_carried")
    if not moved.clear.closed:
        shut, text, cause = replace(moved.clear, closed=True), moved.content, "carried_back"
        await put_version(there.held, there.permit, moved.item_id, shut, text, cause=cause, base=moved.head)
    await _reopen(here, item, await section_items(here.held.tx, here.permit, closed=True))


def carried_to(item: Item) -> tuple[UUID, UUID, UUID]:
    """Where an item was carried to: (space, section, item). Raises `Refused` for one that was not."""
    parts = item.content.get(CARRIED_TO, "").split("/")
    try:
        space_id, section_id, item_id = map(UUID, parts)
    except ValueError:
        raise Refused("not_carried") from None
    return space_id, section_id, item_id


async def _reopen(here: Room, item: Item, items: Sequence[Item]) -> None:
    content = {name: value for name, value in item.content.items() if name != CARRIED_TO}
    clear = replace(item.clear, closed=False)
    await put_version(
        here.held, here.permit, item.item_id, clear, content, cause="carried_home", base=item.head
    )
    for child in items:
        if child.clear.parent_id == item.item_id and CARRIED_TO in child.content:
            await _reopen(here, child, items)


def _named(room: Room, item_id: UUID) -> str:
    return f"{room.permit.space_id}/{room.permit.section_id}/{item_id}"
