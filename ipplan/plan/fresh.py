"""What is new to a reader since she read last: in what she may see, and not of her own making."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ipplan.permit import Permit
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.store.read_marks import Mark


@dataclass(frozen=True, slots=True)
class Fresh:
    """An item that has come, or changed, since."""

    outline: Outline
    node: Node
    above: Node | None
    """What it stands under."""
    came: bool
    """Whether it is new, and not only changed."""


def fresh_of(
    opened: Mapping[UUID, tuple[Permit, Outline]],
    marks: Mapping[UUID, Mark],
    readers: Collection[UUID],
    now: datetime,
) -> list[Fresh]:
    """The newest first. A section that she has never read has nothing new: all of it would be.

    ``readers``: the reader herself, and whom she acts for; what they wrote last is not new to them.
    """
    found: list[Fresh] = []
    for section_id, (_, outline) in opened.items():
        mark = marks.get(section_id)
        if mark is not None:
            new = _in(outline, mark.since(now))
            found += [one for one in new if one.node.item.head.author_id not in readers]
    return sorted(found, key=lambda one: -one.node.item.seq)


def _in(outline: Outline, since: int) -> list[Fresh]:
    return [
        Fresh(outline, node, above, node.item.head.number == 1)
        for node, above in outline.walk()
        if node.item.seq > since and KINDS[node.kind].told
    ]
