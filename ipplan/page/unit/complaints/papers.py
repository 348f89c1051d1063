"""The papers of a case in the order in which they came to be: what the county governor gets.

The unit's own notes are not among them: what it builds on stands in its letters.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import uuid5

from ipplan.language import N_, translations
from ipplan.letter.bundle import Bundle, Document, letter_sent
from ipplan.letter.case.kept import letter_from
from ipplan.letter.case.office import unit_of, written
from ipplan.letter.case.telling import case_paper
from ipplan.letter.inquiry import inquiry_parts
from ipplan.letter.told import Part
from ipplan.page.unit.complaints.reading import Complained
from ipplan.rules import Rules
from ipplan.store.cases import CaseEvent
from ipplan.unit.complaints import GRIEVANCES, Complaint, complaint_of
from ipplan.unit.deadlines import day_of

CAME = {
    "inquiry": N_("Henvendelse"),
    "supplement": N_("Mer om henvendelsen"),
    "answer": N_("Svar på spørsmål"),
    "complaint": N_("Klage"),
    "consent_given": N_("Samtykke"),
    "complaint_withdrawn": N_("Klagen er trukket"),
}
"""Papers that came in, by kind of event, and what they are called."""
ENCLOSED = N_("Vedlegg til klagen: fra planen")
MORE = N_("Mer om klagen")
CONSENTED = N_("Ja til at saken behandles.")
HOW = N_("Hvordan svaret kom")


def words(language: str, text: str) -> str:
    """What a paper says of itself, in the form of the language that its case is written in."""
    return str(translations(written(language)).gettext(text))


def bundle_of(of: Complained, attached: Sequence[Part], rules: Rules) -> Bundle:
    """All of it, for the county governor."""
    language = written(of.place.letter_language)
    return Bundle(
        language,
        unit_of(of.place, language),
        of.file.called,
        of.today,
        of.place.county_governor,
        of.file.owner_name,
        documents_of(of, attached, rules),
    )


def titles_of(of: Complained, rules: Rules) -> tuple[str, ...]:
    """What the papers are called, in order."""
    enclosed = of.complaint is not None and of.complaint.attached is not None
    parts = (Part(""),) if enclosed else ()
    return tuple(one.title for one in documents_of(of, parts, rules))


def documents_of(of: Complained, attached: Sequence[Part], rules: Rules) -> tuple[Document, ...]:
    """Each paper, numbered from 1; ``attached``: what came of the plan with the complaint."""
    made = list(_documents(of, attached, rules))
    return tuple(
        Document(
            one.document_id,
            number,
            one.day,
            one.direction,
            one.title,
            one.sender,
            one.recipient,
            one.language,
            one.parts,
            one.paper,
        )
        for number, one in enumerate(made, start=1)
    )


def _documents(of: Complained, attached: Sequence[Part], rules: Rules) -> Iterator[Document]:
    newest, complained = complaint_of(of.events), False
    for event in of.events:
        if event.room == "work":
            continue
        complained = complained or event.kind == "complaint"
        if event.kind in CAME:
            title = MORE if complained and event.kind == "supplement" else CAME[event.kind]
            yield _came(of, event, _parts(of, event, title), title)
        if newest is not None and event.number == newest.event.number and attached:
            yield _came(of, event, tuple(attached), ENCLOSED)
        if "letter" in event.said:
            identity = uuid5(of.file.space_id, f"letter {event.number}")
            yield letter_sent(identity, 0, case_paper(letter_from(event.said["letter"]), rules))


def _came(of: Complained, event: CaseEvent, parts: tuple[Part, ...], title: str) -> Document:
    language = written(of.place.letter_language)
    unit = unit_of(of.place, language)
    return Document(
        uuid5(of.file.space_id, f"{'enclosed' if title == ENCLOSED else 'came'} {event.number}"),
        0,
        _day(event),
        "in",
        words(language, title),
        _sender(of, event),
        f"{unit.name}, {unit.municipality}",
        language,
        parts,
    )


def _day(event: CaseEvent) -> date:
    told = event.said.get("received_on")
    return date.fromisoformat(told) if isinstance(told, str) and told else day_of(event.at)


def _sender(of: Complained, event: CaseEvent) -> str:
    """Who wrote it: what the unit took down from paper, whom the case is about, or who sent the inquiry."""
    if event.kind == "inquiry" and of.file.channel == "paper":
        return str(event.said["sender"].get("name") or of.file.owner_name)
    owner = of.file.owner_name
    return owner if event.said.get("on_paper") else of.names.get(event.author_id, owner)


def _parts(of: Complained, event: CaseEvent, title: str) -> tuple[Part, ...]:
    """What stands in a paper that came: of an inquiry and a complaint each thing by itself."""
    language = of.place.letter_language
    if event.kind == "complaint":
        return tuple(complaint_parts(Complaint(event), language))
    if event.kind == "inquiry":
        return tuple(inquiry_parts(event.said, language))
    if event.kind == "consent_given":
        yes = Part(words(language, title), sentences=(words(language, CONSENTED),))
        return (yes, *_said(event, language))
    return tuple(_said(event, language, title))


def _said(event: CaseEvent, language: str, title: str = HOW) -> Iterator[Part]:
    lines = tuple(line for line in str(event.said.get("words") or "").splitlines() if line.strip())
    if lines:
        yield Part(words(language, title), sentences=lines)


def complaint_parts(one: Complaint, language: str) -> Iterator[Part]:
    """What a complaint says, without what was attached."""
    about = tuple(words(language, GRIEVANCES[word]) for word in one.about)
    yield Part(words(language, N_("Hva klagen gjelder")), sentences=about)
    said = one.event.said
    headings = {
        "words": N_("Hva personen skriver"),
        "wanted": N_("Hva personen ønsker"),
        "late_reason": N_("Hvorfor klagen kommer etter fristen"),
    }
    for name, heading in headings.items():
        lines = tuple(line for line in str(said.get(name) or "").splitlines() if line.strip())
        if lines:
            yield Part(words(language, heading), sentences=lines)
