"""The unit reconsiders what is complained about: it does something else, or upholds it and sends it on.

Who decides anew writes a new decision (casework/). Here is written why it stands, and what the county
governor has said of it in the end (forvaltningsloven § 33; pasient- og brukerrettighetsloven § 7-2).
"""

import asyncio
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.case_news import tell_of_letter
from ipplan.gate.cases import enter_case, writing_case
from ipplan.language import N_
from ipplan.letter.bundle import bundle_pdf
from ipplan.letter.case.kept import as_json, letter_from
from ipplan.letter.case.shapes import CaseLetter, Upheld
from ipplan.letter.case.telling import case_paper
from ipplan.page.case.receiving import letter_to_owner
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other
from ipplan.page.unit.complaints.papers import bundle_of, titles_of
from ipplan.page.unit.complaints.reading import Complained, attached, read_case
from ipplan.page.who import signed_in, who_of
from ipplan.permit import PAPERS, Access, Refused
from ipplan.rules import Rules
from ipplan.store.cases import file_of
from ipplan.store.database import Tx
from ipplan.unit.acts import NotNow, check, do
from ipplan.unit.complaints import GRIEVANCES, Complaint
from ipplan.unit.deadlines import day_of

LONGEST = 10_000
OUTCOMES = {
    "upheld": N_("Statsforvalteren er enig med kommunen"),
    "changed": N_("Statsforvalteren har endret avgjørelsen"),
    "returned": N_("Statsforvalteren har sendt saken tilbake til ny behandling"),
}
NO_GOVERNOR = N_(
    "Kommunen har ikke satt hvem klager sendes til. Enhetslederen setter det under innstillinger."
)
MOVED_ON = N_("Saken har gått videre mens du skrev. Se hva som er gjort.")


@signed_in
async def show(request: Request) -> Response:
    """The complaint, what was attached, its deadlines, and the next step."""
    return _page(request, await _complained(request), {}, {})


@signed_in
async def upholding(request: Request) -> Response:
    """It stands: why, in a letter to the person. A first press shows the letter; the second sends it."""
    typed, of = await typed_in(request), await _complained(request)
    errors = _wrong(of, typed)
    if errors:
        return _page(request, of, typed, errors, 422)
    house = house_of(request)
    if typed.get("sure") != "yes":
        async with house.database.engine.connect() as tx:
            letter = await _letter(tx, of, typed, house.gate.rules)
        return _page(request, of, typed, {}, letter=letter)
    try:
        async with writing_case(house.gate, who_of(request).actor, of.file.space_id) as (held, visit):
            file = await file_of(held.tx, of.file.space_id)
            check("upheld", visit.parts)
            if file is None or of.complaint is None:
                raise Refused("no_file")
            letter = await _letter(held.tx, of, typed, house.gate.rules)
            said = {"reason": typed["reason"].strip(), "letter": as_json(letter)}
            if of.complaint.late_after:
                said["taken_up"] = typed.get("taken_up", "").strip()
            permit = await visit.open(PAPERS, Access.WRITE)
            number = await do(held, permit, file, "upheld", said, complaint_outcome="upheld")
            await tell_of_letter(held, house.gate.signer, file, number)
    except NotNow:
        return _page(request, await _complained(request), typed, {"reason": MOVED_ON}, 409)
    return see_other(f"{of.path}/complaint")


@signed_in
async def bundle(request: Request) -> Response:
    """All papers as one PDF, as they stand now; that it was fetched is in the log."""
    house, of = house_of(request), await _complained(request)
    visit = await enter_case(house.gate, who_of(request).actor, of.file.space_id, road="export")
    await visit.open_all()
    templates = house.settings.web / "templates"
    made = await asyncio.to_thread(bundle_pdf, templates, bundle_of(of, attached(of), house.gate.rules))
    name = f'attachment; filename="klage-{of.file.year}-{of.file.number}.pdf"'
    return Response(made, media_type="application/pdf", headers={"content-disposition": name})


@signed_in
async def forwarding(request: Request) -> Response:
    """It was sent on, with all papers. What was in the bundle is written down."""
    return await _mark(request, "forwarded", {"complaint_outcome": "forwarded"})


@signed_in
async def governor(request: Request) -> Response:
    """What the county governor has said: the case is over, or is taken up again by a new decision."""
    typed, of = await typed_in(request), await _complained(request)
    if typed.get("outcome") not in OUTCOMES:
        return _page(request, of, typed, {"outcome": N_("Velg hva statsforvalteren kom til.")}, 422)
    if len(typed.get("words", "")) > LONGEST:
        return _page(request, of, typed, {"words": N_("Teksten er for lang. Gjør den kortere.")}, 422)
    marks = {"state": "complaint"} if typed["outcome"] == "returned" else {}
    return await _mark(request, "governor", marks, typed)


async def _mark(
    request: Request, kind: str, marks: Mapping[str, Any], typed: Mapping[str, str] | None = None
) -> Response:
    house, of = house_of(request), await _complained(request)
    said: dict[str, object] = {name: (typed or {}).get(name, "").strip() for name in ("outcome", "words")}
    if kind == "forwarded":
        if of.complaint is None or of.complaint.upheld is None:
            return _page(request, of, {}, {"forward": N_("Skriv først hvorfor avgjørelsen står.")}, 422)
        said = {"to": of.place.county_governor, "papers": list(titles_of(of, house.gate.rules))}
    try:
        async with writing_case(house.gate, who_of(request).actor, of.file.space_id) as (held, visit):
            file = await file_of(held.tx, of.file.space_id)
            check(kind, visit.parts)
            if file is None:
                raise Refused("no_file")
            number = await do(held, await visit.open(PAPERS, Access.WRITE), file, kind, said, **marks)
            await tell_of_letter(held, house.gate.signer, file, number)
    except NotNow:
        return _page(request, await _complained(request), {}, {"forward": MOVED_ON}, 409)
    return see_other(f"{of.path}/complaint")


async def _complained(request: Request) -> Complained:
    of = await read_case(request)
    if of.complaint is None:
        raise Refused("no_complaint")
    return of


def _wrong(of: Complained, typed: Mapping[str, str]) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not of.place.county_governor:
        errors["forward"] = NO_GOVERNOR
    for name in ("reason", "taken_up"):
        if len(typed.get(name, "")) > LONGEST:
            errors[name] = N_("Teksten er for lang. Gjør den kortere.")
    if not typed.get("reason", "").strip():
        errors["reason"] = N_(
            "Skriv hvorfor avgjørelsen står. Den som klager, og statsforvalteren leser det."
        )
    if of.complaint and of.complaint.late_after and not typed.get("taken_up", "").strip():
        errors["taken_up"] = N_(
            "Skriv hva enheten mener om at klagen kom for sent. Den sendes videre uansett."
        )
    return errors


async def _letter(tx: Tx, of: Complained, typed: Mapping[str, str], rules: Rules) -> CaseLetter:
    complaint: Complaint | None = of.complaint
    assert complaint is not None
    reason = "\n".join(filter(None, (typed["reason"].strip(), typed.get("taken_up", "").strip())))
    body = Upheld(
        complained_on=complaint.received_on,
        reason=reason,
        governor=of.place.county_governor,
        documents=titles_of(of, rules),
        decided_on=day_of(of.file.decided_at) if of.file.decided_at else None,
    )
    return await letter_to_owner(tx, of.file, body, of.visit.at)


def _page(
    request: Request,
    of: Complained,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
    *,
    letter: CaseLetter | None = None,
) -> Response:
    rules = house_of(request).gate.rules
    upheld = of.complaint.upheld if of.complaint else None
    shown = letter or (letter_from(upheld.said["letter"]) if upheld else None)
    return page(
        request,
        "complaints/show.html",
        status,
        of=of,
        one=of.complaint,
        grievances=GRIEVANCES,
        outcomes=OUTCOMES,
        attached=attached(of),
        paper=case_paper(shown, rules) if shown else None,
        preview=letter is not None,
        typed=typed,
        errors=errors,
    )
