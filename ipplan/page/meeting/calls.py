"""What meetings ask of somebody: to agree to one that is proposed, or to say whether she comes."""

from dataclasses import dataclass
from uuid import UUID

from ipplan.gate.viewer import viewer_of
from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.plan.meetings import Meeting, Viewer, meetings_of
from ipplan.store.database import Tx
from ipplan.store.meetings import When


@dataclass(frozen=True, slots=True)
class Call:
    """One meeting that waits for somebody's word."""

    meeting_id: UUID
    version: int
    """The number of its last change."""
    title: str
    when: When
    agrees: bool
    """Whether she is asked to agree to it; else whether she comes."""


async def calls_of(tx: Tx, visit: Visit) -> list[Call]:
    """The coming meetings that wait for the visitor's word, the first first."""
    try:
        permit = await visit.open_meetings()
    except Refused:
        return []
    viewer = viewer_of(visit)
    found = [_call(one, viewer, visit) for one in await meetings_of(tx, permit, viewer)]
    return [one for one in found if one is not None]


def _call(meeting: Meeting, viewer: Viewer, visit: Visit) -> Call | None:
    if meeting.over(visit.at) or meeting.cancelled:
        return None
    now, version = meeting.newest, meeting.changes[-1].number
    if meeting.waiting is not None and viewer.decides_over(meeting.waiting.when):
        return Call(meeting.meeting_id, version, now.words.title, now.when, True)
    standing = meeting.standing
    if standing is None or viewer.account_id not in standing.words.invited:
        return None
    if meeting.answered_by(viewer.account_id):
        return None
    return Call(meeting.meeting_id, version, standing.words.title, standing.when, False)
