"""What an item looks like without what stands under it: rendered once for all to whom it looks the same."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from markupsafe import Markup

from ipplan.memory import Memory
from ipplan.permit import Access, ViewClass
from ipplan.plan.outline import Node
from ipplan.render import Renderer

REMEMBERED = 20_000
HOLE = f"\x00{secrets.token_hex(8)}\x00"
"""Where something stands under an item. Nobody can write it: it is another in each process."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an item is drawn, and for whom."""

    space_id: UUID
    section_id: UUID
    view: ViewClass
    still: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """An item's own markup, with holes for what stands under it: which, and how deep."""

    between: Sequence[str]
    under: Sequence[tuple[UUID, int]]


class Pieces:
    """Draws items; of those that have not changed, what was drawn before."""

    def __init__(self, render: Renderer) -> None:
        self._render = render
        self._kept: Memory[tuple[object, ...], Piece] = Memory(REMEMBERED)

    def drawer(self, setting: Setting, values: Mapping[str, Any]) -> Callable[[Node], Markup]:
        """What a section's template draws its items with. ``values`` are those that it has itself."""

        def draw(node: Node, level: int = 3) -> str:
            piece = self._piece(setting, node, level, values)
            below = {child.item_id: child for child in node.below}
            parts = [piece.between[0]]
            for (item_id, deeper), after in zip(piece.under, piece.between[1:], strict=True):
                parts += [draw(below[item_id], deeper), after]
            return "".join(parts)

        return lambda node: Markup(draw(node))  # noqa: S704 (made by templates, which escape)

    def _piece(self, setting: Setting, node: Node, level: int, values: Mapping[str, Any]) -> Piece:
        key = (setting, level, *_shown(node, values))
        kept = self._kept.get(key)
        return kept or self._kept.put(key, self._drawn(node, level, values))

    def _drawn(self, node: Node, level: int, values: Mapping[str, Any]) -> Piece:
        under: list[tuple[UUID, int]] = []

        def hole(child: Node, deeper: int) -> str:
            under.append((child.item_id, deeper))
            return HOLE

        more = {"node": node, "level": level, "hole": hole, "Access": Access}
        html = self._render("item/_item.html", values["view"].language, {**values, **more})
        return Piece(html.split(HOLE), under)


def _shown(node: Node, values: Mapping[str, Any]) -> tuple[object, ...]:
    """All that an item's own markup depends on besides its setting."""
    head, names = node.item.head, values["names"]
    people = (names.get(head.author_id), names.get(head.clear.responsible_id))
    children = tuple((child.item_id, child.kind) for child in node.below)
    return (head.version_id, node.nobody, node.late(values["today"]), people, children)
