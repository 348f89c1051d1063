"""Meetings: proposed, agreed to by who decides, called, moved, cancelled; and who sees which.

A meeting is about some sections. It is there for those who decide, for who coordinates, and for those who are
invited, as long as at least one of its sections is open to them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

from ipplan.permit import Access, Permit, Refused
from ipplan.plan.periods import OSLO
from ipplan.store.database import Tx
from ipplan.store.meetings import Change, When, Words, answers_of, changes_of, put_answer, put_change
from ipplan.store.spaces import Writing

ANSWERS = ("yes", "maybe", "no")


@dataclass(frozen=True)
class Viewer:
    """Who looks: what is open to her, and whether she arranges meetings."""

    account_id: UUID
    arranges: bool
    """Whether she decides, or coordinates: proposals are hers to see, and meetings without her, too."""
    decides: bool
    open_to: frozenset[UUID]
    """Sections."""

    def decides_over(self, when: When) -> bool:
        """Whether she decides in all that a meeting is about: a mandate may be over some sections only."""
        return self.decides and when.sections <= self.open_to


@dataclass(frozen=True)
class Meeting:
    """A meeting as one viewer sees it."""

    meeting_id: UUID
    standing: Change | None
    """As it was called, or cancelled; ``None``: nobody is invited yet."""
    waiting: Change | None
    """What is proposed since, and waits for who decides."""
    changes: tuple[Change, ...]
    answers: Mapping[UUID, str]
    """Of those who are invited, and have answered since it was last moved."""

    @property
    def newest(self) -> Change:
        """What it would be if all were agreed to."""
        newest = self.waiting or self.standing
        assert newest is not None, "a meeting that is neither is not shown"
        return newest

    @property
    def cancelled(self) -> bool:
        return self.standing is not None and self.standing.state == "cancelled"

    def over(self, at: datetime) -> bool:
        return self.newest.when.ends_at <= at

    def answered_by(self, account_id: UUID) -> str:
        """``yes``, ``no``, ``maybe``, or nothing."""
        return self.answers.get(account_id, "")


def without_place(meeting: Meeting) -> Meeting:
    """The meeting, as it is told where the owner's address is protected."""
    bare = [
        replace(one, words=replace(one.words, place="", link="")) if one else None
        for one in (meeting.standing, meeting.waiting)
    ]
    return replace(meeting, standing=bare[0], waiting=bare[1])


async def meetings_of(tx: Tx, permit: Permit, viewer: Viewer) -> list[Meeting]:
    """The meetings that are there for a viewer, by when they begin."""
    found = await changes_of(tx, permit)
    answers = await answers_of(tx, permit, found)
    seen = [
        meeting
        for meeting_id, changes in found.items()
        if (meeting := _seen(changes, answers.get(meeting_id, {}), viewer))
    ]
    return sorted(seen, key=lambda one: one.newest.when.starts_at)


async def one_meeting(tx: Tx, permit: Permit, viewer: Viewer, meeting_id: UUID) -> Meeting:
    """One of those; raises `Refused`."""
    changes = (await changes_of(tx, permit, meeting_id)).get(meeting_id, [])
    answers = (await answers_of(tx, permit, [meeting_id])).get(meeting_id, {})
    meeting = _seen(changes, answers, viewer) if changes else None
    if meeting is None:
        raise Refused("no_meeting")
    return meeting


async def call(
    held: Writing, permit: Permit, viewer: Viewer, when: When, words: Words, *, agreed: bool = False
) -> Change:
    """Propose a meeting; by who decides it is called at once. Returns the change.

    ``agreed``: whether who decides has agreed to just this before, among the times of a poll.
    """
    decides = agreed or viewer.decides_over(when)
    words = replace(words, asked=1, place_in_mail=words.place_in_mail and decides)
    state = "called" if decides else "proposed"
    return await _put(held, permit, viewer, uuid4(), 1, state, when, words)


async def change(
    held: Writing, permit: Permit, viewer: Viewer, meeting: Meeting, when: When, words: Words
) -> Change:
    """Propose something else of a meeting, or change it; what was called stands until that is agreed to."""
    _check_arranges(viewer, meeting)
    number, before = _next(meeting), meeting.standing
    moved = before is None or (before.when.starts_at, before.when.ends_at) != (when.starts_at, when.ends_at)
    asked = number if moved or before is None else before.words.asked
    decides = viewer.decides_over(when) and (before is None or viewer.decides_over(before.when))
    in_mail = words.place_in_mail if decides else _allowed(before, words)
    words = replace(words, asked=asked, place_in_mail=in_mail)
    state = "called" if decides else "proposed"
    return await _put(held, permit, viewer, meeting.meeting_id, number, state, when, words)


async def agree(
    held: Writing, permit: Permit, viewer: Viewer, meeting: Meeting, *, place_in_mail: bool
) -> Change:
    """Agree to what is proposed: now people are invited. Raises `Refused` for who does not decide."""
    proposed = _check_waiting(held, viewer, meeting)
    number, words = _next(meeting), replace(proposed.words, place_in_mail=place_in_mail)
    if words.asked == proposed.number:
        words = replace(words, asked=number)
    return await _put(held, permit, viewer, meeting.meeting_id, number, "called", proposed.when, words)


async def decline(held: Writing, permit: Permit, viewer: Viewer, meeting: Meeting) -> Change:
    """Say no to what is proposed: nobody is told anything, and what was called before stands."""
    proposed = _check_waiting(held, viewer, meeting)
    number = _next(meeting)
    return await _put(
        held, permit, viewer, meeting.meeting_id, number, "declined", proposed.when, proposed.words
    )


async def cancel(held: Writing, permit: Permit, viewer: Viewer, meeting: Meeting) -> Change:
    """Cancel a meeting that was called, or take a proposal back; nobody has to agree to that."""
    _check_arranges(viewer, meeting)
    last, number = meeting.standing or meeting.newest, _next(meeting)
    state = "cancelled" if meeting.standing else "declined"
    return await _put(held, permit, viewer, meeting.meeting_id, number, state, last.when, last.words)


async def answer(held: Writing, permit: Permit, viewer: Viewer, meeting: Meeting, word: str) -> None:
    """Answer for oneself; raises `Refused` for who is not invited, and where there is nothing to answer."""
    standing = meeting.standing
    if word not in ANSWERS or standing is None or standing.state != "called" or meeting.over(held.now):
        raise Refused("no_answer")
    if viewer.account_id not in standing.words.invited:
        raise Refused("not_invited")
    await put_answer(held, permit, meeting.meeting_id, standing.number, word)


def may_be_invited(sections: Iterable[UUID], open_to: Mapping[UUID, frozenset[UUID]]) -> frozenset[UUID]:
    """Of all people (with what is open to each) those who may open at least one of the meeting's sections."""
    wanted = frozenset(sections)
    return frozenset(who for who, opens in open_to.items() if opens & wanted)


def moment(day: date, clock: time) -> datetime | None:
    """The moment of a time of day in Oslo, in UTC; ``None`` where the clocks are put forward past it.

    Where they are put back it comes twice: the first is meant.
    """
    local = datetime.combine(day, clock, OSLO)
    found = local.astimezone(UTC)
    return found if found.astimezone(OSLO).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def _seen(changes: list[Change], answers: Mapping[UUID, tuple[int, str]], viewer: Viewer) -> Meeting | None:
    standing = next((one for one in reversed(changes) if one.state in ("called", "cancelled")), None)
    newest = changes[-1]
    waiting = newest if newest.state == "proposed" and viewer.arranges else None
    if standing is not None and not standing.when.sections & viewer.open_to:
        standing = None
    shown = waiting or standing
    if shown is None or not shown.when.sections & viewer.open_to:
        return None
    if not viewer.arranges and viewer.account_id not in shown.words.invited:
        return None
    counts: dict[UUID, str] = {}
    if standing is not None:
        counts = {
            who: word
            for who, (number, word) in answers.items()
            if number >= standing.words.asked and who in standing.words.invited
        }
    return Meeting(newest.meeting_id, standing, waiting, tuple(changes), counts)


def _next(meeting: Meeting) -> int:
    return meeting.changes[-1].number + 1


def _allowed(before: Change | None, words: Words) -> bool:
    """Whether the owner has let this very place stand in e-mails."""
    return before is not None and before.words.place_in_mail and before.words.place == words.place


def _check_arranges(viewer: Viewer, meeting: Meeting) -> None:
    if not viewer.arranges or meeting.cancelled:
        raise Refused("not_arranging")


def _check_waiting(held: Writing, viewer: Viewer, meeting: Meeting) -> Change:
    if meeting.waiting is None or not viewer.decides_over(meeting.waiting.when) or meeting.over(held.now):
        raise Refused("nothing_proposed")
    return meeting.waiting


async def _put(
    held: Writing,
    permit: Permit,
    viewer: Viewer,
    meeting_id: UUID,
    number: int,
    state: str,
    when: When,
    words: Words,
) -> Change:
    if not viewer.arranges or permit.access < Access.WRITE:
        raise Refused("not_arranging")
    await put_change(held, permit, meeting_id, number, state, when, words)
    return Change(meeting_id, number, permit.account_id, held.now, state, when, words)
