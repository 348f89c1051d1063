"""What the unit writes to the person, or takes down for her: replies, questions, answers, supplements."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.requests import Request

from ipplan.gate.case_news import tell_of_letter
from ipplan.language import N_
from ipplan.letter.case.kept import as_json
from ipplan.letter.case.shapes import Body, Delayed, MoreWanted
from ipplan.page.house import house_of
from ipplan.page.unit.casework.forms import Form, Read
from ipplan.page.unit.casework.letters import letter_to
from ipplan.page.unit.casework.opened import Opened, Work, wanted_language
from ipplan.page.who import who_of
from ipplan.permit import Refused
from ipplan.store.municipalities import municipality_of
from ipplan.unit.acts import do
from ipplan.unit.deadlines import day_of
from ipplan.unit.holidays import next_working_day

SOONER = N_("Skriv en dag etter fristen som gjelder nå.")


async def send_letter(
    request: Request,
    work: Work,
    kind: str,
    body: Body,
    said: Mapping[str, Any],
    *,
    due_on: date | None = None,
    on_paper: bool = False,
    **marks: object,
) -> int:
    """Write a letter down in the case as what it does there, and have it told of; returns its number."""
    house, me = house_of(request), who_of(request).account_id
    office = await municipality_of(work.held.tx, work.file.municipality_id)
    if office is None:
        raise Refused("no_office")
    letter = await letter_to(
        house,
        work.held.tx,
        work.file,
        work.parts,
        office,
        body,
        signed_by=[me],
        language=wanted_language(work.events),
    )
    kept = {**said, "letter": as_json(letter)}
    number = await do(work.held, work.papers, work.file, kind, kept, due_on=due_on, **marks)
    await tell_of_letter(work.held, house.gate.signer, work.file, number, on_paper=on_paper)
    return number


def _read_interim(read: Read, case: Opened) -> None:
    read.text("reason")
    day = read.day("day", case.today)
    if "day" not in read.errors and day <= case.file.due_on:
        read.errors["day"] = SOONER


async def _interim(request: Request, work: Work, read: Read) -> None:
    """The deadline is put off to the day, or the working day after it; the old one stays in the letter."""
    last = next_working_day(read.day("day", day_of(work.held.now)))
    reason = read.text("reason")
    body = Delayed(reason, work.file.due_on, last)
    said = {"words": reason, "was": work.file.due_on.isoformat()}
    await send_letter(request, work, "interim", body, said, due_on=last, **_put_off(work, last))


def _put_off(work: Work, last: date) -> dict[str, Any]:
    """The file with a later time limit: the complaint's while there is one."""
    return {"complaint_by" if work.file.complaint_by else "deadline_on": last, "warned_on": None}


def _read_question(read: Read, case: Opened) -> None:
    read.text("words")
    read.day("day", case.today)
    read.text("reason", needed=False)
    later = read.day("answer_by", case.today, needed=False)
    if read.typed.get("answer_by", "").strip() and later <= case.file.due_on:
        read.errors.setdefault("answer_by", SOONER)


async def _question(request: Request, work: Work, read: Read) -> None:
    today = day_of(work.held.now)
    wanted = tuple(line.strip() for line in read.text("words").splitlines() if line.strip())
    by, later = read.day("day", today), None
    if read.typed.get("answer_by", "").strip():
        later = next_working_day(read.day("answer_by", today))
    body = MoreWanted(wanted, by, read.text("reason", needed=False), later)
    marks: dict[str, Any] = _put_off(work, later) if later else {}
    said = {"words": "\n".join(wanted), "was": work.file.due_on.isoformat() if later else ""}
    await send_letter(request, work, "question", body, said, due_on=by, **marks)


def _read_words(read: Read, case: Opened) -> None:
    read.text("words")


async def _answer(request: Request, work: Work, read: Read) -> None:
    said = {"words": read.text("words"), "on_paper": True}
    await do(work.held, work.papers, work.file, "answer", said)


async def _supplement(request: Request, work: Work, read: Read) -> None:
    said = {"words": read.text("words"), "on_paper": True}
    await do(work.held, work.inquiry, work.file, "supplement", said)


INTERIM = Form("interim", "unit/cases/interim.html", _read_interim, _interim)
QUESTION = Form("question", "unit/cases/question.html", _read_question, _question)
ANSWER = Form("answer", "unit/cases/words.html", _read_words, _answer)
SUPPLEMENT = Form("supplement", "unit/cases/words.html", _read_words, _supplement)
