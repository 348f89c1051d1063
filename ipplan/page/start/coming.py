"""What comes next for somebody, in all her plans: meetings, and what she has said yes to, by the day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from ipplan.page.start.cards import Card, day_of
from ipplan.plan.meetings import Meeting
from ipplan.plan.periods import OSLO
from ipplan.plan.responsibilities import Asked

DUE = timedelta(days=30)
"""How far ahead it is shown by when something is to be done."""


@dataclass(frozen=True)
class Next:
    """One of them."""

    card: Card
    day: date
    meeting: Meeting | None = None
    asked: Asked | None = None


def coming(cards: Iterable[Card]) -> list[Next]:
    """The first first; what is late before all."""
    found = [one for card in cards for one in (*_meetings(card), *_due(card))]
    return sorted(found, key=lambda one: one.day)


def _meetings(card: Card) -> list[Next]:
    whens = [(one, one.standing.when.starts_at) for one in card.meets.coming if one.standing]
    return [Next(card, at.astimezone(OSLO).date(), meeting=one) for one, at in whens]


def _due(card: Card) -> list[Next]:
    last = day_of(card.visit) + DUE
    return [
        Next(card, due, asked=one)
        for one in card.asked
        if one.node.clear.status == "accepted" and (due := one.node.clear.due_on) and due <= last
    ]
