"""Reminders of meetings: in the morning of the day before, to who has known of it longer than that.

All days are those of Oslo's calendar.
"""

from datetime import datetime, time, timedelta
from uuid import UUID

from ipplan.plan.meetings import Meeting
from ipplan.plan.periods import OSLO, end_of

MORNING = time(8)
"""When people are up: there is such a time every day, also when the clocks are put forward or back."""


def due_at(starts_at: datetime) -> datetime:
    """When people are reminded of a meeting that begins then: in the morning of the day before."""
    day = starts_at.astimezone(OSLO).date() - timedelta(days=1)
    return datetime.combine(day, MORNING, OSLO)


def is_due(starts_at: datetime, now: datetime) -> bool:
    """Whether people are to be reminded now: what was missed the day before is made up for till it begins."""
    return due_at(starts_at) <= now < starts_at


def end_of_search(now: datetime) -> datetime:
    """What is due now begins before this moment: the end of the day after."""
    return end_of(now.astimezone(OSLO).date() + timedelta(days=1))


def reminds(meeting: Meeting, account_id: UUID, starts_at: datetime, now: datetime) -> bool:
    """Whether somebody is to be reminded of a meeting at the time that a reminder was promised for.

    Not who has said no, nor who was called to that time on the day before or later: she has just been told.
    """
    standing = meeting.standing
    if standing is None or standing.state != "called" or standing.when.starts_at != starts_at:
        return False
    if account_id not in standing.words.invited or meeting.answered_by(account_id) == "no":
        return False
    return is_due(starts_at, now) and _told_on_a_day_before(due_at(starts_at), meeting, account_id)


def _told_on_a_day_before(due: datetime, meeting: Meeting, account_id: UUID) -> bool:
    return told_at(meeting, account_id).astimezone(OSLO).date() < due.astimezone(OSLO).date()


def told_at(meeting: Meeting, account_id: UUID) -> datetime:
    """Since when somebody who is invited has been, to the time at which the meeting now is."""
    assert meeting.standing is not None, "nobody is invited to what was never called"
    at, starts_at = meeting.standing.at, meeting.standing.when.starts_at
    for one in reversed([one for one in meeting.changes if one.state == "called"]):
        if account_id not in one.words.invited or one.when.starts_at != starts_at:
            break
        at = one.at
    return at
