"""How a coordinator is appointed: the steps, who is suggested, and when first contact is late."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

AFTER: Mapping[str, str] = {
    "proposed": "proposed",
    "agreed": "asked",
    "asked": "asked",
    "accepted": "accepted",
    "declined": "declined",
    "appointed": "appointed",
    "taken_back": "taken_back",
}
"""By step, where the process stands after it. Other events (first contact, reminders) move nothing."""
NEXT: Mapping[str, frozenset[str]] = {
    "": frozenset({"proposed"}),
    "proposed": frozenset({"agreed", "asked", "taken_back"}),
    "asked": frozenset({"accepted", "declined", "taken_back"}),
    "accepted": frozenset({"appointed", "taken_back"}),
}
"""What may come next, by where it stands; after all else nothing does."""
OPEN = frozenset({"proposed", "asked", "accepted"})


class WrongStep(ValueError):
    """The process does not stand where this step begins: somebody was there before."""


class Told(Protocol):
    """What these rules ask of an event."""

    @property
    def kind(self) -> str: ...


def stands_at(events: Iterable[Told]) -> str:
    """Where the process stands after its events, in their order; empty before the first."""
    return next((AFTER[one.kind] for one in reversed(list(events)) if one.kind in AFTER), "")


def check_step(events: Iterable[Told], step: str) -> None:
    """Raises `WrongStep` where a step may not be taken now. What moves nothing may always be told."""
    if step in AFTER and step not in NEXT.get(stands_at(events), frozenset()):
        raise WrongStep(step)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can coordinate, as the register has her."""

    account_id: UUID
    name: str
    competence: frozenset[str]
    most: int | None
    """How many she wishes to have at most; ``None``: she has not said."""
    load: int
    """How many she has."""
    trained: bool

    @property
    def full(self) -> bool:
        return self.most is not None and self.load >= self.most

    @property
    def share(self) -> int:
        """How much of what she wishes she has, in percent, never more than all; of 10 where she has not
        said."""
        return min(100, round(100 * self.load / max(1, 10 if self.most is None else self.most)))


def suggested(candidates: Iterable[Candidate], wanted: Collection[str], wish: str) -> Sequence[Candidate]:
    """Who is suggested, the best first: whom the person wishes, who knows the field, who has room."""
    return sorted(
        candidates,
        key=lambda one: (
            not is_wished(one.name, wish),
            -len(one.competence & set(wanted)),
            one.full,
            one.share,
            not one.trained,
            one.name,
        ),
    )


def is_wished(name: str, wish: str) -> bool:
    """Whether what the person has written names her: her first and last name, or the one word there is."""
    said, parts = set(_words(wish)), _words(name)
    if not said or not parts:
        return False
    return {parts[0], parts[-1]} <= said or (len(said) == 1 and said <= set(parts))


def _words(text: str) -> list[str]:
    return "".join(one if one.isalnum() or one == "-" else " " for one in text.casefold()).split()


def contact_is_late(since: datetime, within: timedelta, now: datetime, *, contacted: bool) -> bool:
    """Whether the first contact should have been made by now, and nobody has written that it was."""
    return not contacted and now >= since + within


def deputy_days_wrong(start: datetime, end: datetime, now: datetime, longest: timedelta) -> str | None:
    """What is wrong with the days of a deputy: ``past``, ``order``, ``long``; ``None``: nothing."""
    if end <= now:
        return "past"
    if end <= start:
        return "order"
    return "long" if end - max(start, now) > longest else None
