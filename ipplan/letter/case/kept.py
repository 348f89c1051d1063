"""A letter as it is kept in its case: JSON, sealed with the event by which it was sent."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from ipplan.letter.case.shapes import (
    Appointed,
    CaseLetter,
    Changed,
    ComplaintReceived,
    ConsentAsked,
    Decided,
    Delayed,
    MoreWanted,
    Received,
    Remedied,
    Upheld,
)

BODIES: Mapping[str, type[Any]] = {
    "received": Received,
    "consent_asked": ConsentAsked,
    "delayed": Delayed,
    "more_wanted": MoreWanted,
    "decided": Decided,
    "complaint_received": ComplaintReceived,
    "upheld": Upheld,
    "changed": Changed,
    "remedied": Remedied,
    "appointed": Appointed,
}
"""Every letter by the name it is kept under: none of these is changed, or older letters could not be read."""


def as_json(letter: CaseLetter) -> dict[str, Any]:
    """The letter, for JSON. Raises ``KeyError`` for one that has no name here."""
    kind = {shape: name for name, shape in BODIES.items()}[type(letter.body)]
    said: dict[str, Any] = _adapter("").dump_python(letter, mode="json")
    return {**said, "kind": kind}


def letter_from(said: Mapping[str, Any]) -> CaseLetter:
    """The letter that was kept; raises ``ValueError`` or ``KeyError`` for anything else."""
    body = _adapter(str(said["kind"])).validate_python(said["body"])
    rest = {name: value for name, value in said.items() if name != "kind"}
    letter: CaseLetter = _adapter("").validate_python({**rest, "body": body})
    return letter


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    """Reads a body; of no kind, the letter around it."""
    return TypeAdapter(BODIES[kind] if kind else CaseLetter)
