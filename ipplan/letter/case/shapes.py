"""What each of the unit's letters is told of. Names, days and reasons: typed values, no sentences."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ipplan.letter.told import Part
from ipplan.rules import PartName
from ipplan.unit.conditions import Assessment, DecidedPart

Written = Literal["nb", "nn"]
"""The two that letters are written in."""
Grievance = Literal["refusal", "standstill", "unheard"]
"""What a complaint is about: a refusal, a plan that stands still, somebody who is not heard."""
Role = Literal["coordinator", "child_coordinator", "deputy"]


@dataclass(frozen=True)
class Unit:
    """Who writes: names in the letter's own language."""

    municipality: str
    name: str
    address: tuple[str, ...] = ()
    phone: str = ""


@dataclass(frozen=True)
class Received:
    """To whom sent an inquiry. ``consent_first``: the person herself is asked before anything else."""

    received_on: date
    wishes: tuple[PartName, ...]
    answer_by: date
    consent_first: bool = False


@dataclass(frozen=True)
class ConsentAsked:
    """To the person (or who acts for her): may what ``sender`` wrote of her be dealt with?"""

    sender: str
    received_on: date
    wishes: tuple[PartName, ...]
    by: date | None = None


@dataclass(frozen=True)
class Delayed:
    """An interim reply: why it takes longer, and until when."""

    reason: str
    was: date
    answer_by: date


@dataclass(frozen=True)
class MoreWanted:
    """What is lacking. ``answer_by``: the case's new day, if it is put off for this."""

    wanted: tuple[str, ...]
    by: date
    reason: str = ""
    answer_by: date | None = None


@dataclass(frozen=True)
class Decided:
    """Each part by itself."""

    received_on: date
    parts: tuple[DecidedPart, ...]
    assessment: Assessment


@dataclass(frozen=True)
class ComplaintReceived:
    """``late_after``: the last day, of a complaint that came after it."""

    received_on: date
    about: tuple[Grievance, ...]
    answer_by: date
    decided_on: date | None = None
    late_after: date | None = None


@dataclass(frozen=True)
class Upheld:
    """It stands, and goes on to the county governor. ``documents``: titles of what is sent along."""

    complained_on: date
    reason: str
    governor: str
    documents: tuple[str, ...]
    decided_on: date | None = None


@dataclass(frozen=True)
class Changed:
    """The decision after a complaint: what is decided now, in place of what was decided before."""

    complained_on: date
    decided_on: date
    reason: str
    parts: tuple[DecidedPart, ...]
    assessment: Assessment


@dataclass(frozen=True)
class Remedied:
    """The unit agrees with a complaint on what was not decided: what it does now."""

    complained_on: date
    done: str


@dataclass(frozen=True)
class Appointed:
    """Who it is, how she is reached, and when she calls."""

    role: Role
    name: str
    begins: date
    first_contact_by: date
    workplace: str = ""
    phone: str = ""
    email: str = ""
    ends: date | None = None


Body = (
    Received
    | ConsentAsked
    | Delayed
    | MoreWanted
    | Decided
    | ComplaintReceived
    | Upheld
    | Changed
    | Remedied
    | Appointed
)


@dataclass(frozen=True)
class CaseLetter:
    """A letter in a case. ``about``: whom the case is about, if another than who gets the letter."""

    language: Written
    unit: Unit
    case_number: str
    day: date
    recipient: str
    body: Body
    address: tuple[str, ...] = ()
    about: str = ""
    signed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A letter told: all the words of it, in reading order."""

    language: Written
    title: str
    day: date
    sender: tuple[str, ...]
    contact: tuple[str, ...]
    recipient: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    closing: tuple[str, ...]
    lacking: str
    """What is said where the paper's font has no picture of something that was written."""
