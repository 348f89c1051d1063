"""What a bundle is told from, and the words that all its resources have alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from html import escape
from typing import Any
from uuid import UUID, uuid5

from ipplan.language import plain
from ipplan.letter.receipt import words
from ipplan.permit import Access
from ipplan.plan.kinds import KINDS
from ipplan.plan.meetings import Meeting
from ipplan.plan.origins import origin_of
from ipplan.plan.outline import Node, Outline

Resource = dict[str, Any]
ITEM = "urn:ietf:rfc:3986"
"""The system of ids that are URNs."""
XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True)
class Person:
    """Somebody who takes part, as the reader knows her."""

    account_id: UUID
    name: str
    role: str
    """``owner``, ``representative``, ``coordinator`` or ``participant``."""
    relation: str
    title: str
    organisation: str

    @property
    def works(self) -> bool:
        """Whether she takes part in her work."""
        return self.role == "coordinator" or bool(self.organisation)


@dataclass(frozen=True)
class Grant:
    """That somebody may open a section, until then."""

    account_id: UUID
    section_id: UUID
    access: Access
    until: datetime


@dataclass(frozen=True)
class Plan:
    """All that one reader sees of a plan. ``grants`` are there for who decides alone."""

    space_id: UUID
    owner_id: UUID
    owner: str
    municipality_id: str
    municipality: str
    at: datetime
    language: str
    closed: bool
    outlines: Sequence[Outline]
    people: Sequence[Person]
    names: Mapping[UUID, str]
    meetings: Sequence[Meeting] = ()
    grants: Sequence[Grant] = ()
    files: Mapping[UUID, str] = field(default_factory=dict)
    """Names in the archive, by the items that they belong to."""

    @property
    def lang(self) -> str:
        """The language as FHIR names it."""
        return plain(self.language)

    def said(self, message: str, **values: object) -> str:
        return words(self.language, message, **values)

    @property
    def known(self) -> frozenset[UUID]:
        """Everybody who has a resource of her own."""
        return frozenset(one.account_id for one in self.people) | {self.owner_id}

    def who(self, account_id: UUID | None, otherwise: str = "") -> Resource:
        """A reference to a person, or her name where she takes part no more."""
        if account_id is None:
            return {"display": otherwise or "–"}
        name = self.names.get(account_id) or otherwise or "–"
        return {**to(account_id), "display": name} if account_id in self.known else {"display": name}

    def author(self, node: Node) -> Resource:
        """Who wrote an item."""
        origin = origin_of(node.content)
        if origin is not None and node.item.head.number == 1:
            return {"display": f"{origin.author}, {origin.place}"}
        return self.who(node.item.head.author_id)


def made(
    plan: Plan, kind: str, own_id: UUID, heading: str, lines: Sequence[str] = (), /, **more: Any
) -> Resource:
    """A resource with its id and a narrative; fields that are empty are left out."""
    filled = {name: value for name, value in more.items() if value not in (None, "", [], {})}
    said = {"status": "generated", "div": narrative(plan.lang, heading, lines)}
    return {"resourceType": kind, "id": str(own_id), "language": plan.lang, "text": said, **filled}


def narrative(lang: str, title: str, lines: Sequence[str]) -> str:
    """The resource in words: escaped, so that no word of anybody's is taken for markup."""
    told = "".join(f"<p>{_safe(line)}</p>" for line in lines if line.strip())
    return f'<div xmlns="{XHTML}" lang="{lang}"><p><b>{_safe(title) or "–"}</b></p>{told}</div>'


def identified(item_id: UUID) -> list[Resource]:
    """An item's own id: the same in view.json."""
    return [{"system": ITEM, "value": f"urn:uuid:{item_id}"}]


def to(own_id: UUID) -> Resource:
    """A reference to a resource of the bundle."""
    return {"reference": f"urn:uuid:{own_id}"}


def part_id(plan: Plan, *names: object) -> UUID:
    """The id of what has none of its own: the same each time."""
    return uuid5(plan.space_id, "/".join(map(str, names)))


def told_lines(plan: Plan, node: Node) -> list[str]:
    """What an item's form asks for, in words, but for its title."""
    kind, content = KINDS[node.kind], KINDS[node.kind].content(node.content)
    asked = [one for one in fields(kind.shape) if one.metadata["shown"]]
    return [
        line if one.name == "body" else f"{plan.said(one.metadata['label'])}: {line}"
        for one in asked
        if one.name != "title"
        for line in content[one.name].splitlines()
        if line.strip()
    ]


def title_of(plan: Plan, node: Node) -> str:
    """What an item is called: by its title, or by what it is."""
    return printable(node.content.get("title", "")) or plan.said(KINDS[node.kind].word)


def coded(text: str, system: str = "", code: str = "") -> Resource:
    """A concept: in words, and by a code where there is one."""
    known: Resource = {"coding": [{"system": system, "code": code}]} if code else {}
    return {**known, "text": text}


def printable(text: str) -> str:
    """The text as FHIR's strings may be: without other control characters than line ends and tabs."""
    return "".join(one for one in text if one >= " " or one in "\n\t\r").strip()


def _safe(text: str) -> str:
    return escape(printable(text))
