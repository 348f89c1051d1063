"""What every plan is made of: sections, goals, actions and who does them."""

from dataclasses import dataclass

from ipplan.language import N_
from ipplan.permit import Access
from ipplan.plan.kinds.about import ABOUT
from ipplan.plan.kinds.asking import fixed, line, words
from ipplan.plan.kinds.kind import Kind


@dataclass(frozen=True)
class Section:
    """A room of the plan, by its title. The owner's to name."""

    title: str = line(N_("Navn på delen"), required=True)
    prompt: str = fixed(N_("Hva kan stå her?"), shown=False)
    """From the template that the plan began from; so are the goals."""
    goals: str = fixed(N_("Forslag til mål"), shown=False)


@dataclass(frozen=True)
class Text:
    """Something told in words."""

    body: str = words(N_("Tekst"), required=True)
    title: str = line(N_("Overskrift"))


@dataclass(frozen=True)
class Goal:
    """What the owner wants, in her words."""

    title: str = line(N_("Målet"), required=True, hint=N_("Med egne ord: Hva vil du få til?"))
    body: str = words(N_("Hvorfor er det viktig?"))
    evaluation: str = words(N_("Hvordan går det?"))


@dataclass(frozen=True)
class Action:
    """What is to be done."""

    title: str = line(N_("Tiltaket"), required=True, hint=N_("Hva skal gjøres?"))
    body: str = words(N_("Mer om tiltaket"))
    extent: str = line(N_("Omfang"), hint=N_("Hvor mye og hvor ofte?"))
    how: str = words(N_("Hvordan gjennomføres det?"))


@dataclass(frozen=True)
class Responsibility:
    """Who does it, by when; asked, then accepted or declined."""

    title: str = line(N_("Hva blir personen spurt om?"), required=True)
    reason: str = fixed(N_("Begrunnelse"))


@dataclass(frozen=True)
class Comment:
    """A remark on something in the plan."""

    body: str = words(N_("Kommentar"), required=True)


KINDS = (
    Kind("section", N_("Del"), N_("Ny del"), Section),
    Kind("text", N_("Tekst"), N_("Skriv en tekst"), Text),
    Kind(
        "goal",
        N_("Mål"),
        N_("Nytt mål"),
        Goal,
        statuses={
            "active": N_("Jobbes med"),
            "reached": N_("Nådd"),
            "paused": N_("På vent"),
            "stopped": N_("Ikke lenger et mål"),
        },
        ended=frozenset({"reached", "stopped", "paused"}),
        under=("goal",),
        clear=("status", "due_on"),
    ),
    Kind(
        "action",
        N_("Tiltak"),
        N_("Nytt tiltak"),
        Action,
        statuses={
            "planned": N_("Planlagt"),
            "ongoing": N_("I gang"),
            "done": N_("Gjort"),
            "stopped": N_("Avsluttet"),
        },
        ended=frozenset({"done", "stopped"}),
        under=("goal",),
        alone=False,
        clear=("status", "starts_at", "due_on"),
    ),
    Kind(
        "responsibility",
        N_("Ansvar"),
        N_("Spør noen om å ta ansvar"),
        Responsibility,
        statuses={
            "asked": N_("Spurt"),
            "accepted": N_("Har sagt ja"),
            "declined": N_("Har sagt nei"),
            "done": N_("Gjort"),
        },
        ended=frozenset({"done", "declined"}),
        under=("action",),
        alone=False,
        clear=("responsible_id", "due_on"),
    ),
    Kind(
        "comment",
        N_("Kommentar"),
        N_("Skriv en kommentar"),
        Comment,
        under=(
            "goal",
            "action",
            "text",
            *ABOUT,
            "need",
            "service",
            "document",
            "appointment",
            "line",
            "duty",
            "roles",
        ),
        alone=False,
        least=Access.COMMENT,
    ),
)
