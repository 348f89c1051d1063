"""What a plan must contain, by the regulation: nine checks over what one reader sees.

What they say depends on nothing that she does not see. Only to who decides for all of the plan is anything
said to be missing; to others, that it is not in what they see, which is the same whether it is elsewhere or
not at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from ipplan.permit import Permit
from ipplan.plan.outline import Node, Outline
from ipplan.rules import Content

State = Literal["there", "missing", "unseen"]


@dataclass(frozen=True, slots=True)
class Check:
    """How it is with one of them, for one reader."""

    content: Content
    state: State
    path: str | None
    """Where it stands, or is put right: after the plan's own address; ``None``: nowhere she could go."""
    lacks: tuple[str, ...] = ()
    """For who decides: the first word of each group of which nothing is there."""


def checks(contents: Iterable[Content], facts: Mapping[str, str], *, sees_all: bool) -> list[Check]:
    """``facts``: what is there for the reader, and where; ``sees_all``: whether she decides for all of it."""
    return [_check(one, facts, sees_all) for one in contents]


def facts_in(opened: Mapping[UUID, tuple[Permit, Outline]], areas: Mapping[UUID, str]) -> dict[str, str]:
    """What the open sections hold, in the words of rules.toml, and the address of the first of each."""
    found: dict[str, str] = {}
    for section_id, (_, outline) in opened.items():
        for node, _ in outline.walk():
            place = f"#item-{node.item_id}"
            for fact in (f"area:{areas.get(section_id, '')}", *_facts(node)):
                found.setdefault(fact, place)
    return found


def _check(content: Content, facts: Mapping[str, str], sees_all: bool) -> Check:
    lacks = tuple(group[0] for group in content.needs if not any(one in facts for one in group))
    if not lacks:
        return Check(content, "there", next(facts[one] for one in content.needs[0] if one in facts))
    return Check(content, "missing", content.place, lacks) if sees_all else Check(content, "unseen", None)


def _facts(node: Node) -> list[str]:
    found = [f"kind:{node.kind}"]
    found += [f"{node.kind}.{name}" for name, words in node.content.items() if words.strip()]
    if node.kind == "responsibility" and node.clear.status in ("accepted", "done"):
        found.append("accepted")
    if node.kind == "action" and any(one.clear.status != "declined" for one in node.of("responsibility")):
        found.append("responsible")
    return found
