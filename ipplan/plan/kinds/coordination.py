"""The child coordinator's duties, and the role agreement: rooms on demand."""

from dataclasses import dataclass

from ipplan.language import N_
from ipplan.permit import Access
from ipplan.plan.kinds.asking import fixed, words
from ipplan.plan.kinds.kind import Kind


@dataclass(frozen=True)
class Duty:
    """One of the child coordinator's five duties; which, and how the law says it, are data (rules.toml)."""

    title: str = fixed(N_("Oppgaven"))
    key: str = fixed(N_("Nøkkel"), shown=False)


@dataclass(frozen=True)
class Note:
    """What was done to look after a duty."""

    body: str = words(N_("Hva er gjort?"), required=True)


@dataclass(frozen=True)
class Roles:
    """What family and coordinator have agreed to do, each; written together."""

    coordinator: str = words(N_("Hva koordinatoren gjør"))
    family: str = words(N_("Hva du eller familien gjør"))
    contact: str = words(N_("Hvordan og når vi holder kontakt"))
    urgent: str = words(N_("Når det haster"))
    away: str = words(N_("Når koordinatoren er borte"))


@dataclass(frozen=True)
class Assent:
    """That somebody agrees to a version of the role agreement, as it stood on her screen."""

    version: str = fixed(N_("Versjon"), shown=False)
    digest: str = fixed(N_("Kontrollsum"), shown=False)


KINDS = (
    Kind(
        "duty",
        N_("Oppgave"),
        N_("Oppgave"),
        Duty,
        clear=("due_on",),
        made=False,
        labels={"due_on": N_("Neste gang")},
    ),
    Kind(
        "note",
        N_("Notat"),
        N_("Skriv hva som er gjort"),
        Note,
        under=("duty",),
        alone=False,
        clear=("starts_at",),
        labels={"starts_on": N_("Når ble det gjort?")},
    ),
    Kind(
        "roles",
        N_("Rolleavtale"),
        N_("Rolleavtale"),
        Roles,
        clear=("due_on",),
        made=False,
        labels={"due_on": N_("Når vi ser på avtalen igjen")},
    ),
    Kind(
        "assent",
        N_("Enighet om rolleavtalen"),
        N_("Jeg er enig i dette"),
        Assent,
        under=("roles",),
        alone=False,
        least=Access.READ,
        own=True,
        made=False,
    ),
)
