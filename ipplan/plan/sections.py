"""Sections: named, added, ordered and closed by the owner (or her representative)."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from ipplan.permit import Permit
from ipplan.store.items import Item
from ipplan.store.spaces import Writing, create_section
from ipplan.store.versions import Clear, put_version


async def add_room(held: Writing, *, area: str, space_key: bytes) -> UUID:
    """A new room with keys of its own; it opens once its title is written (`name_room`)."""
    section_id = uuid4()
    await create_section(held, section_id=section_id, area=area, space_key_bytes=space_key)
    return section_id


async def name_room(
    held: Writing, permit: Permit, title: str, position: float, begins: Mapping[str, str] | None = None
) -> None:
    """Write the title of a new room: an item like any other, whose id is the section's own.

    ``begins``: what a template says may stand there.
    """
    clear, content = Clear("section", position=position), {**(begins or {}), "title": title}
    await put_version(held, permit, permit.section_id, clear, content, cause="created", base=None)


async def place_room(held: Writing, permit: Permit, title: Item, position: float) -> None:
    """Put a room elsewhere in the plan's order."""
    clear = replace(title.clear, position=position)
    await put_version(held, permit, permit.section_id, clear, title.content, cause="moved", base=title.head)


def between(positions: list[float], place: int, step: int) -> float | None:
    """The position one step up (-1) or down (1) from ``place`` in an ordered list; ``None`` at its end."""
    if not 0 <= place + step < len(positions):
        return None
    past, beyond = positions[place + step], place + 2 * step
    return (past + (positions[beyond] if 0 <= beyond < len(positions) else past + step)) / 2
