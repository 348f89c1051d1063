"""A second person reads the decision, and approves it or sends it back: never the one who wrote it."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.case_parts import take_part
from ipplan.gate.staff import may_approve
from ipplan.gate.unit import desk_of
from ipplan.letter.case.kept import letter_from
from ipplan.letter.case.shapes import CaseLetter
from ipplan.letter.case.telling import case_paper
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other
from ipplan.page.unit.casework import words
from ipplan.page.unit.casework.case import about, case_page
from ipplan.page.unit.casework.decision import decide
from ipplan.page.unit.casework.opened import Opened, Work, at_work, open_case
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.accounts import names
from ipplan.store.cases import CaseEvent
from ipplan.unit.acts import NotNow, do
from ipplan.unit.deadlines import day_of


@signed_in
async def show(request: Request) -> Response:
    """The letter as it will be, with what it rests on below it."""
    return await _page(request, "", "")


@signed_in
async def create(request: Request) -> Response:
    """Approve: it is decided, signed by both, and sent."""
    try:
        async with at_work(request) as work:
            proposed = await _proposed(request, work)
            letter = await _signed(request, work, letter_from(proposed.said["letter"]))
            anew = proposed.said["from"] == "complaint" and work.file.decided_at is not None
            await decide(request, work, letter, proposed.said, anew=anew)
            await _leave(request, work)
    except NotNow:
        return await case_page(request, words.MOVED_ON, status=422)
    return see_other("/unit/cases?show=decided")


@signed_in
async def returning(request: Request) -> Response:
    """Send it back, with words of what is to be made better."""
    typed = await typed_in(request)
    said = typed.get("words", "").strip()
    if not said or len(said) > words.LONGEST:
        return await _page(request, typed.get("words", ""), words.TOO_LONG if said else words.EMPTY, 422)
    try:
        async with at_work(request) as work:
            proposed = await _proposed(request, work)
            state = {"complaint": "complaint"}.get(proposed.said["from"], "assessing")
            await do(work.held, work.work, work.file, "returned", {"words": said}, state=state)
            await _leave(request, work)
    except NotNow:
        return await case_page(request, words.MOVED_ON, status=422)
    return see_other("/unit/cases")


async def _proposed(request: Request, work: Work) -> CaseEvent:
    """What is to be approved, by somebody else than who wrote it; raises `NotNow` or `Refused`."""
    event = work.last("proposed")
    if event is None or work.file.state != "approving":
        raise NotNow("approving")
    await _check(request, event)
    return event


async def _check(request: Request, event: CaseEvent) -> None:
    actor = who_of(request).actor
    # The author is part of the event's seal: no row that is edited makes a writer another.
    if event.author_id == actor.account_id:
        raise Refused("own_decision")
    gate = house_of(request).gate
    async with gate.database.engine.connect() as tx:
        if not await may_approve(tx, await desk_of(gate, actor, tx), event.author_id):
            raise Refused("not_approver")


async def _signed(request: Request, work: Work, letter: CaseLetter) -> CaseLetter:
    """As it was proposed, with her name below it too, of the day on which it is decided."""
    me = who_of(request).account_id
    known = await names(work.held.tx, [me])
    return replace(letter, day=day_of(work.held.now), signed_by=(*letter.signed_by, known[me]))


async def _leave(request: Request, work: Work) -> None:
    """She had the case to approve this; who works on it keeps it."""
    me = who_of(request).account_id
    if work.file.assigned_to != me:
        await take_part(work.held, me, "caseworker", me)


async def _page(request: Request, typed: str, wrong: str, status: int = 200) -> Response:
    case = await open_case(request)
    event = case.last("proposed")
    if event is None or case.file.state != "approving":
        return see_other(f"/unit/cases/{case.file.space_id}")
    await _check(request, event)
    return page(
        request,
        "unit/cases/approval.html",
        status,
        **_values(request, case, event),
        typed={"words": typed},
        errors={"words": wrong} if wrong else {},
    )


def _values(request: Request, case: Opened, event: CaseEvent) -> dict[str, Any]:
    letter = replace(letter_from(event.said["letter"]), day=case.today)
    me = case.names.get(case.visit.actor.account_id, "")
    letter = replace(letter, signed_by=(*letter.signed_by, me))
    paper = case_paper(letter, house_of(request).gate.rules)
    return {**about(request, case), "paper": paper, "event": event, "assessed": case.last("assessment")}
