"""Letters of a case: put together from what is known of it, kept in its events, shown and printed."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.unit_claims import CaseClaims
from ipplan.letter.case.kept import letter_from
from ipplan.letter.case.office import unit_of, written
from ipplan.letter.case.printing import case_pdf
from ipplan.letter.case.shapes import Body, CaseLetter
from ipplan.letter.case.telling import case_paper
from ipplan.page.house import House, house_of
from ipplan.page.respond import page
from ipplan.page.unit.casework.age import stage_at
from ipplan.page.unit.casework.case import about
from ipplan.page.unit.casework.opened import open_case, person_in
from ipplan.page.who import signed_in
from ipplan.permit import Refused
from ipplan.plan.identity import born_on
from ipplan.store.accounts import accounts, pid_of
from ipplan.store.cases import CaseEvent, CaseFile
from ipplan.store.database import Tx
from ipplan.store.municipalities import Municipality
from ipplan.unit.deadlines import day_of


async def letter_to(
    house: House,
    tx: Tx,
    file: CaseFile,
    parts: Sequence[CaseClaims],
    office: Municipality,
    body: Body,
    *,
    signed_by: Sequence[UUID],
    language: str = "",
) -> CaseLetter:
    """A letter to whom the case is about, or who acts for her in it, as of today: for a child who has
    somebody who does, to them."""
    acting, person = [one.sub for one in parts if one.role == "representative"], person_in(file, parts)
    pid, now, rules = await pid_of(tx, house.pids, person), house.clock.now(), house.gate.rules
    child = bool(pid) and stage_at(born_on(str(pid)), now, rules) == "child"
    herself = not acting or (not child and any(one.role == "party" for one in parts))
    to = [person] if herself else acting
    known = await accounts(tx, [*to, *signed_by])
    names = [known[one].name for one in to]
    form = written(language or office.letter_language)
    return CaseLetter(
        language=form,
        unit=unit_of(office, form),
        case_number=file.called,
        day=day_of(now),
        recipient=" og ".join(names),
        body=body,
        about="" if herself else file.owner_name,
        signed_by=tuple(known[one].name for one in signed_by),
    )


@signed_in
async def show(request: Request) -> Response:
    """One letter as it is, or was."""
    case = await open_case(request)
    event = letter_in(case.events, request.path_params["number"])
    paper = case_paper(letter_from(event.said["letter"]), house_of(request).gate.rules)
    return page(request, "unit/cases/letter.html", **about(request, case), event=event, paper=paper)


@signed_in
async def download(request: Request) -> Response:
    """The same as a PDF."""
    case = await open_case(request)
    event = letter_in(case.events, request.path_params["number"])
    return await pdf_of(house_of(request), event.said["letter"], f"brev-{case.file.called}-{event.number}")


def letter_in(events: Sequence[CaseEvent], number: str) -> CaseEvent:
    """The event of that number, if it is a letter; raises `Refused`."""
    found = next((one for one in events if str(one.number) == number and "letter" in one.said), None)
    if found is None:
        raise Refused("no_letter")
    return found


async def pdf_of(house: House, kept: Mapping[str, Any], name: str) -> Response:
    """A letter's PDF as an answer; ``name``: the file's."""
    paper = case_paper(letter_from(kept), house.gate.rules)
    # Making a PDF takes a tenth of a second of work: not in the loop that everybody shares.
    made = await asyncio.to_thread(case_pdf, house.settings.web / "templates", paper)
    attached = f'attachment; filename="{name.replace("/", "-")}.pdf"'
    return Response(made, media_type="application/pdf", headers={"content-disposition": attached})
