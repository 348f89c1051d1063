"""The kinds of item: a frozen dataclass each, which is also what its form asks for."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

from ipplan.language import N_
from ipplan.permit import Access


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


@dataclass(frozen=True)
class Kind:
    """One kind of item: its words, its shape, its states, and what may stand under it."""

    name: str
    word: str
    new: str
    shape: type
    statuses: Mapping[str, str] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()
    """States in which a passed date is no longer late."""
    under: tuple[str, ...] = ()
    """Kinds that it may stand under; empty: directly in its section only."""
    alone: bool = True
    """Whether it may stand directly in its section."""
    clear: tuple[str, ...] = ()
    """Which of the clear columns its form asks for."""
    least: Access = Access.WRITE
    """The access with which one writes one's own of it."""
    at_meetings: bool = False
    """Whether it is made in a meeting's room, and is shown there, and not among what the section holds."""
    areas: tuple[str, ...] = ()
    """The areas in whose sections it is made; empty: in any."""
    own: bool = False
    """Whether its words are its author's alone: nobody else writes in it, and it keeps its place."""
    made: bool = True
    """Whether it is made from a form; else it comes with its section, or by a way of its own."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What its form calls the clear columns, where that is not what others call them."""

    @property
    def questions(self) -> tuple[Field[Any], ...]:
        """The fields that its form asks for."""
        asked: tuple[Field[Any], ...] = fields(self.shape)
        return tuple(f for f in asked if f.metadata["asked"])

    @property
    def moves(self) -> bool:
        """Whether it can be taken elsewhere: not what is one's own word in a conversation, or came with its
        section."""
        return self.alone and self.made and not self.own and self.name != "section"

    @property
    def first_status(self) -> str:
        return next(iter(self.statuses), "")

    def content(self, values: Mapping[str, str]) -> dict[str, str]:
        """``values`` cut down to this kind's fields, with nothing missing."""
        known: tuple[Field[Any], ...] = fields(self.shape)
        return {f.name: values.get(f.name, "" if f.default is MISSING else f.default) for f in known}


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
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
            under=("goal", "action", "text", "line", "duty", "roles"),
            alone=False,
            least=Access.COMMENT,
        ),
        Kind(
            "message",
            N_("Melding"),
            N_("Skriv en melding"),
            Message,
            least=Access.COMMENT,
            areas=("messages",),
            own=True,
        ),
        Kind("contact", N_("Kontakt"), N_("Ny kontakt"), Contact, areas=("network", "messages")),
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
        Kind("agenda", N_("Møte"), N_("Møte"), Agenda, at_meetings=True),
        Kind(
            "point",
            N_("Sak"),
            N_("Foreslå en sak"),
            Point,
            statuses={
                "proposed": N_("Foreslått"),
                "agreed": N_("På sakslisten"),
                "done": N_("Ferdig"),
                "postponed": N_("Utsatt"),
            },
            under=("agenda",),
            alone=False,
            least=Access.READ,
            at_meetings=True,
        ),
        Kind(
            "line",
            N_("Referat"),
            N_("Skriv referat"),
            Line,
            statuses={"said": N_("Referat"), "added": N_("Tillegg")},
            under=("point", "agenda"),
            alone=False,
            least=Access.COMMENT,
            at_meetings=True,
        ),
    )
}
