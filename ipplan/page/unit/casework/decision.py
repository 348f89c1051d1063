"""The decision: each part by itself, shown as the letter it will be, then sent, or approved first."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.case_news import tell_of_letter
from ipplan.letter.case.kept import as_json
from ipplan.letter.case.shapes import CaseLetter
from ipplan.letter.case.telling import case_paper
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other
from ipplan.page.unit.casework import words
from ipplan.page.unit.casework.case import about
from ipplan.page.unit.casework.deciding import begun, body_of, decided_in, is_anew, translated, wrong_in
from ipplan.page.unit.casework.forms import Typed, draft_of, keep
from ipplan.page.unit.casework.letters import letter_to, pdf_of
from ipplan.page.unit.casework.opened import NotYet, Opened, Work, at_work, open_case
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.case_drafts import drop_draft, kept_draft
from ipplan.store.municipalities import municipality_of
from ipplan.unit.acts import NotNow, do


@signed_in
async def show(request: Request) -> Response:
    """The draft; its reasons begin as the assessment has them."""
    case = await open_case(request)
    typed = begun(case, await draft_of(request, case, "decision"))
    return _form(request, case, typed, {})


@signed_in
async def create(request: Request) -> Response:
    """Keep it, and show the letter; or the same form in the other form of the language."""
    typed, case = await typed_in(request), await open_case(request)
    if typed.pop("do", "") == "language":
        typed = translated(case, typed)
        await keep(request, "decision", typed)
        return _form(request, case, typed, {})
    await keep(request, "decision", typed)
    if errors := wrong_in(case, typed, case.visit.gate.rules):
        return _form(request, case, typed, errors, 422)
    return see_other(f"/unit/cases/{case.file.space_id}/decision/preview")


@signed_in
async def preview(request: Request) -> Response:
    """The letter exactly as it will be."""
    case = await open_case(request)
    typed = await draft_of(request, case, "decision")
    if errors := wrong_in(case, typed, case.visit.gate.rules):
        return _form(request, case, begun(case, typed), errors, 422)
    letter = await _letter(request, case, typed)
    return page(
        request,
        "unit/cases/preview.html",
        **about(request, case),
        paper=case_paper(letter, case.visit.gate.rules),
        second=case.office.second_approver,
        on_paper=typed.get("on_paper") == "yes",
    )


@signed_in
async def download(request: Request) -> Response:
    """The same as a PDF."""
    case = await open_case(request)
    typed = await draft_of(request, case, "decision")
    if wrong_in(case, typed, case.visit.gate.rules):
        raise Refused("no_decision")
    letter = await _letter(request, case, typed)
    return await pdf_of(house_of(request), as_json(letter), f"utkast-{case.file.called}")


@signed_in
async def signature(request: Request) -> Response:
    """Decide; where the municipality wants two people for it, another one is asked to approve first."""
    try:
        async with at_work(request) as work:
            await _settle(request, work)
    except NotNow as no:
        case = await open_case(request)
        said = str(no) if isinstance(no, NotYet) else words.MOVED_ON
        typed = begun(case, await draft_of(request, case, "decision"))
        return _form(request, case, typed, {"": said}, 422)
    return see_other(f"/unit/cases/{work.file.space_id}")


async def _settle(request: Request, work: Work) -> None:
    house, me, tx = house_of(request), who_of(request).account_id, work.held.tx
    typed = dict(await kept_draft(tx, work.work, "decision") or {})
    office = await municipality_of(tx, work.file.municipality_id)
    wrong = wrong_in(work, typed, house.gate.rules)
    if office is None or wrong:
        raise NotYet(next(iter(wrong.values()), words.EMPTY))
    body, language = body_of(work, typed), typed.get("language", "")
    letter = await letter_to(
        house, tx, work.file, work.parts, office, body, signed_by=[me], language=language
    )
    parts = [{"part": one.part, "outcome": one.outcome} for one in decided_in(work.file, typed)]
    said = {"parts": parts, "on_paper": typed.get("on_paper", ""), "from": work.file.state}
    if office.second_approver:
        proposed = {**said, "by": str(me), "letter": as_json(letter)}
        await do(work.held, work.work, work.file, "proposed", proposed)
    else:
        await decide(request, work, letter, said, anew=is_anew(work.file))
    await drop_draft(tx, work.work, "decision")


async def decide(
    request: Request, work: Work, letter: CaseLetter, said: Mapping[str, Any], *, anew: bool
) -> None:
    """It is decided: the file says so, and the person is told that there is a letter."""
    marks: dict[str, Any] = {one["part"]: one["outcome"] for one in said["parts"]}
    if anew:
        first = work.file.first_decided_at or work.file.decided_at
        marks |= {"complaint_outcome": "changed", "complaint_by": None, "first_decided_at": first}
    kept = {"parts": said["parts"], "letter": as_json(letter)}
    now = work.held.now
    number = await do(work.held, work.papers, work.file, "decided", kept, decided_at=now, **marks)
    signer, on_paper = house_of(request).gate.signer, said.get("on_paper") == "yes"
    await tell_of_letter(work.held, signer, work.file, number, on_paper=on_paper)


async def _letter(request: Request, case: Opened, typed: Typed) -> CaseLetter:
    house, me = house_of(request), who_of(request).account_id
    signers: list[UUID] = [me]
    async with house.database.engine.connect() as tx:
        return await letter_to(
            house,
            tx,
            case.file,
            case.parts,
            case.office,
            body_of(case, typed),
            signed_by=signers,
            language=typed.get("language", ""),
        )


def _form(
    request: Request, case: Opened, typed: Typed, errors: Mapping[str, str], status: int = 200
) -> Response:
    known = {**about(request, case), "typed": typed, "errors": errors, "kind": "decision"}
    anew, returned = is_anew(case.file), case.last("returned", "proposed")
    back = returned if returned is not None and returned.kind == "returned" else None
    return page(request, "unit/cases/decision.html", status, **known, anew=anew, returned=back)
