"""What became of lines of minutes, as a meeting's events tell it: ids alone, and who had what on screen.

It stands with the meeting and not in the lines: a line that became an action in another section looks the
same as before to all who do not see that section, in its text, its history and on their screens.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ipplan.store.gatherings import Event


@dataclass(frozen=True, slots=True)
class Decision:
    """A line that became an action: which, and where that stands."""

    line: UUID
    section: UUID
    action: UUID
    instead: UUID | None = None
    """What it was before it was moved to another section."""

    @classmethod
    def of(cls, event: Event) -> "Decision":
        """As an event tells it."""
        line, section, action = (UUID(event.said[name]) for name in ("line", "section", "action"))
        return cls(line, section, action, UUID(event.said["instead"]) if "instead" in event.said else None)

    def said(self) -> dict[str, str]:
        """For an event."""
        ids = {"line": str(self.line), "section": str(self.section), "action": str(self.action)}
        return ids | ({"instead": str(self.instead)} if self.instead else {})


@dataclass(frozen=True, slots=True)
class Move:
    """A line that was moved to another section, by whom and when."""

    line: UUID
    """What is left of it where it was."""
    section: UUID
    to: UUID
    """The section where it stands now."""
    seen: tuple[UUID, ...]
    """Who had it on screen where it was, and does not see where it is now: for who decides alone."""
    by: UUID
    at: datetime

    @classmethod
    def of(cls, event: Event) -> "Move":
        """As an event tells it."""
        said = event.said
        seen = tuple(UUID(one) for one in said["seen"].split())
        line, section, to = (UUID(said[name]) for name in ("line", "section", "to"))
        return cls(line, section, to, seen, event.author_id, event.at)


def moved(line: UUID, section: UUID, to: UUID, seen: Iterable[UUID]) -> dict[str, str]:
    """A move, for an event."""
    ids = {"line": str(line), "section": str(section), "to": str(to)}
    return {**ids, "seen": " ".join(map(str, seen))}
