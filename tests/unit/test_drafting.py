"""A decision's reasons begin as the assessment has them, in both forms of the language."""

import pytest

from ipplan.rules import standard
from ipplan.unit.conditions import Answer, Assessment
from ipplan.unit.drafting import suggested

FOUND = Assessment(
    (
        Answer("long_term", "yes", "Flere år framover."),
        Answer("coordinated", "no", " Bare én tjeneste. "),
        Answer("serious", "yes", "Ikke for denne delen."),
    )
)


@pytest.mark.parametrize(
    ("outcome", "language", "said"),
    [
        (
            "granted",
            "nb",
            "Vi har kommet til at vilkårene er oppfylt.\n"
            "Behovet for tjenester er langvarig: Flere år framover.",
        ),
        (
            "refused",
            "nn",
            "Vi har kome til at ikkje alle vilkåra er oppfylte.\n"
            "To eller fleire tenester må samordnast: Bare én tjeneste.",
        ),
    ],
)
def test_what_speaks_for_the_outcome_is_said_and_nothing_else(outcome: str, language: str, said: str) -> None:
    assert suggested(FOUND, "plan", outcome, language, standard()) == said  # type: ignore[arg-type]


def test_conditions_without_reasons_are_left_out() -> None:
    bare = Assessment((Answer("long_term", "yes"), Answer("coordinated", "yes", " ")))
    assert suggested(bare, "coordinator", "granted", "nb", standard()).count("\n") == 0
