"""What an item looks like without what stands under it: rendered once for all to whom it looks the same."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from ipplan.memory import Memory
from ipplan.permit import Access, ViewClass
from ipplan.plan.arranged import arranged
from ipplan.plan.outline import Node, Outline
from ipplan.render import Renderer

REMEMBERED = 20_000
MOST = 32 * 2**20
"""Letters of all that is remembered."""
HOLE = f"\x00{secrets.token_hex(8)}\x00"
"""Where something stands under an item. Nobody can write it: it is another in each process."""

INDENT = re.compile(r"\n\s+")
"""What a browser makes a space of, as a newline does; a plan has thousands."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an item is drawn, and for whom."""

    space_id: UUID
    section_id: UUID
    view: ViewClass
    still: bool
    area: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Markup with holes for what stands under it: which item, and how deep its heading."""

    between: Sequence[str]
    under: Sequence[tuple[UUID, int]]


class Pieces:
    """Draws sections and their items; of what has not changed, what was drawn before."""

    def __init__(self, render: Renderer) -> None:
        self._render = render
        self._kept: Memory[tuple[object, ...], tuple[tuple[object, ...], Piece]] = Memory(
            REMEMBERED, most=MOST, weigh=_length
        )

    def section(self, outline: Outline, setting: Setting, values: Mapping[str, Any]) -> str:
        """A section with all that stands in it. ``values``: what its templates need besides."""
        room = f"/plans/{setting.space_id}/sections/{setting.section_id}"
        drawn = {"view": setting.view, "outline": outline, "room": room, "area": setting.area}
        values = {**values, **drawn, "Access": Access}
        title, names = outline.title_item.head, values["names"]

        def draw(between: Sequence[str], under: Sequence[tuple[UUID, int]], nodes: Sequence[Node]) -> str:
            here = {node.item_id: node for node in nodes}
            parts = [between[0]]
            for (item_id, level), after in zip(under, between[1:], strict=True):
                node = here[item_id]
                slot, shown = (setting, item_id, level), _shown(node, names, values["today"])
                piece = self._piece(slot, shown, "item/_item.html", values, node=node, level=level)
                parts += [draw(piece.between, piece.under, node.below), after]
            return "".join(parts)

        groups = arranged(setting.area, outline.nodes)
        shown = (title.version_id, *((group.key, *(one.item_id for one in group.nodes)) for group in groups))
        piece = self._piece((setting,), shown, "section/_fragment.html", values, groups=groups)
        return draw(piece.between, piece.under, outline.nodes)

    def _piece(
        self,
        slot: tuple[object, ...],
        shown: tuple[object, ...],
        template: str,
        values: Mapping[str, Any],
        **more: Any,
    ) -> Piece:
        """What ``template`` makes. ``shown``: all that it depends on besides ``slot``; the newest is kept."""
        kept = self._kept.get(slot)
        if kept is not None and kept[0] == shown:
            return kept[1]
        return self._kept.put(slot, (shown, self._drawn(template, {**values, **more})))[1]

    def _drawn(self, template: str, values: Mapping[str, Any]) -> Piece:
        under: list[tuple[UUID, int]] = []

        def hole(node: Node, level: int) -> str:
            under.append((node.item_id, level))
            return HOLE

        html = INDENT.sub("\n", self._render(template, values["view"].language, {**values, "hole": hole}))
        return Piece(html.split(HOLE), under)


def _length(kept: tuple[object, Piece]) -> int:
    return sum(map(len, kept[1].between))


def _shown(node: Node, names: Mapping[UUID, str], today: date) -> tuple[object, ...]:
    """All that an item's own markup depends on besides where it stands and for whom it is drawn."""
    head = node.item.head
    responsible = head.clear.responsible_id
    said = head.words and (names.get(head.words.owner_id), names.get(head.words.written_by))
    people = (names.get(head.author_id), names.get(responsible) if responsible else None, said)
    children = tuple((child.item_id, child.kind) for child in node.below)
    told = (head.version_id, node.nobody, node.late(today), people, children)
    if node.kind == "duty":
        return (*told, node.looked_after, today)
    return (*told, *(names.get(one.item.head.author_id) for one in node.of("assent")))
