"""What a decision's reasons may begin as: written from the assessment, for the caseworker to make her own."""

from collections.abc import Mapping
from typing import Literal

from ipplan.rules import PartName, Rules
from ipplan.unit.conditions import Assessment, Outcome

BEGINS: Mapping[str, Mapping[Outcome, str]] = {
    "nb": {
        "granted": "Vi har kommet til at vilkårene er oppfylt.",
        "refused": "Vi har kommet til at ikke alle vilkårene er oppfylt.",
    },
    "nn": {
        "granted": "Vi har kome til at vilkåra er oppfylte.",
        "refused": "Vi har kome til at ikkje alle vilkåra er oppfylte.",
    },
}


def suggested(
    assessment: Assessment, part: PartName, outcome: Outcome, language: Literal["nb", "nn"], rules: Rules
) -> str:
    """A part's reasons: what was found of each condition that speaks for it, in a line of its own."""
    wanted = "yes" if outcome == "granted" else "no"
    found = [
        f"{getattr(rules.condition[name], f'name_{language}')}: {assessment.reason(name).strip()}"
        for name in rules.part[part].conditions
        if assessment.met(name) == wanted and assessment.reason(name).strip()
    ]
    return "\n".join((BEGINS[language][outcome], *found))
