"""What the crisis page holds: taken from the plan as it stood, or written for it; and what is on paper."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from uuid import UUID

from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.store.items import Item

ONES = ("crisis", "crisis_contact")
"""The kinds that stand on it."""
PICKED = tuple(
    kind.name for kind in KINDS.values() if kind.moves and not kind.at_meetings and kind.name not in ONES
)
"""The kinds that may be taken along, each as it stands by itself."""
MONTHS = (1, 3, 6, 12)
"""For how long a code may be signed."""
Place = tuple[UUID, UUID]
"""(section, item)."""


def standing(outline: Outline | None) -> list[Node]:
    """What stands on the page, in order: whom to call comes last."""
    nodes = [node for node in outline.nodes if node.kind in ONES] if outline else []
    return sorted(nodes, key=lambda node: ONES.index(node.kind))


def on_paper(nodes: Iterable[Node]) -> list[Node]:
    """What she chose to have on the paper, too."""
    return [node for node in nodes if node.clear.status == "paper"]


def taken(item: Item, section_id: UUID, say: Callable[[str], str]) -> tuple[str, dict[str, str]]:
    """An item as it stands on the crisis page: of which kind, and its words. ``say``: a label in words."""
    kind, source = KINDS[item.clear.kind], f"{section_id}/{item.item_id}/{item.head.version_id}"
    if kind.name == "contact":
        return "crisis_contact", KINDS["crisis_contact"].content({**item.content, "source": source})
    asked = [one for one in kind.questions if one.name != "title" and item.content.get(one.name)]
    labelled = len(asked) > 1
    told = [_told(say(one.metadata["label"]) if labelled else "", item.content[one.name]) for one in asked]
    title = item.content.get("title") or say(kind.word)
    return "crisis", {"title": title[:200], "body": "\n\n".join(told)[:10_000], "source": source}


def _told(label: str, said: str) -> str:
    return f"{label}\n{said}" if label else said


def place_of(node: Node) -> Place | None:
    """Where it was taken from; ``None``: it was written here, or somebody has put something else there."""
    parts = node.content.get("source", "").split("/")
    try:
        return (UUID(parts[0]), UUID(parts[1])) if len(parts) == 3 else None
    except ValueError:
        return None


def changed_since(nodes: Iterable[Node], outlines: Iterable[Outline]) -> Mapping[UUID, Place]:
    """What reads otherwise in the plan by now: by item, where that is."""
    now = dict(_versions(outlines))
    found: dict[UUID, Place] = {}
    for node in nodes:
        place = place_of(node)
        if place in now and now[place] != node.content["source"].rpartition("/")[2]:
            found[node.item_id] = place
    return found


def _versions(outlines: Iterable[Outline]) -> Iterator[tuple[Place, str]]:
    for outline in outlines:
        for node, _ in outline.walk():
            yield (outline.section_id, node.item_id), str(node.item.head.version_id)
