"""Who was in a meeting's room when: for who decides, where something was shown there by mistake."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ipplan.store.gatherings import Event


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody was in the room from ``at`` until ``until``; without that she still is. A guest: ``None``."""

    who: UUID | None
    at: datetime
    until: datetime | None


def stays_of(events: Iterable[Event]) -> list[Stay]:
    """By all that happened at a meeting: between its end and its going on nobody is there."""
    since: dict[str, datetime] = {}
    people: dict[str, UUID | None] = {}
    found: list[Stay] = []
    on = False
    for event in events:
        name = event.said.get("who") or event.said.get("guest", "")
        match event.kind:
            case "begun":
                on, since = True, dict.fromkeys(since, event.at)
            case "came" | "guest_came":
                since[name] = event.at
                people[name] = UUID(name) if event.kind == "came" else None
            case "left" | "guest_left":
                found += [Stay(people[name], since.pop(name), event.at)] if name in since else []
            case "ended":
                found += [Stay(people[one], at, event.at) for one, at in since.items()]
                on = False
    return [*found, *(Stay(people[one], at, None) for one, at in since.items() if on)]
