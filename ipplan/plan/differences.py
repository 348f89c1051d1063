"""What differs between a plan as it stood and as it stands, said in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from re import findall
from uuid import UUID

from ipplan.permit import Access
from ipplan.plan.kinds import KINDS, Kind
from ipplan.plan.outline import Node, Outline
from ipplan.store.versions import Clear, Content, Version

CLEAR_WORDS = {
    "status": "status",
    "due_on": "day",
    "starts_at": "day",
    "responsible_id": "person",
}
"""How each of the clear columns is said."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An item as it stood at one time."""

    item_id: UUID
    section_id: UUID
    version_id: UUID
    clear: Clear
    content: Content

    @property
    def kind(self) -> Kind:
        return KINDS[self.clear.kind]

    @property
    def title(self) -> str:
        """What it is called: its title, or how its words begin."""
        values = self.kind.content(self.content)
        found = values.get("title") or values.get("body") or next(filter(None, values.values()), "")
        line = found.partition("\n")[0]
        return line if len(line) <= 80 else f"{line[:79].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that reads otherwise: ``said`` tells how (words, status, day, person)."""

    label: str
    said: str
    before: object
    now: object

    @property
    def pieces(self) -> list[tuple[str, str]]:
        """Words that stay (``same``), are gone (``gone``) and have come (``new``), in reading order."""
        return list(_pieces(str(self.before), str(self.now)))


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one item: ``new``, ``gone`` or ``changed``."""

    how: str
    item: Standing
    changed: tuple[Changed, ...] = ()


def is_of_the_plan(kind: Kind) -> bool:
    """Whether it belongs to what is approved: not what people say to each other beside it."""
    return kind.least is Access.WRITE and not kind.own and not kind.at_meetings


def standing_in(outline: Outline) -> list[Standing]:
    """A section as it stands, its own title first."""
    nodes = [Node(outline.title_item, ()), *(node for node, _ in outline.walk())]
    return [standing_of(node.item.head) for node in nodes if is_of_the_plan(KINDS[node.kind])]


def standing_of(version: Version) -> Standing:
    """An item as it stands in one version."""
    return Standing(version.item_id, version.section_id, version.version_id, version.clear, version.content)


def differences(before: Iterable[Standing], now: Iterable[Standing]) -> list[Difference]:
    """In the order in which it stands now; what is gone comes last."""
    old, new = _by_id(before), _by_id(now)
    found = [_became(old.get(one.item_id), one) for one in new.values()]
    gone = [Difference("gone", one) for item_id, one in old.items() if item_id not in new]
    return [one for one in found if one is not None] + gone


def _became(old: Standing | None, new: Standing) -> Difference | None:
    if old is None:
        return Difference("new", new)
    changed = tuple(_changed(old, new))
    return Difference("changed", new, changed) if changed else None


def _changed(old: Standing, new: Standing) -> Sequence[Changed]:
    kind = new.kind
    before, now = kind.content(old.content), kind.content(new.content)
    found = [
        Changed(one.metadata["label"], "words", before[one.name], now[one.name])
        for one in fields(kind.shape)
        if one.metadata["shown"] and before[one.name] != now[one.name]
    ]
    for name, said in CLEAR_WORDS.items():
        was, is_now = getattr(old.clear, name), getattr(new.clear, name)
        if was != is_now:
            found.append(Changed(name, said, was, is_now))
    return found


def _by_id(items: Iterable[Standing]) -> Mapping[UUID, Standing]:
    return {one.item_id: one for one in items}


def _pieces(before: str, now: str) -> Iterable[tuple[str, str]]:
    old, new = findall(r"\s+|\S+", before), findall(r"\s+|\S+", now)
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "same", "".join(old[i:j])
            continue
        if j > i:
            yield "gone", "".join(old[i:j])
        if m > k:
            yield "new", "".join(new[k:m])
