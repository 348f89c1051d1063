"""What a decision says, part by part; what it means; and how to complain about it."""

from collections.abc import Iterator, Sequence

from ipplan.letter.case.shapes import CaseLetter
from ipplan.letter.case.words import Words, lines
from ipplan.letter.told import Part
from ipplan.rules import Rules
from ipplan.unit.conditions import Assessment, DecidedPart, unmet

COMPLAINTS = ("pbrl_7_2", "pbrl_7_5")
"""The paragraphs on complaints, by key."""


def deciding(
    parts: Sequence[DecidedPart], assessment: Assessment, say: Words, rules: Rules
) -> Iterator[Part]:
    """Each part under a heading of its own: what was decided, why, and on which paragraphs.

    Of the assessment it says which conditions are not met, never what the caseworker noted on them.
    """
    for one in parts:
        rule = rules.part[one.part]
        granted = one.outcome == "granted"
        heading = say("decided.granted" if granted else "decided.refused", part=say.of(rule))
        said = (say(f"decided.{'yes' if granted else 'no'}.{one.part}"), *lines(one.reason))
        lacking = () if granted else unmet(assessment, one.part, rules)
        if lacking:
            said += (say("decided.unmet_one" if len(lacking) == 1 else "decided.unmet_many"),)
        items = tuple(say.of(rules.condition[name]) for name in lacking)
        law = ((say("decided.law"), _paragraphs(rule.law, say, rules)),)
        yield Part(heading, law, said, level=3, sentences_first=True, items=items)


def meaning(parts: Sequence[DecidedPart], say: Words) -> Part:
    """What happens next, and what does not follow from it."""
    granted = {one.part for one in parts if one.outcome == "granted"}
    said = [say("means.appoint")] if granted & {"coordinator", "child_coordinator"} else []
    if "plan" in granted:
        said.append(say("means.plan"))
    if len(granted) < len(parts):
        said.append(say("means.again"))
    return Part(say("means.heading"), sentences=(*said, say("means.no_more")))


def complaining(letter: CaseLetter, say: Words, rules: Rules) -> Part:
    """To whom, by when, and what becomes of it."""
    weeks = str(rules.complaint_weeks.value)
    return Part(
        say("complain.heading"),
        ((say("complain.law"), _paragraphs(COMPLAINTS, say, rules)),),
        (
            say("complain.kind"),
            say("complain.within", weeks=weeks),
            say("complain.where", unit=letter.unit.name),
            say("complain.onward"),
            say("complain.papers"),
        ),
        sentences_first=True,
    )


def _paragraphs(keys: Sequence[str], say: Words, rules: Rules) -> str:
    return "; ".join(say.of(rules.law[key]) for key in keys)
