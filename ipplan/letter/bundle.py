"""All the papers of a case in one PDF, for the county governor: a list of them, then each as tagged text."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from ipplan.letter.case.shapes import Paper, Unit, Written
from ipplan.letter.case.words import Words
from ipplan.letter.paper import compiled, drawn
from ipplan.letter.told import Part

BUNDLE = "letter/bundle.typ"
DEEPEST = 6
"""Of headings: PDF knows no deeper ones."""
Direction = Literal["in", "out", "note"]
"""Came, was sent, or stayed in the house."""


@dataclass(frozen=True)
class Document:
    """One paper of a case. ``day``: when it came or was sent. ``paper``: the letter it is, if we wrote it."""

    document_id: UUID
    number: int
    day: date
    direction: Direction
    title: str
    sender: str
    recipient: str
    language: Written
    parts: tuple[Part, ...]
    paper: Paper | None = None


@dataclass(frozen=True)
class Bundle:
    """What is sent on, by whom and to whom. ``about``: whom the case is about."""

    language: Written
    unit: Unit
    case_number: str
    day: date
    to: str
    about: str
    documents: tuple[Document, ...]


def letter_sent(document_id: UUID, number: int, paper: Paper) -> Document:
    """A letter of ours as one of the case's papers."""
    sender, recipient = ", ".join(reversed(paper.sender)), paper.recipient[0]
    return Document(
        document_id,
        number,
        paper.day,
        "out",
        paper.title,
        sender,
        recipient,
        paper.language,
        paper.parts,
        paper,
    )


def bundle_pdf(templates: Path, bundle: Bundle) -> bytes:
    """The tagged PDF, each paper under a heading of level 1. Some tenths of a second: not in the loop."""
    say, unit = Words(bundle.language), bundle.unit
    facts = (
        (say("papers.from"), f"{unit.name}, {unit.municipality}"),
        (say("papers.to"), bundle.to),
        (say("papers.day"), say.day(bundle.day)),
        (say("papers.case"), bundle.case_number),
        (say("papers.about"), bundle.about),
        (say("papers.count"), str(len(bundle.documents))),
    )
    cover = {
        "facts": facts,
        "list": say("papers.list"),
        "columns": [say(f"papers.{key}") for key in ("number", "day", "document", "from", "page")],
    }
    title = say("papers.complaint", case=bundle.case_number, to=bundle.to)
    return _made(templates, title, bundle.language, bundle.day, bundle.documents, cover, say)


def document_pdf(templates: Path, document: Document) -> bytes:
    """One paper alone, as tagged text."""
    say = Words(document.language)
    return _made(templates, document.title, document.language, document.day, (document,), None, say)


def _made(
    templates: Path,
    title: str,
    language: Written,
    day: date,
    documents: Sequence[Document],
    cover: dict[str, Any] | None,
    say: Words,
) -> bytes:
    written: dict[str, Any] = {
        "title": title,
        "language": language,
        "cover": cover,
        "documents": [_told(one, say, numbered=cover is not None) for one in documents],
    }
    return compiled(templates / BUNDLE, drawn(written, say("lacking")), datetime.combine(day, time(), UTC))


def _told(document: Document, say: Words, *, numbered: bool) -> dict[str, Any]:
    heading = document.title
    if numbered:
        heading = say("papers.numbered", number=str(document.number), title=document.title)
    own = Words(document.language)
    facts = (
        (own("papers.from"), document.sender),
        (own("papers.to"), document.recipient),
        (own("papers.day"), own.day(document.day)),
    )
    nothing = own("papers.nothing")
    return {
        "number": document.number,
        "day": say.day(document.day),
        "title": document.title,
        "sender": document.sender,
        "language": document.language,
        "heading": heading,
        "facts": [fact for fact in facts if fact[1]],
        "parts": [asdict(part) for part in levelled(document.parts)],
        "closing": document.paper.closing if document.paper else (() if document.parts else (nothing,)),
    }


def levelled(parts: Sequence[Part]) -> Iterator[Part]:
    """The parts with headings that skip no level below a title: PDF/UA demands it, whatever callers give."""
    above = 1
    for part in parts:
        above = min(max(part.level, 2), above + 1, DEEPEST)
        yield replace(part, level=above, heading=part.heading.strip() or "–")
