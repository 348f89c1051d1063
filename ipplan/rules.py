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

Stage = Literal["child", "youth", "adult"]
"""Before she decides herself; from then till she is of age; and after."""
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


class Minutes(_Confirmed):
    """How long, where it is a matter of minutes."""

    value: int = Field(gt=0, le=60)
    unit: Literal["minutes"]
    meaning: str

    @property
    def time(self) -> timedelta:
        return timedelta(minutes=self.value)


class Basis(_Confirmed):
    """On what somebody may act for an owner."""

    name: str = Field(min_length=1)
    ends_at: Literal["", "own_decision_from", "of_age_from"]
    """At which age of the owner it is over by itself; empty: at none."""
    longest_days: int = Field(gt=0)
    may_grant: bool
    """Whether such a mandate may hold the right to decide who sees what."""
    owner: tuple[Stage, ...] = Field(min_length=1)
    """At which stage of life of the owner it can be signed."""
    given_by: Literal["owner", "unit"]
    joint: bool = False
    """Whether two hold it together, so that both sign what is granted, unless an exception is recorded."""
    decision: Literal["never", "may", "must"] = "never"
    """Whether it rests on a written decision that the owner cannot decide herself."""


class Ground(_Confirmed):
    """A named ground: for why one signs alone, or for why the owner does not decide."""

    name: str = Field(min_length=1)


class Withholding(Ground):
    """A ground on which something of a child's is kept from who acts for the child."""

    by_wish: bool
    """Whether it rests on the child's wish: only once its word weighs, and it is for the child to end."""


class Rules(BaseModel):
    """All of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    heard_from: Age
    weight_from: Age
    own_decision_from: Age
    of_age_from: Age
    takeover_ahead: Period
    grants_outlast_mandate: Period
    decision_lasts: Period
    agreement_waits: Period
    close_after_withdrawal: Period
    copy_after_closing: Period
    archive_kept: Period
    archive_open: Period
    paper_lasts: Period
    assistance_lasts: Minutes
    wish_assessed_within: Period
    minutes_answered_within: Period
    minutes_stand_after: Period
    first_contact_within: Period
    deputy_lasts: Period
    competence: Mapping[str, Ground]
    """What somebody who coordinates may know well."""
    basis: Mapping[str, Basis]
    withholding: Mapping[str, Withholding]
    """Why something of a child's is kept from who acts for the child."""
    alone: Mapping[str, Ground]
    """Why one of two who decide together may sign without the other."""
    incapacity: Mapping[str, Ground]
    """On what a decision rests that the owner cannot decide herself. Age alone is none."""

    def stage(self, age: int | None) -> Stage:
        """The stage of life at an age; of whom no age is known, that she is of age."""
        if age is None or age >= self.of_age_from.value:
            return "adult"
        return "youth" if age >= self.own_decision_from.value else "child"


def read_rules(file: Path) -> Rules:
    """Raises ``ValueError`` for a file that is not what it should be."""
    return Rules.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


@cache
def standard() -> Rules:
    """The rules as ipplan brings them."""
    return read_rules(FILE)
