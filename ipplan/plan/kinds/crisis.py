"""What stands on the crisis page: what helps, and whom to call; on paper too, or behind the code only."""

from dataclasses import dataclass

from ipplan.language import N_
from ipplan.plan.kinds.asking import fixed, line, words
from ipplan.plan.kinds.contacts import Contact
from ipplan.plan.kinds.kind import Kind


@dataclass(frozen=True)
class Crisis:
    """Something that is good to know when it is urgent."""

    title: str = line(N_("Overskrift"), required=True, hint=N_("For eksempel: Slik roer du meg."))
    body: str = words(N_("Det som er viktig å vite"))
    source: str = fixed(N_("Hentet fra"), shown=False)
    """The section, item and version it was taken from, with strokes between; empty: written here."""


@dataclass(frozen=True)
class CrisisContact(Contact):
    """Somebody to call when it is urgent."""

    source: str = fixed(N_("Hentet fra"), shown=False)


WHERE = {
    "online": N_("Bare med kode og innlogging"),
    "paper": N_("Også på papiret, for alle"),
}
KINDS = (
    Kind(
        "crisis",
        N_("Viktig når det haster"),
        N_("Skriv noe viktig"),
        Crisis,
        statuses=WHERE,
        clear=("status",),
        areas=("crisis",),
        labels={"status": N_("Hvor skal det stå?")},
    ),
    Kind(
        "crisis_contact",
        N_("Ring når det haster"),
        N_("Ny kontakt for nødstilfeller"),
        CrisisContact,
        statuses=WHERE,
        clear=("status",),
        areas=("crisis",),
        labels={"status": N_("Hvor skal det stå?")},
    ),
)
