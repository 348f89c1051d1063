"""Meetings as appointments."""

from ipplan.language import N_
from ipplan.letter.fhir.told import Plan, Resource, coded, identified, made, printable, to
from ipplan.plan.meetings import Meeting

ANSWERS = {"yes": "accepted", "no": "declined", "maybe": "tentative"}


def appointment(plan: Plan, meeting: Meeting) -> Resource:
    """A meeting as it was called last, or is proposed: who is invited, and what they answered."""
    change = meeting.standing or meeting.newest
    title = printable(change.words.title) or plan.said(N_("Møte"))
    seen = {outline.section_id for outline in plan.outlines}
    return made(
        plan,
        "Appointment",
        meeting.meeting_id,
        title,
        [change.words.place],
        identifier=identified(meeting.meeting_id),
        status=_status(plan, meeting),
        cancelationReason=coded(plan.said(N_("Avlyst"))) if meeting.cancelled else None,
        description=title,
        supportingInformation=[to(one) for one in sorted(change.when.sections & seen)],
        start=change.when.starts_at.isoformat(),
        end=change.when.ends_at.isoformat(),
        created=meeting.changes[0].at.isoformat(),
        comment=printable(change.words.place),
        participant=_participants(plan, meeting),
    )


def _status(plan: Plan, meeting: Meeting) -> str:
    if meeting.cancelled:
        return "cancelled"
    if meeting.standing is None:
        return "proposed"
    return "fulfilled" if meeting.over(plan.at) else "booked"


def _participants(plan: Plan, meeting: Meeting) -> list[Resource]:
    """Those invited; FHIR wants somebody, and it is always about the owner."""
    change = meeting.standing or meeting.newest
    invited = sorted(change.words.invited)
    people = [
        {"actor": plan.who(who), "status": ANSWERS.get(meeting.answered_by(who), "needs-action")}
        for who in invited
    ]
    if plan.owner_id in invited:
        return people
    return [{"actor": to(plan.owner_id), "required": "information-only", "status": "accepted"}, *people]
