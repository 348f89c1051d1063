"""The kinds of item: the words of each, its shape, its states, and what may stand under it."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

from ipplan.language import N_
from ipplan.permit import Access
from ipplan.plan import shapes


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
        Kind("section", N_("Del"), N_("Ny del"), shapes.Section),
        Kind("text", N_("Tekst"), N_("Skriv en tekst"), shapes.Text),
        Kind(
            "goal",
            N_("Mål"),
            N_("Nytt mål"),
            shapes.Goal,
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
            shapes.Action,
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
            shapes.Responsibility,
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
            shapes.Comment,
            under=("goal", "action", "text", "line", "duty", "roles"),
            alone=False,
            least=Access.COMMENT,
        ),
        Kind(
            "message",
            N_("Melding"),
            N_("Skriv en melding"),
            shapes.Message,
            least=Access.COMMENT,
            areas=("messages",),
            own=True,
        ),
        Kind("contact", N_("Kontakt"), N_("Ny kontakt"), shapes.Contact, areas=("network", "messages")),
        Kind(
            "duty",
            N_("Oppgave"),
            N_("Oppgave"),
            shapes.Duty,
            clear=("due_on",),
            made=False,
            labels={"due_on": N_("Neste gang")},
        ),
        Kind(
            "note",
            N_("Notat"),
            N_("Skriv hva som er gjort"),
            shapes.Note,
            under=("duty",),
            alone=False,
            clear=("starts_at",),
            labels={"starts_on": N_("Når ble det gjort?")},
        ),
        Kind(
            "roles",
            N_("Rolleavtale"),
            N_("Rolleavtale"),
            shapes.Roles,
            clear=("due_on",),
            made=False,
            labels={"due_on": N_("Når vi ser på avtalen igjen")},
        ),
        Kind(
            "assent",
            N_("Enighet om rolleavtalen"),
            N_("Jeg er enig i dette"),
            shapes.Assent,
            under=("roles",),
            alone=False,
            least=Access.READ,
            own=True,
            made=False,
        ),
        Kind("agenda", N_("Møte"), N_("Møte"), shapes.Agenda, at_meetings=True),
        Kind(
            "point",
            N_("Sak"),
            N_("Foreslå en sak"),
            shapes.Point,
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
            shapes.Line,
            statuses={"said": N_("Referat"), "added": N_("Tillegg")},
            under=("point", "agenda"),
            alone=False,
            least=Access.COMMENT,
            at_meetings=True,
        ),
    )
}
