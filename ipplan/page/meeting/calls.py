"""What meetings ask of somebody: to agree, whether she comes, when it suits, whether minutes are right."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ipplan.gate.viewer import viewer_of
from ipplan.gate.visit import Visit
from ipplan.permit import Permit, Refused
from ipplan.plan.approval import Approval, approval_of
from ipplan.plan.gathering import gathering_of
from ipplan.plan.meetings import Meeting, Viewer, meetings_of
from ipplan.plan.polls import Poll, polls_of
from ipplan.store.database import Tx
from ipplan.store.gatherings import awaited, events_of
from ipplan.store.meetings import When


@dataclass(frozen=True, slots=True)
class Call:
    """Something that waits for somebody's word."""

    what: str
    """``agree`` to a meeting, or ``come`` to it; ``ask``: agree that others are asked; ``suit``: be asked;
    ``approve`` minutes; ``last_word``: of who decides on those that are locked."""
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
    return await calls_among(tx, visit, permit, await meetings_of(tx, permit, viewer_of(visit)))


async def calls_among(tx: Tx, visit: Visit, permit: Permit, meetings: Iterable[Meeting]) -> list[Call]:
    """The same, where the visitor's meetings have been read."""
    viewer = viewer_of(visit)
    found = {one.meeting_id: one for one in meetings}
    calls = [_of_meeting(one, viewer, visit.at) for one in found.values()]
    calls += [_of_poll(one, viewer) for one in await polls_of(tx, permit, viewer, visit.at)]
    for meeting_id in await awaited(tx, permit, visit.at):
        if meeting_id in found:
            happened = gathering_of(await events_of(tx, permit, meeting_id))
            calls.append(_of_minutes(found[meeting_id], viewer, approval_of(happened), visit.at))
    return sorted((one for one in calls if one is not None), key=lambda one: one.until)


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


def _of_minutes(meeting: Meeting, viewer: Viewer, approval: Approval, at: datetime) -> Call | None:
    me, title, when = viewer.account_id, meeting.newest.words.title, meeting.newest.when
    if approval.locked is not None:
        if approval.may_answer(me, at) and viewer.decides_over(when) and approval.locked.due_at:
            event = approval.locked
            return Call("last_word", meeting.meeting_id, event.number, title, when, approval.locked.due_at)
        return None
    sent = approval.sent
    if sent is None or sent.due_at is None or not approval.asks(me) or me in approval.approved:
        return None
    return Call("approve", meeting.meeting_id, sent.number, title, when, sent.due_at)
