"""The short overview: single items that who decides has chosen to show first.

The choice is an item of its own under what it shows: in the same section, under the same grants, and withheld
with it. So nobody is shown anything by it that she may not open anyway.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID, uuid4

from ipplan.permit import Permit, Refused
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.store.items import Item, section_items
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear, put_version

MARK = "highlight"
MAY_STAND = KINDS[MARK].under
"""Kinds that can be shown."""


def chosen(opened: Mapping[UUID, tuple[Permit, Outline]]) -> list[tuple[Outline, Node]]:
    """What is shown of the sections that are open to somebody, in the plan's order."""
    return [(outline, node) for outline, node in choices(opened) if node.of(MARK)]


def choices(opened: Mapping[UUID, tuple[Permit, Outline]]) -> list[tuple[Outline, Node]]:
    """What could be shown."""
    return [
        (outline, node)
        for _, outline in opened.values()
        for node, _ in outline.walk()
        if node.kind in MAY_STAND
    ]


async def choose(held: Writing, permit: Permit, show: Collection[UUID], hide: Collection[UUID]) -> None:
    """Show these of a section from now on, and those no more; raises `Refused` for who does not decide."""
    if not permit.view.decides:
        raise Refused("decides")
    items = await section_items(held.tx, permit, closed=True)
    known = {one.item_id for one in items if one.clear.kind in MAY_STAND and not one.clear.closed}
    if not known.issuperset(show):
        raise Refused("no_choice")
    marks = {one.clear.parent_id: one for one in items if one.clear.kind == MARK}
    for item_id in sorted(show):
        if item_id in marks:
            await _set_closed(held, permit, marks[item_id], False)
        else:
            clear = Clear(MARK, parent_id=item_id)
            await put_version(held, permit, uuid4(), clear, {}, cause="created", base=None)
    for mark in (marks[item_id] for item_id in sorted(hide) if item_id in marks):
        await _set_closed(held, permit, mark, True)


async def _set_closed(held: Writing, permit: Permit, mark: Item, closed: bool) -> None:
    if mark.clear.closed != closed:
        cause, clear = "closed" if closed else "reopened", replace(mark.clear, closed=closed)
        await put_version(held, permit, mark.item_id, clear, mark.content, cause=cause, base=mark.head)
