"""A case for the municipality's archive: all that happened in it, with its metadata, as one zip."""

import asyncio
from collections.abc import Iterator
from itertools import count
from uuid import uuid4, uuid5

from starlette.requests import Request
from starlette.responses import Response

from ipplan.letter.arkivmelding import CaseFile, Party
from ipplan.letter.bundle import Document, letter_sent
from ipplan.letter.case.kept import letter_from
from ipplan.letter.case.office import unit_of, written
from ipplan.letter.case.shapes import Unit
from ipplan.letter.case.telling import EXEMPT, case_paper
from ipplan.letter.casefile import zipped
from ipplan.letter.inquiry import inquiry_parts
from ipplan.letter.told import Part
from ipplan.page.house import House, house_of
from ipplan.page.unit.casework import words
from ipplan.page.unit.casework.assessment import assessment_in
from ipplan.page.unit.casework.opened import Opened, at_work, open_case
from ipplan.page.unit.complaints.papers import complaint_parts
from ipplan.page.unit.complaints.reading import attached_to
from ipplan.page.who import signed_in
from ipplan.store.cases import CaseEvent
from ipplan.unit.acts import do
from ipplan.unit.complaints import Complaint, taken_back
from ipplan.unit.deadlines import day_of

ROAD = "export"
CAME = frozenset(
    (
        *("inquiry", "supplement", "answer", "consent_given", "consent_refused"),
        *("complaint", "complaint_withdrawn", "governor"),
    )
)
"""What came from outside; what bears a letter was sent; the rest stayed in the house."""


@signed_in
async def create(request: Request) -> Response:
    """Take it out: by a road of its own in the access log, and with a line in the case."""
    house, case = house_of(request), await open_case(request, ROAD)
    templates, export_id = house.settings.web / "templates", uuid4()
    made = await asyncio.to_thread(zipped, templates, _file(house, case, export_id))
    async with at_work(request) as work:
        await do(work.held, work.work, work.file, "exported", {"export": str(export_id)})
    name = f'attachment; filename="sak-{case.file.called.replace("/", "-")}.zip"'
    return Response(made, media_type="application/zip", headers={"content-disposition": name})


def _file(house: House, case: Opened, export_id: object) -> CaseFile:
    file, rules = case.file, house.gate.rules
    language = written(case.office.letter_language)
    unit = unit_of(case.office, language)
    told = house.render.words
    people = {(one.sub, one.role) for one in case.parts} | {(file.owner_id, "party")}
    parties = tuple(
        Party(case.names[who], told(language, words.ROLES[role])) for who, role in sorted(people, key=str)
    )
    by = case.names.get(case.visit.actor.account_id, "")
    responsible = case.names.get(file.assigned_to, by) if file.assigned_to else by
    what = ", ".join(told(language, words.PARTS[part]) for part in case.asked)
    what = what or told(language, words.STATES["complaint"])
    return CaseFile(
        export_id=uuid5(file.space_id, str(export_id)),
        case_id=file.space_id,
        case_number=file.called,
        title=f"{what} – {file.owner_name}",
        public_title=what,
        municipality=unit.municipality,
        unit=unit.name,
        responsible=responsible,
        opened_at=file.received_at,
        closed_on=day_of(file.closed_at) if file.closed_at else None,
        parties=parties,
        law=getattr(rules.law[EXEMPT], f"name_{language}"),
        at=case.visit.at,
        by=by,
        documents=tuple(_documents(house, case)),
    )


def _documents(house: House, case: Opened) -> Iterator[Document]:
    """Every event is a paper, and every letter."""
    file, language = case.file, written(case.office.letter_language)
    unit, numbers = unit_of(case.office, language), count(1)
    for event in case.events:
        # What was proposed to a second person is no letter before it is decided.
        sent = "letter" in event.said and event.kind != "proposed"
        if not sent or event.kind in CAME:
            yield _paper(house, case, event, next(numbers), unit)
        if sent:
            paper = case_paper(letter_from(event.said["letter"]), house.gate.rules)
            yield letter_sent(uuid5(file.space_id, f"letter {event.number}"), next(numbers), paper)


def _paper(house: House, case: Opened, event: CaseEvent, number: int, unit: Unit) -> Document:
    """What came, or stayed in the house, as text."""
    language, author = written(case.office.letter_language), case.names.get(event.author_id, "")
    title = house.render.words(language, words.EVENTS.get(event.kind, event.kind))
    came, ours = event.kind in CAME, f"{unit.name}, {unit.municipality}"
    return Document(
        uuid5(case.file.space_id, f"event {event.number}"),
        number,
        day_of(event.at),
        "in" if came else "note",
        title,
        author if came else ours,
        ours,
        language,
        tuple(_parts(house, case, event, language)) or (Part(title, sentences=(author,)),),
    )


def _parts(house: House, case: Opened, event: CaseEvent, language: str) -> Iterator[Part]:
    told, rules = house.render.words, house.gate.rules
    title = told(language, words.EVENTS.get(event.kind, event.kind))
    if event.kind == "inquiry":
        yield from inquiry_parts(event.said, language)
        return
    if event.kind == "assessment":
        for one in assessment_in(event).answers:
            name = getattr(rules.condition[one.condition], f"name_{language}")
            met = told(language, words.MET[one.met])
            yield Part(name, ((met, one.reason or "–"),))
        return
    if event.kind == "complaint":
        complaint = Complaint(event, taken_back=taken_back(case.events))
        yield from complaint_parts(complaint, language)
        yield from attached_to(case.visit, complaint)
        return
    texts = tuple(_texts(event.said))
    if texts:
        yield Part(title, sentences=texts)


def _texts(said: object) -> Iterator[str]:
    """All words that were said, however they are laid."""
    if isinstance(said, str):
        yield from (line for line in said.splitlines() if line.strip())
    elif isinstance(said, dict):
        for name, value in said.items():
            if name not in ("letter", "account", "plan", "export", "by"):
                yield from _texts(value)
    elif isinstance(said, list):
        for value in said:
            yield from _texts(value)
