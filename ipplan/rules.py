"""The law in numbers: ages, periods, and on what somebody may act for somebody else. Data, not code.

Each has a source, and who in the municipality has confirmed it; docs/rules.md tells how to change them.
"""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ipplan.language import SOURCE, said

Stage = Literal["child", "youth", "adult"]
"""Before she decides herself; from then till she is of age; and after."""
PartName = Literal["coordinator", "child_coordinator", "plan"]
"""What an inquiry may ask for."""
LANGUAGES = ("nb", "nn", "en")
"""In which words of these files may be written; letters that decide something are in the first two."""
FILE = Path(__file__).with_name("rules.toml")


class _Confirmed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str = Field(min_length=1)
    """The law, or what else it rests on."""
    confirmed_by: str
    """Who has confirmed it, and when; empty: nobody yet."""

    def told(self, field: str, language: str) -> str:
        """What a field says in a language, as ``name_en`` has it; else in bokmål."""
        texts = {tag: getattr(self, f"{field}_{tag}", "") for tag in LANGUAGES}
        return said({**texts, SOURCE: texts[SOURCE] or getattr(self, field)}, language)

    def called(self, language: str) -> str:
        """What its name is in a language."""
        return self.told("name", language)


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


class Step(Period):
    """How long a plan has stood still when somebody is told."""

    to: Literal["coordinator", "unit"]


class Minutes(_Confirmed):
    """How long, where it is a matter of minutes."""

    value: int = Field(gt=0, le=60)
    unit: Literal["minutes"]
    meaning: str

    @property
    def time(self) -> timedelta:
        return timedelta(minutes=self.value)


class Weeks(_Confirmed):
    """How long, where it is counted in weeks: to the same weekday, or the working day after it."""

    value: int = Field(gt=0, le=52)
    unit: Literal["weeks"]
    meaning: str


class WorkingDays(_Confirmed):
    """How long, where weekends and holidays do not count."""

    value: int = Field(gt=0, le=100)
    unit: Literal["working_days"]
    meaning: str


class Plenty(_Confirmed):
    """How many appointments and meetings are plenty: one more is too many."""

    value: int = Field(gt=0, le=100)
    unit: Literal["appointments"]
    meaning: str


class Basis(_Confirmed):
    """On what somebody may act for an owner."""

    name: str = Field(min_length=1)
    name_nn: str = ""
    name_en: str = ""
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
    name_nn: str = ""
    name_en: str = ""


class Withholding(Ground):
    """A ground on which something of a child's is kept from who acts for the child."""

    by_wish: bool
    """Whether it rests on the child's wish: only once its word weighs, and it is for the child to end."""


class Law(_Confirmed):
    """A paragraph people are told of, in letters and on the pages for everybody."""

    name_nb: str = Field(min_length=1)
    name_nn: str = Field(min_length=1)
    name_en: str = ""
    says_nb: str = Field(min_length=1)
    """What it gives, in our words: a line without a full stop."""
    says_nn: str = Field(min_length=1)
    says_en: str = ""
    source: str = Field(pattern=r"^https://\S+$")
    """The address where it can be read."""


class Condition(_Confirmed):
    """What must be so for somebody to have a right to something; answered with yes or no, and why."""

    name_nb: str = Field(min_length=1)
    name_nn: str = Field(min_length=1)
    name_en: str = ""
    """A whole clause that can be true or not: it stands in letters too."""
    help_nb: str = Field(min_length=1)
    help_nn: str = Field(min_length=1)
    help_en: str = ""
    """What it does not mean: for who assesses it."""
    needed: bool = False
    """Whether nothing that asks for it is granted without it, however generous a municipality is."""


class PartOfCase(_Confirmed):
    """Something that is asked for and decided by itself."""

    name_nb: str = Field(min_length=1)
    name_nn: str = Field(min_length=1)
    name_en: str = ""
    conditions: tuple[str, ...] = Field(min_length=1)
    law: tuple[str, ...] = Field(min_length=1)
    """Paragraphs that a decision on it names, by key."""


class Said(_Confirmed):
    """Words that the law or the municipality has settled, in both its languages, and perhaps in English."""

    nb: str = Field(min_length=1)
    nn: str = Field(min_length=1)
    en: str = ""

    def said(self, language: str) -> str:
        return said({"nb": self.nb, "nn": self.nn, "en": self.en}, language)


class Content(Said):
    """What a plan must contain: of each group of ``needs`` (plan/contents.py) one thing; ``place``: where."""

    needs: tuple[tuple[str, ...], ...] = Field(min_length=1)
    place: str = Field(pattern=r"^(/[a-z/]+)?$")


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
    unread_told_after: Minutes
    wish_assessed_within: Period
    minutes_answered_within: Period
    minutes_stand_after: Period
    standstill_answered_within: Period
    pulse: Mapping[str, Step]
    """Who is told of a plan that stands still, and after how long."""
    revision_ahead: Mapping[str, Period]
    """How long before a plan is to be gone through anew people are told."""
    case_weeks: Weeks
    consent_answer_weeks: Weeks
    complaint_weeks: Weeks
    complaint_handled_weeks: Weeks
    warn_ahead: WorkingDays
    first_contact_within: Period
    deputy_lasts: Period
    full_day: Plenty
    full_week: Plenty
    competence: Mapping[str, Ground]
    """What somebody who coordinates may know well."""
    basis: Mapping[str, Basis]
    withholding: Mapping[str, Withholding]
    """Why something of a child's is kept from who acts for the child."""
    alone: Mapping[str, Ground]
    """Why one of two who decide together may sign without the other."""
    duty_left: Period
    duty: Mapping[str, Said]
    """What the child coordinator has to look after, in the order of the law."""
    training: Mapping[str, Said]
    """What a coordinator is to have gone through."""
    incapacity: Mapping[str, Ground]
    """On what a decision rests that the owner cannot decide herself. Age alone is none."""
    law: Mapping[str, Law]
    """The paragraphs by key: the law's short name, then the number: ``pbrl_2_5b``."""
    condition: Mapping[str, Condition]
    """The law's conditions for what is asked for, in the order in which they are assessed."""
    part: Mapping[PartName, PartOfCase]
    """What may be asked for, and on which conditions."""
    content: Mapping[str, Content]
    """What a plan must contain, in the order of the regulation."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Each part is there, and names only conditions and paragraphs that are there."""
        if missing := set(get_args(PartName)) - set(self.part):
            raise ValueError(f"part: {', '.join(sorted(missing))} is missing")
        for name, one in self.part.items():
            unknown = (set(one.conditions) - set(self.condition)) | (set(one.law) - set(self.law))
            if unknown:
                raise ValueError(f"part.{name}: {', '.join(sorted(unknown))} is not defined")
        return self

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
