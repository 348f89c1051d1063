"""A letter that is kept as JSON is the same letter when it is read back."""

import json
from typing import Any

import pytest

from ipplan.letter.case import kept
from ipplan.letter.case.kept import as_json, letter_from
from tests.letter.case_letters import BODIES, letter


@pytest.mark.parametrize("name", BODIES)
def test_it_is_read_back_as_it_was(name: str) -> None:
    sent = letter(name, "nn", "Tiril Lund")
    assert letter_from(json.loads(json.dumps(as_json(sent)))) == sent


def test_every_kind_of_letter_has_a_name_to_be_kept_under() -> None:
    assert {type(letter(name, "nb").body) for name in BODIES} == set(kept.BODIES.values())


@pytest.mark.parametrize(
    "said", [{}, {"kind": "else", "body": {}}, {"kind": "delayed", "body": {"reason": 1}}]
)
def test_what_is_no_letter_is_said_to_be_none(said: dict[str, Any]) -> None:
    with pytest.raises((KeyError, ValueError)):
        letter_from(said)
