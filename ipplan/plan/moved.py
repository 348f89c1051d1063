"""What an item that was moved says of where it was, and is: beside its words, under the same seal."""

from uuid import UUID

from ipplan.store.items import Item

LINKS = ("moved_from", "moved_to")
"""Where it was before, or is now: section and item."""
CHAIN = "moved_chain"
"""All places where it was, the first first: what is left there holds its words, too."""


def origin(item: Item) -> dict[str, str]:
    """What an item says that is made anew elsewhere of this one."""
    here = f"{item.head.section_id}/{item.item_id}"
    before = item.content.get(CHAIN) or item.content.get("moved_from", "")
    return {"moved_from": here, CHAIN: f"{before} {here}".strip()}


def all_places(item: Item) -> list[tuple[UUID, UUID]]:
    """(section, item) of an item, then of what is left of it where it was: also where one has no access."""
    chain = item.content.get(CHAIN) or item.content.get("moved_from", "")
    pairs = [one.partition("/") for one in chain.split()]
    return [(item.head.section_id, item.item_id), *((UUID(section), UUID(one)) for section, _, one in pairs)]
