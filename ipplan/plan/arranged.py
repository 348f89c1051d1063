"""How a section shows what it holds: in groups, where its kinds have them; each in the order of its items."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ipplan.language import N_
from ipplan.plan.kinds.about import ABOUT, COLOURS, LIFE_AREAS
from ipplan.plan.outline import Node

ALONE = ""
"""The group of what stands for itself: texts, goals and the like."""


@dataclass(frozen=True, slots=True)
class Group:
    """What is shown together. ``word``: its heading, if it has one; else each of its items has its own."""

    key: str
    word: str
    nodes: tuple[Node, ...]

    @property
    def name(self) -> str:
        """What it is a group of, whichever it is."""
        return self.key.partition("-")[0]


_WORDS: Mapping[str, str] = {
    "photo": "",
    **dict.fromkeys(ABOUT, ""),
    "hard": N_("Når det er vanskelig"),
    **{f"need-{area}": word for area, word in LIFE_AREAS.items()},
    "service": N_("Tjenester rundt meg"),
}
"""The groups that have a place of their own, in this order."""
_COLOURS = {colour: place for place, colour in enumerate(COLOURS)}


def arranged(area: str, nodes: Iterable[Node]) -> tuple[Group, ...]:
    """The groups of a section of that area. What stands for itself comes first, but for where needs do."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        found.setdefault(group_of(node.kind, node.content), []).append(node)
    if "hard" in found:
        found["hard"].sort(key=lambda node: _COLOURS.get(node.content.get("colour", ""), len(_COLOURS)))
    order = [*_WORDS, ALONE] if area == "needs" else ["photo", ALONE, *_WORDS]
    return tuple(
        Group(key, _WORDS.get(key, ""), tuple(found[key])) for key in dict.fromkeys(order) if key in found
    )


def group_of(kind: str, content: Mapping[str, str]) -> str:
    """The group that an item is shown in; places are given within it."""
    key = f"need-{content.get('life_area')}" if kind == "need" else kind
    return key if key in _WORDS else ALONE
