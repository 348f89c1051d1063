"""The page of one case: whom it is about, what has happened, the next step; and the unit's own notes."""

from datetime import date
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.letter.inquiry import inquiry_parts
from ipplan.letter.told import Part
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import language_of, page, see_other, uuid_in
from ipplan.page.unit.casework import words
from ipplan.page.unit.casework.age import stage_of
from ipplan.page.unit.casework.following import own_plan
from ipplan.page.unit.casework.opened import Opened, at_work, open_case
from ipplan.page.unit.casework.steps import next_step
from ipplan.page.who import signed_in
from ipplan.unit.acts import ACTS, COUNTED, OPEN, NotNow, do
from ipplan.unit.complaints import GOVERNOR, complaint_of
from ipplan.unit.deadlines import days_used


@signed_in
async def show(request: Request) -> Response:
    """All that stands in it."""
    return await case_page(request)


@signed_in
async def note(request: Request) -> Response:
    """Write down something that only the unit reads."""
    typed = await typed_in(request)
    said = typed.get("words", "").strip()
    if not said or len(said) > words.LONGEST:
        wrong = words.TOO_LONG if said else words.EMPTY
        return await case_page(request, typed=typed, errors={"words": wrong}, status=422)
    try:
        async with at_work(request) as work:
            await do(work.held, work.work, work.file, "note", {"words": said})
    except NotNow:
        return await case_page(request, words.MOVED_ON, typed, status=422)
    return see_other(f"/unit/cases/{uuid_in(request, 'case')}")


async def case_page(
    request: Request,
    said: str = "",
    typed: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    """That page; ``said``: why something could not be done."""
    case = await open_case(request)
    house, decided = house_of(request), case.file.state == "decided"
    async with house.database.engine.connect() as tx:
        stage = await stage_of(house, tx, case)
    return page(
        request,
        "unit/cases/show.html",
        status,
        **about(request, case),
        said=said,
        typed=typed or {},
        errors=errors or {},
        step=next_step(case, stage, await own_plan(case) if decided else None),
        acts=open_acts(case),
        inquiry=asked_words(request, case),
    )


def about(request: Request, case: Opened) -> dict[str, Any]:
    """What every page of a case shows of it."""
    until = case.file.first_decided_at or case.file.decided_at or case.visit.at
    return {
        "case": case,
        "file": case.file,
        "path": f"/unit/cases/{case.file.space_id}",
        "words": words,
        "governor": GOVERNOR,
        "deadline": case.deadline,
        "runs": case.file.state in COUNTED,
        "undecided": case.file.state in OPEN and case.file.complaint_by is None,
        "complaint": complaint_of(case.events),
        "days_used": days_used(case.file.received_at, until),
        "rules": house_of(request).gate.rules,
        "as_id": UUID,
        "as_day": date.fromisoformat,
    }


def asked_words(request: Request, case: Opened) -> list[Part]:
    """The inquiry, told."""
    event = case.last("inquiry")
    return inquiry_parts(event.said, language_of(request)) if event else []


def open_acts(case: Opened) -> frozenset[str]:
    """What a caseworker may do in the case as it stands."""
    return frozenset(
        kind for kind, act in ACTS.items() if "caseworker" in act.by and case.file.state in act.when
    )
