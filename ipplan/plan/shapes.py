"""What items hold: a frozen dataclass for each kind, which is also what its form asks for."""

from dataclasses import dataclass, field
from typing import Any

from ipplan.language import N_


def _asks(
    label: str,
    *,
    widget: str,
    required: bool = False,
    longest: int = 10_000,
    hint: str = "",
    asked: bool = True,
    shown: bool = True,
) -> Any:
    about = {"label": label, "widget": widget, "required": required, "longest": longest, "hint": hint}
    about |= {"asked": asked, "shown": shown}
    return field(metadata=about) if required else field(default="", metadata=about)


def line(label: str, *, required: bool = False, hint: str = "") -> Any:
    """A one-line answer, at most 200 characters."""
    return _asks(label, widget="line", required=required, longest=200, hint=hint)


def words(label: str, *, required: bool = False, hint: str = "") -> Any:
    """A longer answer, at most 10,000 characters."""
    return _asks(label, widget="words", required=required, hint=hint)


def fixed(label: str, *, shown: bool = True) -> Any:
    """What no form asks for: it is written with the item. ``shown``: whether it says anything to people."""
    return _asks(label, widget="line", longest=200, asked=False, shown=shown)


@dataclass(frozen=True)
class Section:
    """A room of the plan, by its title. The owner's to name."""

    title: str = line(N_("Navn på delen"), required=True)


@dataclass(frozen=True)
class Text:
    """Something told in words."""

    body: str = words(N_("Tekst"), required=True)
    title: str = line(N_("Overskrift"), hint=N_("Kan stå tom."))


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


@dataclass(frozen=True)
class Message:
    """What somebody says to all who share the conversation."""

    body: str = words(N_("Melding"), required=True)


@dataclass(frozen=True)
class Contact:
    """Somebody whom the family may need to reach; with an account or without."""

    title: str = line(N_("Navn"), required=True)
    role: str = line(N_("Rolle"), hint=N_("For eksempel fysioterapeut eller rektor."))
    organisation: str = line(N_("Hvor personen jobber"))
    phone: str = line(N_("Telefon"))
    email: str = line(N_("E-post"))
    body: str = words(N_("Når og hvordan det er best å ta kontakt"))


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


@dataclass(frozen=True)
class Agenda:
    """What a section has of one meeting: what is on its agenda, and its minutes."""


@dataclass(frozen=True)
class Point:
    """A point of an agenda."""

    title: str = line(N_("Saken"), required=True, hint=N_("Hva skal dere snakke om?"))
    body: str = words(N_("Mer om saken"))


@dataclass(frozen=True)
class Line:
    """A line of minutes: what was said, or decided, of one point."""

    body: str = words(N_("Referat"), required=True)
