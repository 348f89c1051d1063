"""What a section has of meetings: made in their rooms, and shown there."""

from dataclasses import dataclass

from ipplan.language import N_
from ipplan.permit import Access
from ipplan.plan.kinds.asking import line, words
from ipplan.plan.kinds.kind import Kind


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


KINDS = (
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
