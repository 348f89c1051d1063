"""The assessment: the law's conditions one by one: yes, no or unsure, and why. Each saving is kept."""

from collections.abc import Mapping
from typing import Any, cast

from starlette.requests import Request

from ipplan.language import N_
from ipplan.page.house import house_of
from ipplan.page.unit.casework import words
from ipplan.page.unit.casework.age import born_of
from ipplan.page.unit.casework.forms import Form, Read
from ipplan.page.unit.casework.opened import NotYet, Opened, Work, asked_in
from ipplan.plan.periods import birthday
from ipplan.store.cases import CaseEvent
from ipplan.unit.acts import do
from ipplan.unit.conditions import Answer, Assessment, Met, asked_for, child_under_age

WHY = N_("Skriv hvorfor.")


def assessment_in(event: CaseEvent | None) -> Assessment:
    """As an event keeps it; without one nothing is answered."""
    if event is None:
        return Assessment(())
    return Assessment(tuple(Answer(**one) for one in event.said["answers"]))


def _conditions(request: Request, case: Opened) -> tuple[str, ...]:
    return asked_for(case.asked, house_of(request).gate.rules)


def _read(read: Read, case: Opened) -> None:
    for name in asked_for(case.asked, case.visit.gate.rules):
        met = read.typed.get(f"met-{name}", "")
        if met not in words.MET:
            read.errors[f"met-{name}"] = N_("Velg ett av valgene.")
        if met in ("yes", "no") and not read.typed.get(f"reason-{name}", "").strip():
            read.errors[f"reason-{name}"] = WHY
        elif len(read.typed.get(f"reason-{name}", "")) > words.LONGEST:
            read.errors[f"reason-{name}"] = words.TOO_LONG


async def _write(request: Request, work: Work, read: Read) -> None:
    if not work.consented:
        raise NotYet(words.NO_CONSENT)
    rules = house_of(request).gate.rules
    answers = [
        {
            "condition": name,
            "met": cast(Met, read.typed[f"met-{name}"]),
            "reason": read.typed.get(f"reason-{name}", "").strip(),
        }
        for name in asked_for(asked_in(work.file), rules)
    ]
    await do(work.held, work.work, work.file, "assessment", {"answers": answers})


async def _values(request: Request, case: Opened) -> dict[str, Any]:
    house, last = house_of(request), case.last("assessment")
    rules, before = house.gate.rules, assessment_in(last)
    async with house.database.engine.connect() as tx:
        born = await born_of(house, tx, case)
    asked, age = case.last("inquiry"), None
    expecting = bool(asked and asked.said.get("person", {}).get("expects"))
    if born is not None:
        of_age = birthday(born, rules.of_age_from.value) <= case.visit.at
        age = rules.of_age_from.value if of_age else 0
    known: Mapping[str, str] = {"under_age": child_under_age(age, expecting, rules)}
    return {
        "conditions": _conditions(request, case),
        "before": before,
        "known": known if last is None else {},
        "earlier": [one for one in case.events if one.kind == "assessment"],
        "assessment_in": assessment_in,
    }


ASSESSMENT = Form("assessment", "unit/cases/assessment.html", _read, _write, _values)
