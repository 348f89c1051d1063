"""Responsibilities: asked, then accepted or declined with a reason, then done."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from ipplan.permit import Permit, Refused
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.store.items import Item
from ipplan.store.spaces import Writing
from ipplan.store.versions import put_version

ANSWERS = {
    "asked": ("accepted", "declined"),
    "accepted": ("done", "declined"),
    "declined": ("accepted",),
    "done": ("accepted",),
}
"""From each state, what may be answered."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that a person is asked to do, or has said yes to."""

    permit: Permit
    section: Outline
    action: Node | None
    node: Node
    late: bool

    @property
    def answers(self) -> tuple[str, ...]:
        return ANSWERS[self.node.clear.status]


def asked_of(mine: Collection[UUID], permit: Permit, outline: Outline, today: date) -> list[Asked]:
    """What the section asks of these people (the reader, and the owner she acts for) and is not done."""
    return [
        Asked(permit, outline, parent, node, node.late(today))
        for node, parent in outline.walk()
        if node.kind == "responsibility"
        and node.clear.responsible_id in mine
        and node.clear.status in ("asked", "accepted")
    ]


def check_asked(permit: Permit, item: Item) -> None:
    """Whether the permit's holder (or the owner she acts for) is asked by this item; raises `Refused`."""
    if item.clear.kind != "responsibility" or item.clear.closed:
        raise Refused("not_responsibility")
    mine = (permit.words_of,) if permit.assisted else permit.actor
    if item.clear.responsible_id not in mine:
        raise Refused("not_asked")


async def answer(held: Writing, permit: Permit, item: Item, status: str, reason: str) -> None:
    """Answer what one is asked, with any access to the section; raises `Refused`."""
    check_asked(permit, item)
    if item.clear.status == status:
        return
    if status not in ANSWERS.get(item.clear.status, ()):
        raise Refused("answer")
    content = {**item.content, "reason": reason if status == "declined" else ""}
    clear = replace(item.clear, status=status)
    await put_version(held, permit, item.item_id, clear, content, cause=status, base=item.head)


def asked_anew(before: Item | None, responsible_id: UUID | None) -> bool:
    """Whether somebody else is asked than before, so that the answer starts over."""
    return before is None or before.clear.responsible_id != responsible_id


FIRST = KINDS["responsibility"].first_status
