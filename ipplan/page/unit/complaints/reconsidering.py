"""The unit reconsiders what is complained about: it puts it right, or says why it stands.

Who decides anew writes a new decision (casework/). Here is written why it stands; or, where there is no
decision, what is done now (forvaltningsloven § 33).
"""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.case_news import tell_of_letter
from ipplan.gate.cases import writing_case
from ipplan.language import N_
from ipplan.letter.case.kept import as_json, letter_from
from ipplan.letter.case.shapes import Body, CaseLetter, Remedied, Upheld
from ipplan.letter.case.telling import case_paper
from ipplan.page.case.receiving import letter_in_case
from ipplan.page.house import house_of
from ipplan.page.plan.item import typed_in
from ipplan.page.respond import page, see_other
from ipplan.page.unit.casework.steps import OVERRULED
from ipplan.page.unit.complaints.papers import titles_of
from ipplan.page.unit.complaints.reading import Complained, attached, read_case
from ipplan.page.who import signed_in, who_of
from ipplan.permit import PAPERS, WORK, Access, Refused
from ipplan.rules import Rules
from ipplan.store.case_drafts import drop_draft, kept_draft
from ipplan.store.cases import file_of
from ipplan.unit.acts import NotNow, check, do
from ipplan.unit.complaints import GOVERNOR, GRIEVANCES
from ipplan.unit.deadlines import day_of

LONGEST = 10_000
NO_GOVERNOR = N_(
    "Kommunen har ikke satt hvem klager sendes til. Enhetslederen setter det under innstillinger."
)
MOVED_ON = N_("Saken har gått videre mens du skrev. Se hva som er gjort.")
TOO_LONG = N_("Teksten er for lang. Gjør den kortere.")
CHOOSE = N_("Velg hva dere har kommet til.")
WHY = N_("Skriv hvorfor avgjørelsen står. Den som klager, og statsforvalteren leser det.")
WHAT_NOW = N_("Skriv hva dere gjør nå. Den som klager, leser det.")
TAKEN_UP = N_("Skriv hva enheten mener om at klagen kom for sent. Den sendes videre uansett.")
DRAFT = "complaint"
"""What is being written on the complaint's page, as it is kept meanwhile."""


@signed_in
async def show(request: Request) -> Response:
    """The complaint, what was attached, its deadlines, the next step, and what one has begun to write."""
    of = await complained(request)
    permit = await of.visit.open(WORK)
    async with house_of(request).database.engine.connect() as tx:
        typed = dict(await kept_draft(tx, permit, DRAFT) or {})
    return complaint_page(request, of, typed, {})


@signed_in
async def answer(request: Request) -> Response:
    """What the unit came to, in a letter. A first press shows the letter; the second sends it."""
    typed, of = await typed_in(request), await complained(request)
    house, me, kind = house_of(request), who_of(request).account_id, answer_in(of, typed)
    errors = _wrong(of, typed, kind)
    if errors:
        return complaint_page(request, of, typed, errors, 422)
    body = _body(of, typed, kind, house.gate.rules)
    if typed.get("sure") != "yes":
        async with house.database.engine.connect() as tx:
            letter = await letter_in_case(house, tx, of.file, body, of.events, [me])
        return complaint_page(request, of, typed, {}, letter=letter)
    said: dict[str, Any] = {"reason": typed["reason"].strip()}
    if of.complaint and of.complaint.late_after:
        said["taken_up"] = typed.get("taken_up", "").strip()
    try:
        async with writing_case(house.gate, who_of(request).actor, of.file.space_id) as (held, visit):
            file = await file_of(held.tx, of.file.space_id)
            check(kind, visit.parts)
            if file is None:
                raise Refused("no_file")
            if file.complaint_outcome is not None:
                raise NotNow(kind)
            letter = await letter_in_case(house, held.tx, file, body, of.events, [me])
            permit = await visit.open(PAPERS, Access.WRITE)
            marks: dict[str, Any] = {"complaint_outcome": "upheld"}
            if kind == "remedied":
                marks = {"complaint_outcome": "changed", "complaint_by": None, "closed_at": held.now}
            number = await do(held, permit, file, kind, {**said, "letter": as_json(letter)}, **marks)
            await drop_draft(held.tx, await visit.open(WORK, Access.WRITE), DRAFT)
            await tell_of_letter(held, house.gate.signer, file, number)
    except NotNow:
        return complaint_page(request, await complained(request), typed, {"moved": MOVED_ON}, 409)
    return see_other(f"{of.path}/complaint")


async def complained(request: Request) -> Complained:
    """Raises `Refused`, also where nobody has complained."""
    of = await read_case(request)
    if of.complaint is None:
        raise Refused("no_complaint")
    return of


def answer_in(of: Complained, typed: Mapping[str, str]) -> str:
    """Which answer the form gives: a decision stands; what was never decided may be put right."""
    if of.file.decided_at is not None:
        return "upheld"
    said = typed.get("answer", "")
    return said if said in ("upheld", "remedied") else ""


def _wrong(of: Complained, typed: Mapping[str, str], kind: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if of.complaint and of.complaint.is_overruled:
        return {"moved": OVERRULED}
    if not kind:
        errors["answer"] = CHOOSE
    if kind == "upheld" and not of.place.county_governor:
        errors["forward"] = NO_GOVERNOR
    if not typed.get("reason", "").strip():
        errors["reason"] = WHAT_NOW if kind == "remedied" else WHY
    if (
        kind == "upheld"
        and of.complaint
        and of.complaint.late_after
        and not typed.get("taken_up", "").strip()
    ):
        errors["taken_up"] = TAKEN_UP
    return errors | {name: TOO_LONG for name in ("reason", "taken_up") if len(typed.get(name, "")) > LONGEST}


def _body(of: Complained, typed: Mapping[str, str], kind: str, rules: Rules) -> Body:
    assert of.complaint is not None
    came, reason = of.complaint.received_on, typed["reason"].strip()
    if kind == "remedied":
        return Remedied(came, reason)
    return Upheld(
        complained_on=came,
        reason="\n".join(filter(None, (reason, typed.get("taken_up", "").strip()))),
        governor=of.place.county_governor,
        documents=titles_of(of, rules),
        decided_on=day_of(of.file.decided_at) if of.file.decided_at else None,
    )


def complaint_page(
    request: Request,
    of: Complained,
    typed: Mapping[str, str],
    errors: Mapping[str, str],
    status: int = 200,
    *,
    letter: CaseLetter | None = None,
) -> Response:
    """That page; ``letter``: the one that is being written, as it will be."""
    rules, answered = house_of(request).gate.rules, of.complaint.answered if of.complaint else None
    kept = answered.said.get("letter") if answered else None
    shown = letter or (letter_from(kept) if kept else None)
    return page(
        request,
        "complaints/show.html",
        status,
        of=of,
        path=of.path,
        file=of.file,
        today=of.today,
        one=of.complaint,
        grievances=GRIEVANCES,
        outcomes=GOVERNOR,
        attached=attached(of),
        paper=case_paper(shown, rules) if shown else None,
        preview=letter is not None,
        typed=typed,
        errors=errors,
    )
