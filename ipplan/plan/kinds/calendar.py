"""Appointments: when something is, once or every week. Only the first day stands in clear."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ipplan.language import N_
from ipplan.plan.kinds.asking import clock, day, days, line, weekdays, words
from ipplan.plan.kinds.kind import Kind


@dataclass(frozen=True)
class Appointment:
    """What is at a service, at school or at home: on its day, or every week until another."""

    title: str = line(N_("Hva"), required=True, hint=N_("For eksempel fysioterapi, skole eller legetime."))
    begins: str = clock(N_("Fra klokka"))
    ends: str = clock(N_("Til klokka"))
    place: str = line(N_("Hvor"))
    who: str = line(N_("Hvem er det med?"))
    weekdays: str = weekdays(N_("Gjentas hver uke på"))
    until: str = day(N_("Gjentas til og med"))
    without: str = days(N_("Ikke disse dagene"), hint=N_("For eksempel 24.12.2027, 31.12.2027."))
    body: str = words(N_("Mer om avtalen"))


def check(content: Mapping[str, str], first: date | None) -> Mapping[str, str]:
    """What does not fit together, by field: ``content`` as its fields read, ``first`` the first day."""
    errors: dict[str, str] = {}
    if content["ends"] and not content["begins"]:
        errors["begins"] = N_("Skriv når det begynner også.")
    elif content["begins"] and content["begins"] == content["ends"]:
        errors["ends"] = N_("Det kan ikke slutte når det begynner.")
    if content["weekdays"] and not content["until"]:
        errors["until"] = N_("Skriv til og med hvilken dag det gjentas.")
    elif content["until"] and not content["weekdays"]:
        errors["weekdays"] = N_("Velg hvilke ukedager det er.")
    elif content["until"] and first and content["until"] < first.isoformat():
        errors["until"] = N_("Den siste dagen kan ikke være før den første.")
    elif content["until"] and first and date.fromisoformat(content["until"]).year > first.year + LONGEST:
        errors["until"] = N_("Så lenge kan det ikke gjentas. Velg en dag innen fem år.")
    return errors


LONGEST = 5
"""Years that something is repeated, at most."""
KINDS = (
    Kind(
        "appointment",
        N_("Avtale"),
        N_("Ny avtale"),
        Appointment,
        clear=("starts_at",),
        needed=("starts_at",),
        labels={"starts_on": N_("Hvilken dag?")},
        check=check,
    ),
)
