"""The form of a decision: how it begins, how it is read, and the letter it becomes."""

from typing import cast

from ipplan.language import N_
from ipplan.letter.case.office import written
from ipplan.letter.case.shapes import Body, Changed, Decided, Written
from ipplan.page.unit.casework import words
from ipplan.page.unit.casework.assessment import assessment_in
from ipplan.page.unit.casework.forms import Typed
from ipplan.page.unit.casework.opened import Opened, Work, asked_in
from ipplan.rules import Rules
from ipplan.store.cases import CaseFile
from ipplan.unit.complaints import Complaint
from ipplan.unit.conditions import FAULTS, Answer, Assessment, DecidedPart, Outcome, faults, follows
from ipplan.unit.deadlines import day_of
from ipplan.unit.drafting import suggested

CHOOSE = N_("Velg om dette innvilges eller avslås.")
NOT_ASSESSED = N_("Saken er ikke vurdert ennå. Vurder den først.")


def begun(case: Opened, typed: Typed) -> dict[str, str]:
    """The draft, or how one begins: what follows from the assessment, and why, in the case's language."""
    language = written(typed.get("language") or case.language)
    return {"language": language} | _begun(case, language) | dict(typed)


def _begun(case: Opened, language: Written) -> dict[str, str]:
    rules, found = case.visit.gate.rules, assessment_in(case.last("assessment"))
    values: dict[str, str] = {}
    for part in case.asked:
        outcome = follows(found, part, rules)
        if outcome != "open":
            values[f"outcome-{part}"] = outcome
            values[f"reason-{part}"] = suggested(found, part, outcome, language, rules)
    return values


def translated(case: Opened, typed: Typed) -> dict[str, str]:
    """The same in the form of the language that was chosen: reasons that nobody has written on begin anew."""
    rules, found = case.visit.gate.rules, assessment_in(case.last("assessment"))
    before, after = written(typed.get("was", "")), written(typed.get("language", ""))
    values = dict(typed)
    for part in case.asked:
        outcome = typed.get(f"outcome-{part}", "")
        if outcome not in words.OUTCOMES:
            continue
        old = suggested(found, part, cast(Outcome, outcome), before, rules)
        if _lines(typed.get(f"reason-{part}", "")) in (_lines(old), []):
            values[f"reason-{part}"] = suggested(found, part, cast(Outcome, outcome), after, rules)
    return values


def _lines(text: str) -> list[str]:
    """Browsers send lines with ends of their own."""
    return text.split("\n") if "\r" not in text else text.replace("\r", "").split("\n")


def wrong_in(case: Opened | Work, typed: Typed, rules: Rules) -> dict[str, str]:
    """What is wrong with a decision, by field; empty: it may be made."""
    if not case.consented:
        return {"": words.NO_CONSENT}
    if case.last("assessment") is None:
        return {"": NOT_ASSESSED}
    asked = asked_in(case.file)
    errors = {
        f"outcome-{part}": CHOOSE for part in asked if typed.get(f"outcome-{part}", "") not in words.OUTCOMES
    }
    if is_anew(case.file) and not typed.get("changed", "").strip():
        errors["changed"] = FAULTS["reason"]
    if errors:
        return errors
    found = faults(decided_in(case.file, typed), assessment_in(case.last("assessment")), rules)
    return {f"reason-{part}" if part else "": FAULTS[fault] for part, fault in found.items()}


def decided_in(file: CaseFile, typed: Typed) -> tuple[DecidedPart, ...]:
    """What the form decides of the parts that were asked for; it is whole."""
    return tuple(
        DecidedPart(part, cast(Outcome, typed[f"outcome-{part}"]), _reason(typed, part))
        for part in asked_in(file)
    )


def _reason(typed: Typed, part: str) -> str:
    return typed.get(f"reason-{part}", "").replace("\r", "").strip()


def body_of(case: Opened | Work, typed: Typed) -> Body:
    """The decision; after a complaint what stands in place of the one before."""
    file, complaint = case.file, case.last("complaint")
    parts, found = decided_in(file, typed), assessment_in(case.last("assessment"))
    # What the caseworker noted on the conditions is the unit's own: it is in no letter, nor kept beside one.
    bare = Assessment(tuple(Answer(one.condition, one.met) for one in found.answers))
    if is_anew(file) and file.decided_at and complaint:
        reason = typed.get("changed", "").strip()
        return Changed(Complaint(complaint).received_on, day_of(file.decided_at), reason, parts, bare)
    return Decided(day_of(file.received_at), parts, bare)


def is_anew(file: CaseFile) -> bool:
    """Whether it is decided once more, after a complaint."""
    return file.state == "complaint" and file.decided_at is not None
