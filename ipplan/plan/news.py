"""What has come since, told in few words: one line for each thing, and one for each meeting."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ipplan.plan.agendas import meeting_of
from ipplan.plan.fresh import Fresh
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.store.versions import Words

LONGEST = 160
"""Letters of what is told of one thing."""
UNSAID = ("highlight", "agenda")
"""Kinds without words: what they stand for is told by other lines."""
MANY = 25
"""Lines on one page; the rest is in the plan."""


@dataclass(frozen=True, slots=True)
class News:
    """One line of what is new."""

    kind: str
    what: str
    """Its title, or its first words; empty for a meeting, whose words stand in its room."""
    status: str
    """A word of its kind for how far it has come; empty: none."""
    of: UUID | None
    """Who is asked to do it."""
    said: str
    """The first words of what is told besides: how it goes, why somebody said no, or the text."""
    came: bool
    """Whether it is new, and not only changed."""
    section: str
    path: str
    """After the plan's own address."""
    author_id: UUID
    words: Words | None
    at: datetime


def news_of(fresh: Iterable[Fresh], meetings: Collection[UUID]) -> list[News]:
    """In the order they come; of meetings only those that the reader may go to."""
    found: list[News] = []
    told: set[UUID] = set()
    at_meetings: dict[UUID, dict[UUID, Node]] = {}
    for one in fresh:
        if one.node.kind in UNSAID:
            continue
        section = one.outline.section_id
        if section not in at_meetings:
            at_meetings[section] = _at_meetings(one.outline)
        agenda = at_meetings[section].get(one.node.item_id)
        if agenda is None:
            found.append(_of(one))
        elif (meeting := meeting_of(agenda.item)) in meetings and meeting not in told:
            told.add(meeting)
            found.append(_of_meeting(one, meeting))
    return found


def first_words(text: str, longest: int = LONGEST) -> str:
    """The beginning of a text on one line, cut between words."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return line[: longest - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def what_of(node: Node) -> str:
    """What an item is called in a list: its title, else its first words."""
    content = node.content
    return first_words(content.get("title") or content.get("body") or "")


def _of(one: Fresh) -> News:
    node, head = one.node, one.node.item.head
    return News(
        node.kind,
        what_of(node),
        KINDS[node.kind].statuses.get(node.clear.status, ""),
        node.clear.responsible_id,
        _said(node),
        one.came,
        one.outline.title,
        f"#item-{node.item_id}",
        head.author_id,
        head.words,
        head.at,
    )


def _said(node: Node) -> str:
    content = node.content
    body = content.get("body", "") if content.get("title") else ""
    return first_words(content.get("evaluation") or content.get("reason") or body)


def _of_meeting(one: Fresh, meeting: UUID) -> News:
    head, path = one.node.item.head, f"/meetings/{meeting}"
    return News(
        "agenda", "", "", None, "", False, one.outline.title, path, head.author_id, head.words, head.at
    )


def _at_meetings(outline: Outline) -> dict[UUID, Node]:
    """All that stands in an agenda of a section, by its id, with that agenda."""
    return {node.item_id: agenda for agenda in outline.agendas for node in _all(agenda)}


def _all(node: Node) -> Iterator[Node]:
    yield node
    for below in node.below:
        yield from _all(below)
