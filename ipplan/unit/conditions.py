"""The law's conditions, answered one by one with reasons, and what may be decided on the answers.

Which conditions there are, and which of them each part of a case asks for, is data: ``Rules.condition`` and
``Rules.part``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from ipplan.language import N_
from ipplan.rules import PartName, Rules

Met = Literal["yes", "no", "unsure"]
Outcome = Literal["granted", "refused"]
PARTS: tuple[PartName, ...] = get_args(PartName)
"""What may be asked for, each decided by itself."""
LONGEST_REASON = 4_000
FAULTS = {
    "reason": N_("Skriv en begrunnelse. Den som får avgjørelsen, skal kunne forstå hvorfor."),
    "too_long": N_("Begrunnelsen er for lang. Hold den under 4 000 tegn."),
    "unmet": N_(
        "Et avslag må bygge på minst ett vilkår som ikke er oppfylt. Svar nei på det i vurderingen først."
    ),
    "open": N_("Noen av vilkårene er ikke vurdert ferdig. Svar ja eller nei på dem før du innvilger."),
    "needed": N_("Denne delen kan ikke innvilges: et vilkår som alltid må være oppfylt, er ikke det."),
    "nothing": N_("Avgjør minst én av delene."),
}
"""What is wrong with a decision, for who writes it."""


@dataclass(frozen=True)
class Answer:
    """What the caseworker found on one condition."""

    condition: str
    met: Met
    reason: str = ""


@dataclass(frozen=True)
class Assessment:
    """All the answers."""

    answers: tuple[Answer, ...]

    def met(self, condition: str) -> Met:
        """What was answered; a condition that nobody has answered is unsure."""
        return next((one.met for one in self.answers if one.condition == condition), "unsure")

    def reason(self, condition: str) -> str:
        return next((one.reason for one in self.answers if one.condition == condition), "")


@dataclass(frozen=True)
class DecidedPart:
    """One part of a decision. The reason is written for the person who gets it."""

    part: PartName
    outcome: Outcome
    reason: str


def follows(assessment: Assessment, part: PartName, rules: Rules) -> Literal["granted", "refused", "open"]:
    """What the answers say of a part: a suggestion. A person decides."""
    asked = [assessment.met(condition) for condition in rules.part[part].conditions]
    if "no" in asked:
        return "refused"
    return "open" if "unsure" in asked else "granted"


def unmet(assessment: Assessment, part: PartName, rules: Rules) -> tuple[str, ...]:
    """Conditions of a part that were answered with no, in the rules' order."""
    return tuple(one for one in rules.part[part].conditions if assessment.met(one) == "no")


def child_under_age(age: int | None, expecting: bool, rules: Rules) -> Met:
    """What is known of the condition ``under_age``: a matter of fact, where a birth date is known."""
    if expecting:
        return "yes"
    if age is None:
        return "unsure"
    return "yes" if age < rules.of_age_from.value else "no"


def asked_for(parts: Sequence[PartName], rules: Rules) -> tuple[str, ...]:
    """The conditions to assess when these parts are wished for, each once, in the rules' order."""
    needed = {condition for part in parts for condition in rules.part[part].conditions}
    return tuple(name for name in rules.condition if name in needed)


def faults(decided: Sequence[DecidedPart], assessment: Assessment, rules: Rules) -> Mapping[str, str]:
    """By part what is wrong with it, as a key of ``FAULTS``; ``""`` is the whole. Empty: it may stand.

    What the answers speak against may still be granted, since a municipality may give more than the law
    demands; but for what is ``needed``.
    """
    if not decided:
        return {"": "nothing"}
    return {one.part: fault for one in decided for fault in _faults(one, assessment, rules)}


def _faults(one: DecidedPart, assessment: Assessment, rules: Rules) -> Iterator[str]:
    """The gravest last."""
    if len(one.reason) > LONGEST_REASON:
        yield "too_long"
    if not one.reason.strip():
        yield "reason"
    if one.outcome == "refused" and not unmet(assessment, one.part, rules):
        yield "unmet"
    if one.outcome == "granted" and follows(assessment, one.part, rules) == "open":
        yield "open"
    needed = (name for name in rules.part[one.part].conditions if rules.condition[name].needed)
    if one.outcome == "granted" and any(assessment.met(name) == "no" for name in needed):
        yield "needed"
