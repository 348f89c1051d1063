"""What meetings ask of somebody: to agree to one that is proposed, or whether she comes, or when it suits."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ipplan.gate.viewer import viewer_of
from ipplan.gate.visit import Visit
from ipplan.permit import Refused
from ipplan.plan.meetings import Meeting, Viewer, meetings_of
from ipplan.plan.polls import Poll, polls_of
from ipplan.store.database import Tx
from ipplan.store.meetings import When


@dataclass(frozen=True, slots=True)
class Call:
    """Something that waits for somebody's word."""

    what: str
    """``agree`` to a meeting, or ``come`` to it; ``ask``: agree that others are asked; ``suit``: be asked."""
    one_id: UUID
    """Of the meeting, or of the poll."""
    version: int
    """The number of its last change."""
    title: str
    when: When | None
    until: datetime
    """When it asks no more."""

    @property
    def path(self) -> str:
        """Its address, below its plan's."""
        return f"{'meetings' if self.when else 'polls'}/{self.one_id}"


async def calls_of(tx: Tx, visit: Visit) -> list[Call]:
    """What waits for the visitor's word, the first first."""
    try:
        permit = await visit.open_meetings()
    except Refused:
        return []
    viewer = viewer_of(visit)
    meetings = [_of_meeting(one, viewer, visit.at) for one in await meetings_of(tx, permit, viewer)]
    polls = [_of_poll(one, viewer) for one in await polls_of(tx, permit, viewer, visit.at)]
    return sorted((one for one in (*meetings, *polls) if one is not None), key=lambda one: one.until)


def _of_meeting(meeting: Meeting, viewer: Viewer, at: datetime) -> Call | None:
    if meeting.over(at) or meeting.cancelled:
        return None
    version, waiting, standing = meeting.changes[-1].number, meeting.waiting, meeting.standing
    if waiting is not None and viewer.decides_over(waiting.when):
        when = waiting.when
        return Call("agree", meeting.meeting_id, version, waiting.words.title, when, when.ends_at)
    if standing is None or viewer.account_id not in standing.words.invited:
        return None
    if meeting.answered_by(viewer.account_id):
        return None
    when = standing.when
    return Call("come", meeting.meeting_id, version, standing.words.title, when, when.ends_at)


def _of_poll(poll: Poll, viewer: Viewer) -> Call | None:
    question, version = poll.question, poll.last.number
    until = question.slots[-1].starts_at
    if poll.state == "proposed" and viewer.decides and question.sections <= viewer.open_to:
        return Call("ask", poll.poll_id, version, question.title, None, until)
    asked = poll.state == "asked" and viewer.account_id in question.asked
    if asked and viewer.account_id not in poll.answers:
        return Call("suit", poll.poll_id, version, question.title, None, until)
    return None
