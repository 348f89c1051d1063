"""A complaint that is not met goes to the county governor with all papers, and what is said there is kept.

So is that it was withdrawn, where that came on paper (pasient- og brukerrettighetsloven § 7-2).
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.case_news import tell_readers
from ipplan.gate.cases import enter_case, writing_case
from ipplan.language import N_
from ipplan.letter.bundle import bundle_pdf
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import see_other
from ipplan.page.unit.complaints.papers import bundle_of, titles_of
from ipplan.page.unit.complaints.reading import Complained, attached
from ipplan.page.unit.complaints.reconsidering import (
    DRAFT,
    LONGEST,
    MOVED_ON,
    TOO_LONG,
    complained,
    complaint_page,
)
from ipplan.page.who import signed_in, who_of
from ipplan.permit import PAPERS, WORK, Access, Refused
from ipplan.store.case_drafts import drop_draft
from ipplan.store.cases import CaseFile, file_of
from ipplan.store.spaces import Writing
from ipplan.unit.acts import NotNow, check, do
from ipplan.unit.complaints import GOVERNOR, SENT_BACK
from ipplan.unit.deadlines import day_of, forwarding_deadline

FIRST = N_("Skriv først hvorfor avgjørelsen står.")
HOW = N_("Skriv hvem som trakk klagen, og hvordan.")


@signed_in
async def bundle(request: Request) -> Response:
    """All papers as one PDF, as they stand now; that it was fetched is in the log."""
    house, of = house_of(request), await complained(request)
    visit = await enter_case(house.gate, who_of(request).actor, of.file.space_id, road="export")
    await visit.open_all()
    templates = house.settings.web / "templates"
    made = await asyncio.to_thread(bundle_pdf, templates, bundle_of(of, attached(of), house.gate.rules))
    name = f'attachment; filename="klage-{of.file.year}-{of.file.number}.pdf"'
    return Response(made, media_type="application/pdf", headers={"content-disposition": name})


@signed_in
async def forwarding(request: Request) -> Response:
    """It was sent on, with all papers. What was in the bundle is written down."""
    house, of = house_of(request), await complained(request)
    if of.complaint is None or of.complaint.upheld is None:
        return complaint_page(request, of, {}, {"moved": FIRST}, 422)
    said = {"to": of.place.county_governor, "papers": list(titles_of(of, house.gate.rules))}
    return await _mark(request, of, "forwarded", said, {})


@signed_in
async def governor(request: Request) -> Response:
    """What the county governor has said: the case is over, or the unit has to look at it anew."""
    typed, of = await typed_in(request), await complained(request)
    errors = {}
    if typed.get("outcome") not in GOVERNOR:
        errors["outcome"] = N_("Velg hva statsforvalteren kom til.")
    if len(typed.get("words", "")) > LONGEST:
        errors["words"] = TOO_LONG
    if errors:
        return complaint_page(request, of, typed, errors, 422)
    said = {name: typed.get(name, "").strip() for name in ("outcome", "words")}
    return await _mark(request, of, "governor", said, typed)


@signed_in
async def withdrawal(request: Request) -> Response:
    """The person has withdrawn it, by letter or by telephone."""
    typed, of = await typed_in(request), await complained(request)
    said = typed.get("how", "").strip()
    if not said or len(said) > LONGEST:
        return complaint_page(request, of, typed, {"how": TOO_LONG if said else HOW}, 422)
    return await _mark(request, of, "complaint_withdrawn", {"words": said, "on_paper": True}, typed)


async def _mark(
    request: Request, of: Complained, kind: str, said: Mapping[str, Any], typed: Mapping[str, str]
) -> Response:
    house = house_of(request)
    try:
        async with writing_case(house.gate, who_of(request).actor, of.file.space_id) as (held, visit):
            file = await file_of(held.tx, of.file.space_id)
            check(kind, visit.parts)
            if file is None:
                raise Refused("no_file")
            if kind == "complaint_withdrawn":
                marks: Mapping[str, Any] = withdrawn(file, held)
            else:
                marks = FORWARDED if kind == "forwarded" else _told(file, held, said, of)
            permit = await visit.open(PAPERS, Access.WRITE)
            number = await do(held, permit, file, kind, said, **marks)
            await drop_draft(held.tx, await visit.open(WORK, Access.WRITE), DRAFT)
            await tell_readers(held, house.gate.signer, number)
    except NotNow:
        return complaint_page(request, await complained(request), typed, {"moved": MOVED_ON}, 409)
    return see_other(f"{of.path}/complaint")


FORWARDED: Mapping[str, Any] = {"complaint_outcome": "forwarded", "complaint_by": None}


def withdrawn(file: CaseFile, held: Writing) -> dict[str, Any]:
    """The file of a case whose complaint was withdrawn: as it was decided, or over."""
    marks = {"complaint_outcome": "withdrawn", "complaint_by": None}
    return marks if file.decided_at else {**marks, "state": "closed", "closed_at": held.now}


def _told(file: CaseFile, held: Writing, said: Mapping[str, Any], of: Complained) -> dict[str, Any]:
    """After the county governor's answer: anew with a new time limit, where something is left to do."""
    if said["outcome"] not in SENT_BACK or (said["outcome"] == "changed" and file.decided_at is None):
        return {"closed_at": held.now}
    last = forwarding_deadline(day_of(held.now), of.visit.gate.rules).last
    return {"state": "complaint", "complaint_outcome": None, "complaint_by": last, "warned_on": None}
