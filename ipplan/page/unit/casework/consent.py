"""The person is asked before anything is assessed: by a letter; she answers herself, or on paper."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from ipplan.language import N_
from ipplan.letter.case.shapes import ConsentAsked
from ipplan.page.respond import see_other, uuid_in
from ipplan.page.unit.casework import words
from ipplan.page.unit.casework.case import case_page
from ipplan.page.unit.casework.forms import DATE, Form, Read
from ipplan.page.unit.casework.opened import Opened, Work, asked_in, at_work
from ipplan.page.unit.casework.writing import send_letter
from ipplan.page.who import signed_in
from ipplan.plan.forms import read_day
from ipplan.store.accounts import names
from ipplan.unit.acts import NotNow, do
from ipplan.unit.deadlines import day_of, weeks_from

ANSWERS = {"yes": "consent_given", "no": "consent_refused"}
CHOOSE = N_("Velg hva personen har svart.")
FUTURE = N_("Datoen kan ikke være fram i tid.")


@signed_in
async def asking(request: Request) -> Response:
    """Send the letter that asks."""
    try:
        async with at_work(request) as work:
            await _ask(request, work)
    except NotNow:
        return await case_page(request, words.MOVED_ON, status=422)
    return see_other(f"/unit/cases/{uuid_in(request, 'case')}")


async def _ask(request: Request, work: Work) -> None:
    file, today = work.file, day_of(work.held.now)
    known = await names(work.held.tx, [file.sender_id] if file.sender_id else [])
    asked = work.last("inquiry")
    written = asked.said.get("sender", {}).get("name", "") if asked else ""
    sender = known.get(file.sender_id, "") if file.sender_id else written
    by = weeks_from(today, work.visit.gate.rules.consent_answer_weeks.value)
    body = ConsentAsked(sender or NOBODY, day_of(file.received_at), asked_in(file), by)
    await send_letter(request, work, "consent_asked", body, {}, due_on=by)


NOBODY = "en annen"
"""Who sent it, where it came on paper: the letter's words fit both forms of the language."""


def _read_answer(read: Read, case: Opened) -> None:
    if read.typed.get("answer", "") not in ANSWERS:
        read.errors["answer"] = CHOOSE
    day = _signed_on(read)
    if day is None:
        read.errors["signed_on"] = DATE
    elif day > case.today:
        read.errors["signed_on"] = FUTURE
    read.text("words")


def _signed_on(read: Read) -> date | None:
    return read_day(read.typed.get("signed_on", "").strip())


async def _answer(request: Request, work: Work, read: Read) -> None:
    """Taken down by the unit: when, and how it came."""
    kind, day = ANSWERS[read.typed["answer"]], _signed_on(read)
    said = {"words": read.text("words"), "on_paper": True, "signed_on": day.isoformat() if day else ""}
    await do(work.held, work.papers, work.file, kind, said)


CONSENT = Form("consent", "unit/cases/consent.html", _read_answer, _answer)
