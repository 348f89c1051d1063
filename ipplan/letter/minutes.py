"""Minutes on paper: a tagged PDF (PDF/UA-1) of what one reader may see of them, and of nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from ipplan.gate.minutes import Found
from ipplan.language import N_
from ipplan.letter.paper import pdf
from ipplan.letter.receipt import words
from ipplan.letter.told import Part
from ipplan.plan.approval import Approval, Owners
from ipplan.plan.gathering import Gathering
from ipplan.plan.kinds import KINDS
from ipplan.plan.meetings import Meeting
from ipplan.plan.outline import Node
from ipplan.render import day_in_words, moment_in_words, span_in_words
from ipplan.store.gatherings import Event

LOCKS: Mapping[str, str] = {
    "holds": N_("Det står slik det ble låst."),
    "changed": N_("Det som står her nå, er ikke det som ble låst. Noen har endret det utenom ipplan."),
    "unsigned": N_("Signaturen kan ikke kontrolleres."),
}
OWNERS: Mapping[str, str] = {
    "waits": N_("Har siste ord, til %(when)s"),
    "agreed": N_("Har godkjent referatet"),
    "objected": N_("Er ikke enig i alt. Innvendingen står i referatet"),
    "silent": N_("Sa ikke at noe var feil innen %(when)s: Referatet står som ikke innvendt mot"),
}


@dataclass(frozen=True)
class Written:
    """The minutes of a meeting, for one reader."""

    meeting: Meeting
    gathering: Gathering
    approval: Approval
    approvals: Mapping[UUID, Event]
    """Of each the approval of what the reader sees herself."""
    lock: Found | str
    owners: Owners
    outdated: frozenset[UUID]
    objections: frozenset[UUID]
    about: Sequence[str]
    """Titles of the sections that she sees of it."""
    place: str
    """Where it is; empty where she may not know."""
    points: Sequence[Node]
    """In the order in which they are spoken of: numbered for her."""
    loose: Sequence[Node]
    """Lines that stand under no point."""
    became: Mapping[UUID, Sequence[Node]]
    """Actions that lines became, as far as she sees them."""
    names: Mapping[UUID, str]
    reader: str
    at: datetime
    language: str


def on_paper(templates: Path, written: Written) -> bytes:
    """The PDF. It takes a tenth of a second and more: not in the loop."""
    name = N_("Referat: %(title)s") if written.gathering.begun_at else N_("Saksliste: %(title)s")
    title = words(written.language, name, title=written.meeting.newest.words.title)
    return pdf(templates, title=title, language=written.language, parts=list(parts(written)), data=None)


def parts(written: Written) -> Iterator[Part]:
    """The minutes, told."""
    language = written.language
    yield Part(words(language, N_("Om møtet")), tuple(_about(written)), _state(written))
    for number, point in enumerate(written.points, start=1):
        yield _point(written, number, point)
        yield from (_line(written, line) for line in point.of("line"))
    if written.loose:
        yield Part(words(language, N_("Ellers")))
        yield from (_line(written, line) for line in written.loose)
    if not written.points and not written.loose:
        yield Part(words(language, N_("Saker")), sentences=(words(language, N_("Ingenting står her.")),))
    if written.approval.sent is not None:
        yield Part(words(language, N_("Godkjenning")), tuple(_approvals(written)))


def _about(written: Written) -> Iterator[tuple[str, str]]:
    language, meeting, now = written.language, written.meeting.newest, written.gathering
    yield words(language, N_("Når")), span_in_words(meeting.when.starts_at, meeting.when.ends_at, language)
    if written.place:
        yield words(language, N_("Sted")), written.place
    if written.about:
        yield words(language, N_("Møtet gjelder")), ", ".join(written.about)
    people = now.came if now.begun_at else meeting.words.invited
    named = sorted(written.names.get(who, "") for who in people)
    heading = N_("Var med") if now.begun_at else N_("Kalt inn")
    yield words(language, heading), ", ".join(named) or words(language, N_("Ingen er ført opp"))
    if now.guests_came:
        yield words(language, N_("Gjester")), ", ".join(now.guests_came)
    yield words(language, N_("Skrevet ut for")), f"{written.reader}, {moment_in_words(written.at, language)}"


def _state(written: Written) -> tuple[str, ...]:
    language, locked = written.language, written.approval.locked
    if locked is None:
        draft = N_("Utkast. Referatet er ikke låst, og kan bli endret.")
        return (words(language, draft),) if written.gathering.begun_at else ()
    by, when = written.names.get(locked.author_id, ""), moment_in_words(locked.at, language)
    signed = words(language, N_("Låst og signert %(when)s av %(name)s."), when=when, name=by)
    return (
        signed,
        words(language, LOCKS[written.lock]),
        words(language, N_("Det er plattformens signatur.")),
    )


def _point(written: Written, number: int, point: Node) -> Part:
    status, language = point.clear.status, written.language
    said = words(language, KINDS["point"].statuses[status])
    pairs = ((words(language, N_("Status")), said),) if status in ("done", "postponed") else ()
    return Part(
        f"{number}. {point.content['title']}",
        pairs,
        _lines(point.content.get("body", "")),
        sentences_first=True,
    )


def _line(written: Written, line: Node) -> Part:
    language, item = written.language, line.item
    added = line.clear.status == "added"
    heading = N_("%(name)s, %(when)s")
    if line.item_id in written.objections:
        heading = N_("Innvending fra planeierens side: %(name)s, %(when)s")
    elif added:
        heading = N_("Tillegg: %(name)s, %(when)s")
    when = moment_in_words(item.created_at, language)
    said = words(language, heading, name=written.names.get(item.created_by, ""), when=when)
    changed = item.head.author_id != item.created_by
    by = words(
        language,
        N_("%(name)s, %(when)s"),
        name=written.names.get(item.head.author_id, ""),
        when=moment_in_words(item.head.at, language),
    )
    pairs: tuple[tuple[str, str], ...] = ((words(language, N_("Endret av")), by),) if changed else ()
    pairs += tuple(_became(written, one) for one in written.became.get(line.item_id, ()))
    return Part(said, pairs, _lines(line.content["body"]), level=3, sentences_first=True)


def _became(written: Written, action: Node) -> tuple[str, str]:
    """An action that was decided on, and how far it has come when the paper is made."""
    language, clear = written.language, action.clear
    told = [action.content["title"], words(language, KINDS["action"].statuses[clear.status])]
    for duty in action.of("responsibility"):
        who = written.names.get(duty.clear.responsible_id, "") if duty.clear.responsible_id else ""
        state = words(language, KINDS["responsibility"].statuses[duty.clear.status])
        told.append(f"{who}: {state}")
    if clear.due_on:
        told.append(words(language, N_("innen %(day)s"), day=day_in_words(clear.due_on, language)))
    return words(language, N_("Ble til tiltaket")), ", ".join(told)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.splitlines() if line.strip())


def _approvals(written: Written) -> Iterator[tuple[str, str]]:
    language, approval = written.language, written.approval
    for who in sorted(approval.to, key=lambda one: written.names.get(one, "")):
        event = written.approvals.get(who)
        said = N_("Har ikke godkjent")
        if event is not None:
            said = N_("Godkjente %(when)s")
            if who in written.outdated:
                said = N_("Godkjente %(when)s. Noe er endret etter det")
        when = moment_in_words(event.at, language) if event else ""
        yield written.names.get(who, ""), words(language, said, when=when)
    if approval.locked is not None and approval.locked.due_at is not None:
        until = moment_in_words(approval.locked.due_at, language)
        yield words(language, N_("Planeierens side")), words(language, OWNERS[written.owners], when=until)
