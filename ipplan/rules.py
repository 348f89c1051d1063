"""The law in numbers: ages, periods, and on what somebody may act for somebody else. Data, not code.

Each has a source, and who in the municipality has confirmed it; docs/rules.md tells how to change them.
"""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).with_name("rules.toml")


class _Confirmed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(min_length=1)
    """The law, or what else it rests on."""
    confirmed_by: str
    """Who has confirmed it, and when; empty: nobody yet."""


class Age(_Confirmed):
    """From which birthday on."""

    value: int = Field(gt=0, le=120)
    unit: Literal["years"]
    meaning: str


class Period(_Confirmed):
    """How long."""

    value: int = Field(ge=0, le=36_525)
    unit: Literal["days"]
    meaning: str

    @property
    def time(self) -> timedelta:
        return timedelta(days=self.value)


class Basis(_Confirmed):
    """On what somebody may act for an owner."""

    name: str = Field(min_length=1)
    ends_at: Literal["", "own_decision_from", "of_age_from"]
    """At which age of the owner it is over by itself; empty: at none."""
    longest_days: int = Field(gt=0)
    may_grant: bool
    """Whether such a mandate may hold the right to decide who sees what."""
    given_by: Literal["owner", "unit"]


class Rules(BaseModel):
    """All of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heard_from: Age
    weight_from: Age
    own_decision_from: Age
    of_age_from: Age
    takeover_ahead: Period
    grants_outlast_mandate: Period
    basis: Mapping[str, Basis]


def read_rules(file: Path) -> Rules:
    """Raises ``ValueError`` for a file that is not what it should be."""
    return Rules.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


@cache
def standard() -> Rules:
    """The rules as ipplan brings them."""
    return read_rules(FILE)
