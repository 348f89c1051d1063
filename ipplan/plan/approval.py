"""Approval of minutes: sent to those who were there, approved, locked; who decides has the last word.

All of it are events of the meeting (store/gatherings.py). What is locked changes no more; what comes after is
an addition. Nothing here is done by the clock: a deadline that has passed is read from the events.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from ipplan.permit import Permit, Refused
from ipplan.plan.agendas import agenda_id, agenda_in
from ipplan.plan.forms import Filled
from ipplan.plan.gathering import Gathering, check_runs
from ipplan.plan.meetings import Meeting, Viewer
from ipplan.plan.minutes import release
from ipplan.plan.outline import Node, Outline
from ipplan.plan.points import ensure_agenda
from ipplan.store.gatherings import Event, put_event
from ipplan.store.spaces import Writing

Seen = Mapping[str, Mapping[str, str]]
"""What somebody has on her screen of some minutes: versions by item, by section."""
Owners = Literal["", "waits", "agreed", "objected", "silent"]
"""What who decides has said of locked minutes. ``silent``: nothing, and the deadline has passed."""


@dataclass(frozen=True)
class Approval:
    """How far the minutes of a meeting have come."""

    sent: Event | None = None
    to: frozenset[UUID] = frozenset()
    """Who is asked to approve them."""
    approved: Mapping[UUID, Event] = field(default_factory=dict)
    """The last approval of each."""
    presses: tuple[Event, ...] = ()
    """All approvals, in order."""
    locked: Event | None = None
    answers: tuple[Event, ...] = ()
    """Of those who decide: ``agreed`` and ``objected``."""

    def approvals(self, sections: Collection[UUID], hidden: Collection[UUID]) -> Mapping[UUID, Event]:
        """Of each the approval of what a reader sees; one given anew for something else is the old one.

        Else she would learn from its time that something has changed which she does not see.
        """
        shown: dict[UUID, Event] = {}
        for event in self.presses:
            before = shown.get(event.author_id)
            if before is None or _of(before, sections, hidden) != _of(event, sections, hidden):
                shown[event.author_id] = event
        return shown

    def asks(self, who: UUID) -> bool:
        """Whether somebody is asked to approve them, as long as they are not locked."""
        return who in self.to and self.locked is None

    def objections(self, sections: Collection[UUID]) -> list[Event]:
        """Those that stand in sections which the reader sees. Of others she is not told."""
        return [
            one for one in self.answers if one.kind == "objected" and UUID(one.said["section"]) in sections
        ]

    def owners(self, sections: Collection[UUID], at: datetime) -> Owners:
        """What who decides has said, as far as somebody knows of it who sees these sections."""
        if self.locked is None:
            return ""
        if self.objections(sections):
            return "objected"
        if any(one.kind == "agreed" for one in self.answers):
            return "agreed"
        return "waits" if self._may_still_object(at) else "silent"

    def may_answer(self, who: UUID, at: datetime) -> bool:
        """Whether somebody who decides may say what she thinks: once, and before the deadline."""
        return self._may_still_object(at) and all(one.author_id != who for one in self.answers)

    def turns(self) -> list[datetime]:
        """When the clock changes what is said of them."""
        return [one.due_at for one in (self.sent, self.locked) if one is not None and one.due_at is not None]

    def _may_still_object(self, at: datetime) -> bool:
        return self.locked is not None and self.locked.due_at is not None and at < self.locked.due_at


def approval_of(now: Gathering) -> Approval:
    """How far they have come, by what happened after the meeting."""
    sent = next((one for one in now.after if one.kind == "sent"), None)
    return Approval(
        sent,
        frozenset(UUID(one) for one in sent.said["to"].split()) if sent else frozenset(),
        {one.author_id: one for one in now.after if one.kind == "approved"},
        tuple(one for one in now.after if one.kind == "approved"),
        next((one for one in now.after if one.kind == "locked"), None),
        tuple(one for one in now.after if one.kind in ("agreed", "objected")),
    )


def seen_of(opened: Iterable[Outline], meeting_id: UUID) -> Seen:
    """What a reader sees of the minutes in sections that are open to her."""
    found = {outline.section_id: list(written(outline, meeting_id)) for outline in opened}
    return {
        str(section): {str(node.item_id): str(node.item.head.version_id) for node in nodes}
        for section, nodes in found.items()
        if nodes
    }


def written(outline: Outline, meeting_id: UUID) -> Iterable[Node]:
    """The points and lines that a section has of a meeting, in no order."""
    agenda = agenda_in(outline, meeting_id)
    for node in agenda.below if agenda else ():
        yield node
        yield from (below for below in node.below if below.kind == "line")


def digest_of(seen: Seen) -> str:
    """A SHA-256 of what somebody sees, in hexadecimal: she approves that, and nothing else."""
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


def has_changed(
    approved: Event, opened: Iterable[Outline], meeting_id: UUID, hidden: Collection[UUID]
) -> bool:
    """Whether something has changed since an approval, of what the approver and the reader both see.

    ``hidden``: items that are withheld from the reader. Of what was added to locked minutes nothing is said.
    """
    then: Seen = json.loads(approved.said["seen"])
    for outline in opened:
        before = then.get(str(outline.section_id))
        if before is None:
            continue
        now = {str(node.item_id): node for node in written(outline, meeting_id)}
        gone = set(before) - set(now) - {str(one) for one in hidden}
        if gone or any(_is_new(node, before, approved.at) for node in now.values()):
            return True
    return False


def _of(approved: Event, sections: Collection[UUID], hidden: Collection[UUID]) -> Seen:
    """As much of what was approved as a reader sees of it."""
    seen: Seen = json.loads(approved.said["seen"])
    return {
        section: {item: version for item, version in items.items() if UUID(item) not in hidden}
        for section, items in seen.items()
        if UUID(section) in sections
    }


def _is_new(node: Node, before: Mapping[str, str], at: datetime) -> bool:
    version = before.get(str(node.item_id))
    if version is None:
        # One that was there already was withheld from her, perhaps: that is nobody's to know.
        return node.clear.status != "added" and node.item.created_at > at
    return version != str(node.item.head.version_id)


async def send(
    held: Writing,
    permit: Permit,
    viewer: Viewer,
    meeting: Meeting,
    now: Gathering,
    to: Collection[UUID],
    within: timedelta,
) -> int:
    """Ask people to approve the minutes, and return the event's number.

    Raises `Refused` for who does not run the meeting.
    """
    check_runs(viewer, meeting)
    if now.ended_at is None or now.after:
        raise Refused("minutes_sent")
    said = {"to": " ".join(sorted(map(str, to)))}
    return await put_event(held, permit, meeting.meeting_id, "sent", said, due_at=held.now + within)


async def approve(held: Writing, permit: Permit, meeting: Meeting, now: Gathering, seen: Seen) -> None:
    """Approve what one sees; again where it was changed since. Raises `Refused` for who is not asked."""
    found = approval_of(now)
    if not found.asks(permit.account_id):
        raise Refused("not_asked")
    before = found.approved.get(permit.account_id)
    text = json.dumps(seen, sort_keys=True)
    if before is None or before.said["seen"] != text:
        await put_event(held, permit, meeting.meeting_id, "approved", {"seen": text})


def check_may_lock(viewer: Viewer, meeting: Meeting, now: Gathering) -> None:
    """Whether the viewer may lock the minutes now; raises `Refused`."""
    check_runs(viewer, meeting)
    found = approval_of(now)
    if found.sent is None or found.locked is not None:
        raise Refused("minutes_not_sent")


async def lock(
    held: Writing,
    permit: Permit,
    viewer: Viewer,
    meeting: Meeting,
    now: Gathering,
    token: str,
    within: timedelta,
) -> int:
    """Lock the minutes, which ``token`` signs as they are; raises `Refused`. Returns the event's number."""
    check_may_lock(viewer, meeting, now)
    due = held.now + within
    return await put_event(held, permit, meeting.meeting_id, "locked", {"token": token}, due_at=due)


def check_may_answer(held: Writing, viewer: Viewer, meeting: Meeting, now: Gathering) -> None:
    """Whether the viewer may say now what she, who decides, thinks of locked minutes; raises `Refused`."""
    if not viewer.decides_over(meeting.newest.when):
        raise Refused("not_deciding")
    if not approval_of(now).may_answer(viewer.account_id, held.now):
        raise Refused("nothing_to_answer")


async def agree(
    held: Writing, permit: Permit, viewer: Viewer, meeting: Meeting, now: Gathering, seen: Seen
) -> None:
    """Who decides approves, as the last; raises `Refused`."""
    check_may_answer(held, viewer, meeting, now)
    said = {"seen": json.dumps(seen, sort_keys=True)}
    await put_event(held, permit, meeting.meeting_id, "agreed", said)


async def object_to(
    held: Writing,
    permit: Permit,
    section: Permit,
    viewer: Viewer,
    meeting: Meeting,
    now: Gathering,
    item_id: UUID,
    under: UUID,
    filled: Filled,
) -> None:
    """Who decides does not agree: her words are an addition, and stand where she puts them. Raises `Refused`.

    ``under``: a point, or the section's agenda, which is made where there is none.
    """
    if any(one.said.get("line") == str(item_id) for one in approval_of(now).answers):
        return  # sent twice, since its sender got no answer
    check_may_answer(held, viewer, meeting, now)
    if under == agenda_id(meeting.meeting_id, section.section_id):
        await ensure_agenda(held, section, meeting.meeting_id)
    await release(held, section, viewer, meeting, item_id, under, filled)
    said = {"section": str(section.section_id), "line": str(item_id)}
    await put_event(held, permit, meeting.meeting_id, "objected", said)
