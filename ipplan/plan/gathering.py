"""A meeting while it is held: begun, at which point, who is there, ended."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from ipplan.permit import Permit, Refused
from ipplan.plan.meetings import Meeting, Viewer
from ipplan.plan.outcomes import Decision, Move
from ipplan.store.gatherings import Event, put_event
from ipplan.store.spaces import Writing

EARLIEST = timedelta(hours=12)
"""How long before its time a meeting may begin."""
NOTHING = timedelta()


@dataclass(frozen=True)
class Gathering:
    """How a meeting goes, or went."""

    begun_at: datetime | None = None
    ended_at: datetime | None = None
    current: UUID | None = None
    """The point that is spoken of now."""
    since: datetime | None = None
    """Since when."""
    spent: dict[UUID, timedelta] = field(default_factory=dict)
    """How long each point was spoken of before that."""
    present: frozenset[UUID] = frozenset()
    """People who are there; when it is over, who were there at the end."""
    came: frozenset[UUID] = frozenset()
    """Everybody who was there at some time."""
    guests: tuple[str, ...] = ()
    """People without access to the plan who are there, as they were named."""
    guests_came: tuple[str, ...] = ()
    after: tuple[Event, ...] = ()
    """What happened with its minutes (approval.py)."""
    decided: tuple[Decision, ...] = ()
    """Which lines became actions (decided.py)."""
    moves: tuple[Move, ...] = ()
    """Which lines were moved to another section."""

    @property
    def is_on(self) -> bool:
        return self.begun_at is not None and self.ended_at is None

    @property
    def is_locked(self) -> bool:
        """Whether its minutes are locked."""
        return any(event.kind == "locked" for event in self.after)

    def spent_on(self, point: UUID, now: datetime) -> timedelta:
        """How long a point has been spoken of until now."""
        running = now - self.since if self.current == point and self.since else NOTHING
        return self.spent.get(point, NOTHING) + running


def gathering_of(events: Iterable[Event]) -> Gathering:
    """How a meeting goes by all that happened at it."""
    found = Gathering()
    for event in events:
        found = _after(found, event)
    return found


async def begin(held: Writing, permit: Permit, viewer: Viewer, meeting: Meeting, now: Gathering) -> None:
    """Begin it, or go on with one that was ended; raises `Refused` for who does not arrange it."""
    check_runs(viewer, meeting)
    if now.is_on or now.after:
        raise Refused("meeting_begun")
    if held.now < meeting.newest.when.starts_at - EARLIEST:
        raise Refused("meeting_early")
    await put_event(held, permit, meeting.meeting_id, "begun")


async def go_to(
    held: Writing, permit: Permit, viewer: Viewer, meeting: Meeting, now: Gathering, point: UUID | None
) -> None:
    """Speak of a point from now on, or of none for a while."""
    _check_on(viewer, meeting, now)
    if point == now.current:
        return
    said = {"point": str(point)} if point else {}
    await put_event(held, permit, meeting.meeting_id, "point", said)


async def attend(
    held: Writing,
    permit: Permit,
    viewer: Viewer,
    meeting: Meeting,
    now: Gathering,
    who: UUID,
    *,
    there: bool,
) -> None:
    """Somebody is there, or is no more: said by who runs the meeting, or by those invited of themselves."""
    if who != viewer.account_id or who not in meeting.newest.words.invited:
        check_runs(viewer, meeting)
    if not now.is_on:
        raise Refused("meeting_not_on")
    if there != (who in now.present):
        kind = "came" if there else "left"
        await put_event(held, permit, meeting.meeting_id, kind, {"who": str(who)})


async def receive(
    held: Writing,
    permit: Permit,
    viewer: Viewer,
    meeting: Meeting,
    now: Gathering,
    guest: str,
    *,
    there: bool,
) -> None:
    """A guest is there, or is no more: somebody who sees nothing of the plan."""
    _check_on(viewer, meeting, now)
    if there != (guest in now.guests):
        kind = "guest_came" if there else "guest_left"
        await put_event(held, permit, meeting.meeting_id, kind, {"guest": guest})


async def end(held: Writing, permit: Permit, viewer: Viewer, meeting: Meeting, now: Gathering) -> None:
    """End it."""
    _check_on(viewer, meeting, now)
    await put_event(held, permit, meeting.meeting_id, "ended")


def check_runs(viewer: Viewer, meeting: Meeting) -> None:
    """Whether the viewer runs this meeting, which was called; raises `Refused`."""
    if not viewer.arranges or meeting.standing is None or meeting.cancelled:
        raise Refused("not_running")


def _check_on(viewer: Viewer, meeting: Meeting, now: Gathering) -> None:
    check_runs(viewer, meeting)
    if not now.is_on:
        raise Refused("meeting_not_on")


def _after(found: Gathering, event: Event) -> Gathering:
    said = event.said
    match event.kind:
        case "begun":
            return replace(found, begun_at=found.begun_at or event.at, ended_at=None)
        case "point":
            current = UUID(said["point"]) if "point" in said else None
            return replace(_stopped(found, event.at), current=current, since=event.at if current else None)
        case "ended":
            return replace(_stopped(found, event.at), ended_at=event.at)
        case "came":
            who = frozenset({UUID(said["who"])})
            return replace(found, present=found.present | who, came=found.came | who)
        case "left":
            return replace(found, present=found.present - {UUID(said["who"])})
        case "guest_came":
            came = tuple(dict.fromkeys((*found.guests_came, said["guest"])))
            return replace(found, guests=(*found.guests, said["guest"]), guests_came=came)
        case "guest_left":
            return replace(found, guests=tuple(one for one in found.guests if one != said["guest"]))
        case "decided":
            new = Decision.of(event)
            stand = (one for one in found.decided if one.action != new.instead)
            return replace(found, decided=(*stand, new))
        case "line_moved":
            return replace(found, moves=(*found.moves, Move.of(event)))
        case _:
            return replace(found, after=(*found.after, event))


def _stopped(found: Gathering, at: datetime) -> Gathering:
    """Nothing is spoken of; what the last point took is counted."""
    if found.current is None or found.since is None:
        return found
    taken = found.spent_on(found.current, at)
    return replace(found, current=None, since=None, spent={**found.spent, found.current: taken})
