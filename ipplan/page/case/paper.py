"""An inquiry that came on paper, or by telephone: the unit writes it in, and whoever does has the case."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.unit import Desk, desk_of
from ipplan.page.case.form import Reader, read_inquiry
from ipplan.page.case.inquiries import rows_of
from ipplan.page.case.sending import Inquiry, send_inquiry
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Refused
from ipplan.store.accounts import pid_of
from ipplan.store.municipalities import municipality_of
from ipplan.unit import inquiry as words
from ipplan.unit.deadlines import day_of

LONGEST_AGO = timedelta(days=365)
"""How long before today one may have come; what is older is an error of the pen."""


@signed_in
async def new(request: Request) -> Response:
    """The form."""
    await _desk(request)
    return _page(request, {"draft": str(uuid4()), "language": ""}, {})


@signed_in
async def create(request: Request) -> Response:
    """Make it a case, from the day it came; a receipt is put in the queue of letters."""
    typed, house, who = await typed_in(request), house_of(request), who_of(request)
    desk = await _desk(request)
    today = day_of(house.clock.now())
    async with house.database.engine.connect() as tx:
        own_pid = await pid_of(tx, house.pids, who.account_id)
        place = await municipality_of(tx, desk.municipality_id)
    if place is None:
        raise Refused("no_municipality")
    known = {"language": place.letter_language} | {name: text for name, text in typed.items() if text}
    said, pid, errors = read_inquiry(known, today, own_name="", own_pid=own_pid, paper=True)
    dates = Reader(typed, today)
    first = today - LONGEST_AGO
    received = words.day_said({"on": dates.day("received_on", needed=True, first=first, last=today)}, "on")
    errors |= dates.errors
    if errors:
        return _page(request, typed, errors, 422)
    ready = Inquiry(_draft_id(typed), place, said, pid, received)
    return see_other(f"/unit/cases/{await send_inquiry(house, who.actor, ready)}")


async def _desk(request: Request) -> Desk:
    return await desk_of(house_of(request).gate, who_of(request).actor)


def _draft_id(typed: Mapping[str, str]) -> UUID:
    """Of the form: pressed twice, it is one case."""
    try:
        return UUID(typed.get("draft", ""))
    except ValueError:
        return uuid4()


def _page(
    request: Request, typed: Mapping[str, str], errors: Mapping[str, str], status: int = 200
) -> Response:
    return page(
        request,
        "case/paper.html",
        status,
        typed=typed,
        errors=errors,
        places=[],
        today=day_of(house_of(request).clock.now()),
        rows=rows_of(typed),
        paper=True,
        words=words,
    )
