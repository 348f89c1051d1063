"""What has been written to one in one's case: each letter as a page and as a PDF."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response

from ipplan.letter.case.kept import letter_from
from ipplan.letter.case.printing import case_pdf
from ipplan.letter.case.shapes import Paper
from ipplan.letter.case.telling import case_paper
from ipplan.page.case.opened import Own, open_own
from ipplan.page.house import house_of
from ipplan.page.respond import page
from ipplan.page.who import signed_in


@signed_in
async def show(request: Request) -> Response:
    """One letter."""
    own, paper = await _letter(request)
    number = request.path_params["number"]
    return page(request, "case/letter.html", paper=paper, path=f"/cases/{own.file.space_id}", number=number)


@signed_in
async def as_pdf(request: Request) -> Response:
    """The same on paper."""
    own, paper = await _letter(request)
    # Making a PDF takes a tenth of a second of work: not in the loop that everybody shares.
    made = await asyncio.to_thread(case_pdf, house_of(request).settings.web / "templates", paper)
    name = f"brev-{own.file.year}-{own.file.number}-{request.path_params['number']}"
    headers = {"content-disposition": f'attachment; filename="{name}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)


async def _letter(request: Request) -> tuple[Own, Paper]:
    own = await open_own(request)
    event = own.letter(request.path_params["number"])
    return own, case_paper(letter_from(event.said["letter"]), house_of(request).gate.rules)
