"""After a granted decision: the person's space on the platform. It rests until she has consented to it."""

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.founding import Founding, found_plan
from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.respond import see_other
from ipplan.page.unit.casework import words
from ipplan.page.unit.casework.age import born_of
from ipplan.page.unit.casework.case import case_page
from ipplan.page.unit.casework.opened import NotYet, Work, at_work
from ipplan.page.who import signed_in, who_of
from ipplan.store.accounts import accounts
from ipplan.store.spaces import PlanExists
from ipplan.unit.acts import NotNow, do

NOBODY = N_("Bekreft hvem saken gjelder først, med fødselsnummer. Ellers kan ingen logge inn i planen.")
HAS_ONE = N_("Personen har en plan eller samordning fra før. Den brukes videre.")


@signed_in
async def create(request: Request) -> Response:
    """A plan where one was granted, else coordination without one; nobody coordinates it before somebody is
    appointed, and nothing is written in it before the person, or who decides for her, has consented."""
    try:
        async with at_work(request) as work:
            await _found(request, work)
    except NotNow as no:
        said = str(no) if isinstance(no, NotYet) else words.MOVED_ON
        return await case_page(request, said, status=422)
    except PlanExists:
        return await case_page(request, HAS_ONE, status=422)
    return see_other(f"/unit/cases/{work.file.space_id}")


async def _found(request: Request, work: Work) -> None:
    house, actor, file = house_of(request), who_of(request).actor, work.file
    granted = {
        part for part in ("coordinator", "child_coordinator", "plan") if getattr(file, part) == "granted"
    }
    if not granted or file.state not in ("decided", "closed"):
        raise NotNow("founded")
    known = await accounts(work.held.tx, [work.person])
    if not known[work.person].has_pid:
        raise NotYet(NOBODY)
    kind = "plan" if "plan" in granted else "coordination"
    born = await born_of(house, work.held.tx, work)
    founding = Founding(file.municipality_id, work.person, None, born_on=born, kind=kind)
    made = await found_plan(house.gate, work.held.tx, actor, None, founding, now=work.held.now)
    await do(work.held, work.work, file, "founded", {"plan": str(made.space_id), "kind": kind})
