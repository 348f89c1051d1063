"""A week on paper: a tagged PDF (PDF/UA-1), a heading for each day and a line for what is on it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from ipplan.language import N_
from ipplan.letter.paper import pdf
from ipplan.letter.receipt import words
from ipplan.letter.told import Part
from ipplan.plan.kinds import KINDS
from ipplan.plan.week import Entry, Week
from ipplan.render import WEEKDAY, day_in_words, times_in_words


@dataclass(frozen=True)
class Sheet:
    """A week for one reader."""

    week: Week
    names: Mapping[UUID, str]
    secret: bool
    """Whether no meeting's place is said."""
    language: str


def on_paper(templates: Path, sheet: Sheet) -> bytes:
    """The PDF. It takes a tenth of a second and more: not in the loop. Whose week it is stands nowhere."""
    title = words(sheet.language, N_("Uke %(number)s"), number=sheet.week.number)
    return pdf(templates, title=title, language=sheet.language, parts=list(_parts(sheet)), data=None)


def _parts(sheet: Sheet) -> Iterator[Part]:
    for one in sheet.week.days:
        heading = day_in_words(one.day, sheet.language, WEEKDAY).capitalize()
        pairs = tuple((_term(sheet, entry), _said(sheet, entry)) for entry in one.entries)
        yield Part(heading, pairs, () if pairs else (words(sheet.language, N_("Ingenting")),))


def _term(sheet: Sheet, entry: Entry) -> str:
    """When it is; of what has no time of day, what it is."""
    if entry.span is not None:
        later = f" {words(sheet.language, N_('neste dag'))}" if entry.overnight else ""
        return times_in_words(entry.span) + later
    node = entry.node
    if entry.word == "starts":
        return words(sheet.language, N_("Tiltaket begynner"))
    if entry.word == "appointment" or node is None:
        return words(sheet.language, N_("Avtale"))
    if node.clear.responsible_id:
        name = sheet.names.get(node.clear.responsible_id, "")
        return words(sheet.language, N_("Frist for %(name)s"), name=name)
    return words(sheet.language, KINDS[node.kind].labels.get("due_on", N_("Frist")))


def _said(sheet: Sheet, entry: Entry) -> str:
    if entry.meeting is not None:
        said = entry.meeting.newest.words
        found = [said.title, "" if sheet.secret else said.place]
    else:
        assert entry.node is not None, "an entry is of something"
        content = entry.node.content
        title = content.get("title") or words(sheet.language, KINDS[entry.node.kind].word)
        found = [title, content.get("place", ""), content.get("who", "")]
    return ", ".join(" ".join(one.split()) for one in found if one)
