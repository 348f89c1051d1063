"""Who was in a meeting's room when: for who decides, where something was shown there by mistake."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ipplan.store.gatherings import Event


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody was in the room from ``at`` until ``until``; without that she still is."""

    who: UUID
    at: datetime
    until: datetime | None


def stays_of(events: Iterable[Event]) -> list[Stay]:
    """By all that happened at a meeting: between its end and its going on nobody is there."""
    since: dict[UUID, datetime] = {}
    found: list[Stay] = []
    on = False
    for event in events:
        match event.kind:
            case "begun":
                on, since = True, dict.fromkeys(since, event.at)
            case "came":
                since[UUID(event.said["who"])] = event.at
            case "left":
                who = UUID(event.said["who"])
                found += [Stay(who, since.pop(who), event.at)] if who in since else []
            case "ended":
                found += [Stay(who, at, event.at) for who, at in since.items()]
                on = False
    return [*found, *(Stay(who, at, None) for who, at in since.items() if on)]
