"""The law's conditions: what follows from the answers, and which decisions may stand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ipplan.rules import FILE, PartName, read_rules, standard
from ipplan.unit.conditions import (
    FAULTS,
    LONGEST_REASON,
    PARTS,
    Answer,
    Assessment,
    DecidedPart,
    Met,
    Outcome,
    asked_for,
    child_under_age,
    faults,
    follows,
    unmet,
)

RULES = standard()
MET = st.sampled_from(("yes", "no", "unsure"))


def assessed(**met: Met) -> Assessment:
    return Assessment(tuple(Answer(name, one, "Fordi") for name, one in met.items()))


def fault(part: PartName, outcome: Outcome, found: Assessment, reason: str = "Fordi") -> str | None:
    return faults([DecidedPart(part, outcome, reason)], found, RULES).get(part)


def test_a_coordinator_and_a_plan_ask_for_the_same_and_a_child_coordinator_for_more() -> None:
    assert asked_for(["plan", "coordinator"], RULES) == ("long_term", "coordinated")
    assert asked_for(PARTS, RULES) == ("long_term", "coordinated", "under_age", "serious")
    assert asked_for([], RULES) == ()


@pytest.mark.parametrize(
    ("met", "said"),
    [
        ({"long_term": "yes", "coordinated": "yes"}, "granted"),
        ({"long_term": "yes", "coordinated": "no"}, "refused"),
        ({"long_term": "yes", "coordinated": "unsure"}, "open"),
        ({"long_term": "yes"}, "open"),
        ({"long_term": "unsure", "coordinated": "no"}, "refused"),
        ({}, "open"),
    ],
)
def test_what_follows_from_the_answers(met: dict[str, Met], said: str) -> None:
    assert follows(assessed(**met), "coordinator", RULES) == said
    assert follows(assessed(**met), "plan", RULES) == said
    assert follows(assessed(**met), "child_coordinator", RULES) != "granted"


def test_a_child_coordinator_is_for_families_with_a_child() -> None:
    adult = assessed(long_term="yes", coordinated="yes", serious="yes", under_age="no")
    child = assessed(long_term="yes", coordinated="yes", serious="yes", under_age="yes")
    assert fault("child_coordinator", "granted", adult) == "needed"
    assert fault("child_coordinator", "refused", adult) is None
    assert unmet(adult, "child_coordinator", RULES) == ("under_age",)
    assert fault("child_coordinator", "granted", child) is None
    assert fault("coordinator", "granted", adult) is None


@pytest.mark.parametrize(
    ("age", "expecting", "met"),
    [(17, False, "yes"), (18, False, "no"), (34, True, "yes"), (None, False, "unsure"), (0, False, "yes")],
)
def test_whether_there_is_a_child_is_a_fact(age: int | None, expecting: bool, met: Met) -> None:
    assert child_under_age(age, expecting, RULES) == met


def test_no_decision_without_a_reason_and_no_refusal_without_a_condition_that_is_not_met() -> None:
    granted = assessed(long_term="yes", coordinated="yes")
    refused = assessed(long_term="yes", coordinated="no")
    assert fault("plan", "granted", granted, "  \n") == "reason"
    assert fault("plan", "refused", refused, "") == "reason"
    assert fault("plan", "granted", granted, "x" * (LONGEST_REASON + 1)) == "too_long"
    assert fault("plan", "refused", granted) == "unmet"
    assert fault("plan", "refused", assessed(long_term="unsure", coordinated="yes")) == "unmet"
    assert fault("plan", "granted", assessed(long_term="yes")) == "open"
    assert fault("plan", "granted", granted) is fault("plan", "refused", refused) is None
    # A municipality may give more than the law demands.
    assert fault("plan", "granted", refused) is None
    assert faults([], granted, RULES) == {"": "nothing"}


@given(st.dictionaries(st.sampled_from(tuple(RULES.condition)), MET), st.sampled_from(PARTS))
def test_what_follows_may_always_be_decided(met: dict[str, Met], part: PartName) -> None:
    found = assessed(**met)
    said = follows(found, part, RULES)
    for outcome in ("granted", "refused"):
        wrong = fault(part, outcome, found)
        assert (wrong is None) or wrong in FAULTS
        if outcome == said:
            assert wrong is None
        if outcome == "refused":
            assert (wrong is None) == bool(unmet(found, part, RULES))


def test_each_part_is_decided_by_itself() -> None:
    found = assessed(long_term="yes", coordinated="yes")
    decided = [DecidedPart("coordinator", "granted", "Fordi"), DecidedPart("plan", "refused", "Nei")]
    assert faults(decided, found, RULES) == {"plan": "unmet"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('law = ["hol_7_1", "pbrl_2_5"]', 'law = ["hol_7_1", "pbrl_9_9"]', "pbrl_9_9"),
        ('conditions = ["under_age"', 'conditions = ["overage"', "overage"),
        ("[part.plan]", "[part.plane]", "plane"),
    ],
)
def test_rules_that_do_not_hang_together_are_not_read(
    tmp_path: Path, before: str, after: str, said: str
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "rules.toml").write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        read_rules(tmp_path / "rules.toml")
