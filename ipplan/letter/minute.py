"""The one-minute view on paper: a tagged PDF (PDF/UA-1) for a professional's own journal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from ipplan.language import N_
from ipplan.letter.paper import pdf
from ipplan.letter.receipt import words
from ipplan.letter.told import Part
from ipplan.plan.called import CALLED
from ipplan.plan.kinds import KINDS
from ipplan.plan.news import MANY, News, what_of
from ipplan.plan.outline import Node, Outline
from ipplan.plan.responsibilities import Asked
from ipplan.render import day_in_words, moment_in_words, span_in_words
from ipplan.store.meetings import When


class Called(Protocol):
    """What a meeting asks of somebody."""

    @property
    def title(self) -> str: ...
    @property
    def when(self) -> When | None: ...


@dataclass(frozen=True)
class Told:
    """What one reader is shown, at one moment."""

    owner: str
    reader: str
    at: datetime
    kind: str
    language: str
    first: bool
    news: Sequence[News]
    asked: Sequence[Asked]
    called: Sequence[Called]
    summary: Sequence[tuple[Outline, Node]]
    names: Mapping[UUID, str]
    today: date


def on_paper(templates: Path, told: Told) -> bytes:
    """The PDF. It takes a tenth of a second and more: not in the loop."""
    whose = words(told.language, CALLED[told.kind].whose, name=told.owner)
    title = words(told.language, N_("Kort oversikt: %(whose)s"), whose=whose)
    return pdf(templates, title=title, language=told.language, parts=list(parts(told)), data=None)


def parts(told: Told) -> Iterator[Part]:
    """The view, told."""
    language = told.language
    about = (
        (words(language, N_("Skrevet ut for")), f"{told.reader}, {moment_in_words(told.at, language)}"),
        (words(language, N_("Viser")), words(language, N_("Bare det som var åpent for den som skrev ut"))),
    )
    yield Part(words(language, N_("Om utskriften")), about)
    yield Part(
        words(language, N_("Oppsummert")),
        sentences=() if told.summary else _none(told, N_("Ingenting er valgt ut ennå.")),
    )
    yield from (_shown(told, outline, node) for outline, node in told.summary)
    yield _news(told)
    yield _asked(told)


def _none(told: Told, message: str) -> tuple[str]:
    return (words(told.language, message),)


def _shown(told: Told, outline: Outline, node: Node) -> Part:
    """One item that was chosen, with the words that its own form asks for."""
    kind, language = KINDS[node.kind], told.language
    body = node.content.get("body", "")
    title = node.content.get("title") or words(language, kind.word)
    asked = [one for one in fields(kind.shape) if one.metadata["shown"] and one.name not in ("title", "body")]
    pairs = [
        (words(language, one.metadata["label"]), text)
        for one in asked
        if (text := node.content.get(one.name, "").strip())
    ]
    return Part(
        title,
        (*_state(told, outline, node), *pairs),
        tuple(line for line in body.splitlines() if line.strip()),
        level=3,
        sentences_first=True,
    )


def _state(told: Told, outline: Outline, node: Node) -> Iterator[tuple[str, str]]:
    kind, language = KINDS[node.kind], told.language
    yield words(language, N_("Del")), outline.title
    if node.clear.status in kind.statuses:
        yield words(language, N_("Status")), words(language, kind.statuses[node.clear.status])
    if node.clear.due_on:
        late = N_("%(day)s (over fristen)") if node.late(told.today) else N_("%(day)s")
        day = day_in_words(node.clear.due_on, language)
        yield words(language, N_("Innen")), words(language, late, day=day)
    for duty in node.of("responsibility"):
        who = told.names.get(duty.clear.responsible_id, "") if duty.clear.responsible_id else ""
        said = words(language, KINDS["responsibility"].statuses[duty.clear.status])
        yield words(language, N_("Ansvar")), f"{who}: {said}"


def _news(told: Told) -> Part:
    language, heading = told.language, words(told.language, N_("Nytt siden sist"))
    if not told.news:
        said = N_("Dette er første gang.") if told.first else N_("Ingenting nytt.")
        return Part(heading, sentences=_none(told, said))
    items = [_line(told, one) for one in told.news[:MANY]]
    if len(told.news) > MANY:
        items.append(words(language, N_("Og %(number)s til, i planen."), number=len(told.news) - MANY))
    return Part(heading, items=tuple(items))


def _line(told: Told, one: News) -> str:
    language = told.language
    new = words(language, N_("Nytt") if one.came else N_("Endret"))
    what = ": ".join(filter(None, (words(language, KINDS[one.kind].word), one.what)))
    of = told.names.get(one.of, "") if one.of else ""
    state = ": ".join(filter(None, (of, words(language, one.status) if one.status else "")))
    by = f"{told.names.get(one.author_id, '')}, {moment_in_words(one.at, language)}, {one.section}"
    told_of = (f"{new}, {state}" if state else new, what, one.said, by)
    return ". ".join(part.rstrip(".") for part in told_of if part)


def _asked(told: Told) -> Part:
    language, heading = told.language, words(told.language, N_("Spurt om deg"))
    items = []
    for call in told.called:
        when = call.when
        day = span_in_words(when.starts_at, when.ends_at, language) if when else ""
        items.append(", ".join(filter(None, (words(language, N_("Møte: %(title)s"), title=call.title), day))))
    for one in told.asked:
        due = one.node.clear.due_on
        by = words(language, N_("innen %(day)s"), day=day_in_words(due, language)) if due else ""
        state = words(language, KINDS["responsibility"].statuses[one.node.clear.status])
        items.append(", ".join(filter(None, (what_of(one.node), one.section.title, by, state))))
    return Part(
        heading, items=tuple(items), sentences=() if items else _none(told, N_("Ingenting akkurat nå."))
    )
