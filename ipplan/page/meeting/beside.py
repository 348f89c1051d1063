"""What stands beside a meeting: the others of its series, and whether the next one may be proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ipplan.plan import meetings as rules
from ipplan.plan.meetings import Meeting, Viewer
from ipplan.plan.rhythm import is_last
from ipplan.plan.series import later_than, of_series, waits
from ipplan.store.database import Tx

if TYPE_CHECKING:
    from ipplan.page.meeting.meetings import Room


@dataclass(frozen=True)
class Beside:
    """What a meeting's page shows of others."""

    series: Sequence[Meeting]
    """All of its series that are there for who looks; one at most where it is of none."""
    later: Sequence[Meeting]
    """Those of them after it that can be changed with it."""
    waiting: int
    """How many of the series wait for this viewer's yes."""
    last: bool
    """Whether it has been held, and none comes after it."""

    def place(self, meeting: Meeting) -> int:
        """The how manieth of its series it is."""
        return [one.meeting_id for one in self.series].index(meeting.meeting_id) + 1


def beside(meetings: Sequence[Meeting], viewer: Viewer, found: Meeting, at: datetime) -> Beside:
    """What stands beside ``found`` among all meetings that are there for who looks."""
    series = of_series(found, meetings)
    waiting = sum(waits(viewer, one, at) for one in series)
    return Beside(series, later_than(found, meetings, at), waiting, is_last(found, meetings, at))


async def in_scope(tx: Tx, room: "Room", found: Meeting, scope: str) -> list[Meeting]:
    """A meeting, and with the scope ``later`` those of its series after it."""
    if scope != "later":
        return [found]
    return [found, *later_than(found, await rules.meetings_of(tx, room.permit, room.viewer), room.visit.at)]
