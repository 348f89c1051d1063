"""A section as a tree, with what calls for attention; kept in memory for as long as nothing changed in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ipplan.memory import Memory
from ipplan.permit import Audience, Permit
from ipplan.plan.kinds import KINDS
from ipplan.plan.origins import Origin, origin_of
from ipplan.plan.periods import OSLO
from ipplan.store.database import Database
from ipplan.store.items import Changed, Item, changed_in, changed_since, without_withheld
from ipplan.store.versions import Clear, Content, Words

if TYPE_CHECKING:
    from ipplan.plan.search import Text


@dataclass(frozen=True, slots=True)
class Node:
    """An item with what stands under it."""

    item: Item
    below: tuple["Node", ...]

    @property
    def item_id(self) -> UUID:
        return self.item.item_id

    @property
    def clear(self) -> Clear:
        return self.item.clear

    @property
    def content(self) -> Content:
        return self.item.content

    @property
    def kind(self) -> str:
        return self.item.clear.kind

    def of(self, kind: str) -> list["Node"]:
        """What of one kind stands directly under it."""
        return [node for node in self.below if node.kind == kind]

    @property
    def origin(self) -> Origin | None:
        """Where it came from, if it was brought in from another installation."""
        return origin_of(self.content)

    @property
    def nobody(self) -> bool:
        """An action that is still to be done and that nobody has, or is asked to have.

        Who had it where it was brought in from is nobody here before somebody is asked.
        """
        if self.kind != "action" or self.clear.status in KINDS["action"].ended:
            return False
        return all(node.clear.status == "declined" or node.left_behind for node in self.of("responsibility"))

    @property
    def left_behind(self) -> bool:
        """A responsibility that somebody had where it was brought in from; nobody here was asked."""
        return self.clear.responsible_id is None and self.origin is not None

    @property
    def looked_after(self) -> date | None:
        """When a duty was looked after last, by its notes; none counts as later than it was written."""
        return max((_done_on(node) for node in self.of("note")), default=None)

    @property
    def file_state(self) -> str:
        """Of what has a file: ``clean`` to be fetched, ``held`` until it is known to be, ``infected``, or
        ``missing`` where it did not come along when the plan was brought in."""
        return self.state_of(self.content)

    def state_of(self, content: Content) -> str:
        """The same of the file that another version has."""
        if not content.get("blob"):
            return "missing"
        if not content.get("held"):
            return "clean"
        found = [one for one in self.of("check") if one.content.get("of") == content["blob"]]
        return found[-1].content["result"] if found else "held"

    def assents(self) -> list["Node"]:
        """Of a role agreement: the last assent of each, in the order in which they were given."""
        last = {node.item.created_by: node for node in self.of("assent")}
        return sorted(last.values(), key=lambda node: node.item.created_at)

    def left_for(self, today: date) -> int:
        """For how many days a duty has not been looked after; from when it was written down, if never."""
        return (today - (self.looked_after or _day(self.item.created_at))).days

    def late(self, today: date) -> bool:
        """Past its date, and not done."""
        due = self.clear.due_on
        return due is not None and due < today and self.clear.status not in KINDS[self.kind].ended


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """One section, opened: its title, and its open items as a forest. Equal only to itself."""

    section_id: UUID
    title_item: Item
    nodes: tuple[Node, ...]
    agendas: tuple[Node, ...]
    """What it has of meetings: shown in their rooms."""
    apart: tuple[Node, ...]
    """Conversations, a diary's entries: shown in rooms of their own, too."""
    mentioned: frozenset[UUID]
    """Everybody whose name is shown in it."""
    asked: frozenset[UUID]
    """Everybody who is, or was, asked to do something."""
    searched: list[tuple["Text", ...]] = field(default_factory=list, repr=False, compare=False)
    """What search has made of it (plan/search.py): about as much again as its items, and gone with it."""
    _needing: dict[date, tuple[Node, ...]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def title(self) -> str:
        return self.title_item.content["title"]

    @property
    def prompt(self) -> str:
        """What may stand here, by the template that the plan began from."""
        return self.title_item.content.get("prompt", "")

    @property
    def ideas(self) -> list[str]:
        """Goals that somebody might have, by the same; none once there are goals."""
        if any(node.kind == "goal" for node in self.nodes):
            return []
        return self.title_item.content.get("goals", "").splitlines()

    @property
    def position(self) -> float:
        return self.title_item.clear.position

    @property
    def closed(self) -> bool:
        return self.title_item.clear.closed

    @property
    def size(self) -> int:
        """How many items it is made of."""
        return 1 + sum(1 for _ in self.walk())

    def walk(self) -> Iterator[tuple[Node, Node | None]]:
        """Every node with its parent, in reading order; what is shown in other rooms comes last."""
        return _walk(self.whole, None)

    @property
    def whole(self) -> tuple[Node, ...]:
        """All that stands directly in it."""
        return self.nodes + self.agendas + self.apart

    def needing(self, today: date) -> tuple[Node, ...]:
        """Actions with nobody, and whatever is past its date."""
        found = self._needing.get(today)
        if found is None:
            found = tuple(node for node, _ in self.walk() if node.nobody or node.late(today))
            self._needing[today] = found
        return found


@dataclass(frozen=True, slots=True)
class Known:
    """A section's open items as they were read last, and the number up to which they are."""

    seq: int
    items: dict[UUID, Item]


State = tuple[int, Mapping[UUID, Audience]]
"""What a section was when it was read: its newest change, and whom its items are for by their rows."""
MOST = 20_000
"""Items, in all sections that are remembered; with the folded words of those that somebody has searched."""


class Reader:
    """Opens sections; one that has not changed is not opened again, nor what has not in one that has."""

    def __init__(self, database: Database, *, remember: int = 10_000) -> None:
        self._database = database
        self._kept: Memory[tuple[object, ...], tuple[State, Outline | None]] = Memory(
            remember, most=MOST, weigh=lambda one: one[1].size if one[1] else 1
        )
        self._known: Memory[UUID, Known] = Memory(remember, most=MOST, weigh=lambda one: len(one.items))

    def forget(self) -> None:
        """Forget everything: as in a process that has just begun."""
        self._kept.clear()
        self._known.clear()

    async def outline(self, permit: Permit) -> Outline | None:
        """The section that ``permit`` opens; ``None`` where its title does not open (an edited row)."""
        # Only the newest: an older one is never asked for again, and would fill the memory with the past.
        name = (permit.section_id, permit.view.withheld)
        kept, state = self._kept.get(name), (permit.head_seq, permit.audiences)
        if kept is not None and kept[0] == state:
            return kept[1]
        known = await self._up_to_date(permit)
        items = without_withheld(_by_position(known.items.values()), permit)
        return self._kept.put(name, (state, grow(permit.section_id, items)))[1]

    async def _up_to_date(self, permit: Permit) -> Known:
        """All open items, whoever may see them: read are those that changed since."""
        known = self._known_of(permit)
        if known.seq >= permit.head_seq:
            return known
        return self._take_in(permit, known, await changed_since(self._database.reading, permit, known.seq))

    async def read_ahead(self, permits: Iterable[Permit]) -> None:
        """Read what has changed in all of these sections by one statement: of many plans, before each."""
        stale = [(one, known) for one in permits if (known := self._known_of(one)).seq < one.head_seq]
        if len(stale) > 1:
            asked = [(permit, known.seq) for permit, known in stale]
            for (permit, known), changed in zip(
                stale, await changed_in(self._database.reading, asked), strict=True
            ):
                self._take_in(permit, known, changed)

    def _known_of(self, permit: Permit) -> Known:
        return self._known.get(permit.section_id) or Known(-1, {})

    def _take_in(self, permit: Permit, known: Known, changed: Changed) -> Known:
        items = {item_id: item for item_id, item in known.items.items() if item_id not in changed.ids}
        items |= {item.item_id: item for item in changed.items if not item.clear.closed}
        return self._known.put(permit.section_id, Known(changed.seq, items))

    async def outlines(self, permits: Iterable[Permit]) -> dict[UUID, tuple[Permit, Outline]]:
        """The open sections of several permits, in the plan's order."""
        found = []
        for permit in permits:
            outline = await self.outline(permit)
            if outline is not None and not outline.closed:
                found.append((permit, outline))
        return in_order({outline.section_id: (permit, outline) for permit, outline in found})


def in_order(opened: Mapping[UUID, tuple[Permit, Outline]]) -> dict[UUID, tuple[Permit, Outline]]:
    """Sections in the plan's order."""
    return dict(sorted(opened.items(), key=lambda pair: (pair[1][1].position, pair[0])))


def grow(section_id: UUID, items: list[Item]) -> Outline | None:
    """The tree of a section's items. What stands under a closed item is not shown until that opens again."""
    title = next((item for item in items if item.item_id == section_id), None)
    if title is None:
        return None
    below: dict[UUID | None, list[Item]] = {}
    for item in items:
        if item.item_id != section_id:
            below.setdefault(item.clear.parent_id, []).append(item)
    branches = _branch(below, None)
    agendas = tuple(node for node in branches if node.kind == "agenda")
    apart = tuple(node for node in branches if KINDS[node.kind].apart)
    nodes = tuple(node for node in branches if node.kind != "agenda" and not KINDS[node.kind].apart)
    asked = {one for node, _ in _walk(branches, None) if (one := node.clear.responsible_id)}
    wrote = {
        who for node, _ in _walk(branches, None) for who in (node.item.head.author_id, node.item.created_by)
    }
    said = {
        one for node, _ in _walk(branches, None) if (words := node.item.head.words) for one in _both(words)
    }
    mentioned = frozenset(wrote | asked | said)
    return Outline(section_id, title, nodes, agendas, apart, mentioned, frozenset(asked))


def _done_on(note: Node) -> date:
    written, said = _day(note.item.created_at), note.clear.starts_at
    return min(said.date(), written) if said else written


def _day(moment: datetime) -> date:
    return moment.astimezone(OSLO).date()


def _both(words: Words) -> tuple[UUID, UUID]:
    return words.owner_id, words.written_by


def _by_position(items: Iterable[Item]) -> list[Item]:
    """As a section's items are read from the beginning."""
    return sorted(items, key=lambda item: (item.clear.position, item.created_at))


def _branch(below: dict[UUID | None, list[Item]], parent: UUID | None) -> tuple[Node, ...]:
    return tuple(Node(item, _branch(below, item.item_id)) for item in below.get(parent, []))


def _walk(nodes: Iterable[Node], parent: Node | None) -> Iterator[tuple[Node, Node | None]]:
    for node in nodes:
        yield node, parent
        yield from _walk(node.below, node)
