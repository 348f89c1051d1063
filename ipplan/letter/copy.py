"""The whole plan on paper, as one reader sees it: a tagged PDF, with its data within."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import Field, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from ipplan.language import N_
from ipplan.letter.paper import pdf
from ipplan.letter.receipt import words
from ipplan.letter.told import Part
from ipplan.plan.kinds import KINDS
from ipplan.plan.outline import Node, Outline
from ipplan.render import answer_in_words, day_in_words, moment_in_words

DEEPEST = 6
"""Of headings: PDF knows no deeper ones."""


@dataclass(frozen=True)
class Copied:
    """What is copied, and for whom. ``outlines`` in the plan's order."""

    owner: str
    reader: str
    at: datetime
    language: str
    outlines: tuple[Outline, ...]
    names: Mapping[UUID, str]
    view: bytes
    """The plan as data, to the byte as view.json gives it."""


def on_paper(templates: Path, copied: Copied) -> bytes:
    """The plan as PDF, with its data within. It takes a tenth of a second and more: not in the loop."""
    title = words(copied.language, N_("Individuell plan for %(name)s"), name=copied.owner)
    data: dict[str, Any] = json.loads(copied.view)
    return pdf(
        templates,
        title=title,
        language=copied.language,
        parts=list(_parts(copied)),
        data=data,
        file="view.json",
    )


def _parts(copied: Copied) -> Iterator[Part]:
    said, language = words, copied.language
    about = (
        (said(language, N_("Kopi for")), copied.reader),
        (said(language, N_("Tatt")), moment_in_words(copied.at, language)),
    )
    yield Part(said(language, N_("Om kopien")), about)
    for outline in copied.outlines:
        yield from section_parts(copied, outline)


def section_parts(copied: Copied, outline: Outline, *, apart: bool = True) -> Iterator[Part]:
    """One section of it, told. ``apart``: with what its people say to each other, and diaries."""
    nodes = outline.whole if apart else outline.nodes + outline.agendas
    nothing = () if nodes else (words(copied.language, N_("Ingenting står her.")),)
    yield Part(outline.title or "–", sentences=nothing)
    yield from _below(copied, nodes, 3)


def _below(copied: Copied, nodes: Iterable[Node], level: int) -> Iterator[Part]:
    for node in (one for one in nodes if KINDS[one.kind].told):
        yield _part(copied, node, min(level, DEEPEST))
        yield from _below(copied, node.below, level + 1)


def _part(copied: Copied, node: Node, level: int) -> Part:
    kind, content, language = KINDS[node.kind], KINDS[node.kind].content(node.content), copied.language
    heading, title = words(language, kind.word), content.get("title", "")
    pairs = [
        (words(language, field.metadata["label"]), _answer(content[field.name], field, language))
        for field in fields(kind.shape)
        if field.name not in ("title", "body") and field.metadata["shown"] and content[field.name]
    ]
    lines = tuple(line for line in content.get("body", "").splitlines() if line.strip())
    known = (*_clear(copied, node), *pairs, *_author(copied, node))
    return Part(f"{heading}: {title}" if title else heading, known, lines, level=level, sentences_first=True)


def _answer(value: str, field: Field[Any], language: str) -> str:
    return " ".join(answer_in_words(value, field.metadata, language).split())


def _clear(copied: Copied, node: Node) -> Iterator[tuple[str, str]]:
    clear, kind, language = node.clear, KINDS[node.kind], copied.language
    if clear.responsible_id or (node.origin and node.origin.responsible):
        before = node.origin.responsible if node.origin else ""
        yield words(language, N_("Hvem")), _named(copied, clear.responsible_id) or before
    if clear.status:
        yield words(language, N_("Status")), words(language, kind.statuses[clear.status])
    if clear.starts_at:
        yield (
            words(language, kind.labels.get("starts_on", N_("Fra"))),
            day_in_words(clear.starts_at, language),
        )
    if clear.due_on:
        yield words(language, kind.labels.get("due_on", N_("Innen"))), day_in_words(clear.due_on, language)


def _author(copied: Copied, node: Node) -> Iterator[tuple[str, str]]:
    head, origin, language = node.item.head, node.origin, copied.language
    written = f"{_named(copied, head.author_id)}, {moment_in_words(head.at, language)}"
    if origin is not None:
        at = moment_in_words(origin.when, language)
        yield words(language, N_("Skrevet av")), f"{origin.author}, {origin.place}, {at}"
        changed = N_("Hentet inn av") if head.number == 1 else N_("Endret av")
        yield words(language, changed), written
    else:
        yield words(language, N_("Skrevet av")), written


def _named(copied: Copied, who: UUID | None) -> str:
    return copied.names.get(who, "") if who else ""
