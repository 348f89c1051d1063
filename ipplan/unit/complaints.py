"""Complaints: in time or not, what they say, and how far they have come.

Within four weeks of when the person knew, or should have known, enough to complain (pasient- og
brukerrettighetsloven § 7-5). One that comes late is registered too: the
office says why it is taken up all the same, or is not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from ipplan.language import N_
from ipplan.rules import Rules
from ipplan.store.cases import CaseEvent
from ipplan.unit.deadlines import complaint_deadline, day_of, is_late

About = Literal["refusal", "standstill", "unheard"]
GRIEVANCES: Mapping[About, str] = {
    "refusal": N_("Noe jeg ba om, ble avslått"),
    "standstill": N_("Planen står stille"),
    "unheard": N_("Jeg blir ikke hørt"),
}
"""What a complaint is about."""
ANSWERS = ("upheld", "remedied", "decided", "complaint_withdrawn")
"""What ends the unit's own look at a complaint, by kind of event."""
GOVERNOR = {
    "upheld": N_("Statsforvalteren er enig med kommunen"),
    "changed": N_("Statsforvalteren har endret avgjørelsen"),
    "returned": N_("Statsforvalteren har sendt saken tilbake til ny behandling"),
}
"""What the county governor can come to."""
SENT_BACK = ("changed", "returned")
"""After which the unit has something to do."""
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Grievance:
    """A complaint that can be registered."""

    about: tuple[About, ...]
    words: str
    wanted: str
    """What she wants to come of it; may be empty."""
    knew_on: date
    late_after: date | None
    """The last day in time, of one that comes after it."""
    late_reason: str

    @property
    def said(self) -> dict[str, Any]:
        """As it is sealed."""
        return {
            "about": list(self.about),
            "words": self.words,
            "wanted": self.wanted,
            "knew_on": self.knew_on.isoformat(),
            "late_after": self.late_after.isoformat() if self.late_after else None,
            "late_reason": self.late_reason,
        }


@dataclass(frozen=True, slots=True)
class Complaint:
    """The newest complaint in a case, and what has come of it."""

    event: CaseEvent
    answered: CaseEvent | None = None
    """What the unit came to: upheld, remedied or decided anew; or that the complaint was withdrawn."""
    forwarded: CaseEvent | None = None
    governor: CaseEvent | None = None
    taken_back: frozenset[int] = frozenset()
    """Events whose attached parts of the plan she has taken back."""
    more: tuple[CaseEvent, ...] = ()
    """What was added while it was dealt with."""

    @property
    def about(self) -> tuple[About, ...]:
        return tuple(self.event.said["about"])

    @property
    def knew_on(self) -> date:
        return date.fromisoformat(self.event.said["knew_on"])

    @property
    def received_on(self) -> date:
        """The day it came; of one on paper, the day its letter did."""
        told = self.event.said.get("received_on")
        return date.fromisoformat(told) if told else day_of(self.event.at)

    @property
    def late_after(self) -> date | None:
        told = self.event.said["late_after"]
        return date.fromisoformat(told) if told else None

    @property
    def upheld(self) -> CaseEvent | None:
        return self.answered if self.answered and self.answered.kind == "upheld" else None

    @property
    def is_overruled(self) -> bool:
        """Whether the county governor has changed the decision: the unit's part is to do as it says."""
        return self.governor is not None and self.governor.said["outcome"] == "changed"

    @property
    def attached(self) -> Mapping[str, Any] | None:
        """What of the plan was attached, unless that was taken back."""
        if self.event.number in self.taken_back:
            return None
        found: Mapping[str, Any] | None = self.event.said.get("excerpt")
        return found


def complaint_of(events: Sequence[CaseEvent]) -> Complaint | None:
    """The newest complaint among a case's events, with what came after it."""
    starts = [one for one in events if one.kind == "complaint"]
    if not starts:
        return None
    after = [one for one in events if one.number > starts[-1].number]
    governor = _last(after, "governor")
    # What the county governor does not let stand is answered anew: what came before it is history.
    anew = governor.number if governor and governor.said["outcome"] in SENT_BACK else 0
    answered = _last([one for one in after if one.number > anew], *ANSWERS)
    more = tuple(one for one in after if one.kind == "supplement")
    return Complaint(starts[-1], answered, _last(after, "forwarded"), governor, taken_back(after), more)


def taken_back(events: Sequence[CaseEvent]) -> frozenset[int]:
    """The complaints whose attached parts of the plan have been taken back, by number."""
    return frozenset(int(one.said["number"]) for one in events if one.kind == "excerpt_taken")


def _last(events: Sequence[CaseEvent], *kinds: str) -> CaseEvent | None:
    return next((one for one in reversed(events) if one.kind in kinds), None)


def read_complaint(
    typed: Mapping[str, str], received_on: date, rules: Rules, *, read_day: Any
) -> tuple[Grievance | None, dict[str, str]]:
    """What was typed, or what is wrong with it by field. ``read_day``: how a day is read from a form."""
    errors: dict[str, str] = {}
    about = tuple(word for word in GRIEVANCES if typed.get(f"about-{word}") == "yes")
    if not about:
        errors["about"] = N_("Velg hva du klager på.")
    words, wanted = (typed.get(name, "").replace("\r\n", "\n").strip() for name in ("words", "wanted"))
    if not words:
        errors["words"] = N_("Skriv hva du klager på, med dine egne ord.")
    errors |= {
        name: N_("Teksten er for lang. Gjør den kortere.")
        for name in ("words", "wanted", "late_reason")
        if len(typed.get(name, "")) > LONGEST
    }
    knew_on = read_day(typed.get("knew_on", ""))
    if knew_on is None or knew_on > received_on:
        errors["knew_on"] = N_("Skriv dagen du fikk vite det, i dag eller tidligere.")
        return None, errors
    last = complaint_deadline(knew_on, rules).last
    late = last if is_late(received_on, last) else None
    reason = typed.get("late_reason", "").strip() if late else ""
    if late and not reason:
        errors["late_reason"] = N_(
            "Fristen er gått ut. Skriv hvorfor klagen kommer nå. Den kan bli behandlet likevel."
        )
    if errors:
        return None, errors
    return Grievance(about, words, wanted, knew_on, late, reason), {}
