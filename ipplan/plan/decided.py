"""A decision becomes an action in one press: what is to be done, by whom, by when, under which goal.

Who does it is asked at once. The line of minutes keeps its words; that it became an action stands with the
meeting (outcomes.py).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ipplan.permit import Permit, Refused
from ipplan.plan import changes
from ipplan.plan.agendas import agenda_id
from ipplan.plan.forms import fill
from ipplan.plan.gathering import Gathering
from ipplan.plan.kinds import KINDS
from ipplan.plan.meetings import Meeting, Viewer
from ipplan.plan.minutes import LINE, release
from ipplan.plan.moved import all_places
from ipplan.plan.outcomes import Decision
from ipplan.plan.outline import Node, Outline
from ipplan.plan.points import check_takes_part, may_write_lines
from ipplan.store.gatherings import events_like, is_locked, put_event
from ipplan.store.items import Item, lineage, sections_with
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear

GOAL, ACTION = KINDS["goal"], KINDS["action"]
OPEN_GOALS = ("active", "paused")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made, by ids that its form brings: sent twice it is made once."""

    line: UUID
    action: UUID
    duty: UUID
    goal: UUID
    new_goal: str
    """What a goal is called that is made with it; empty: there is one."""
    what: str
    who: UUID
    due: date


@dataclass(frozen=True, slots=True)
class Here:
    """The meeting at which it is decided, as who writes it down sees it."""

    apart: Permit
    """To the meetings."""
    permit: Permit
    """To the section of the line, or of the point under which it is written."""
    viewer: Viewer
    meeting: Meeting
    now: Gathering


def check_may_decide(here: Here) -> None:
    """Whether somebody turns lines of this section into actions, or writes them so; raises `Refused`.

    Whether she may write under a goal is asked of that goal's section.
    """
    check_takes_part(here.viewer, here.meeting)
    if not may_write_lines(here.permit, here.viewer, here.meeting):
        raise Refused("writes_no_minutes")
    if here.now.begun_at is None:
        raise Refused("meeting_not_begun")


def open_goals(outline: Outline) -> list[Node]:
    """The goals of a section that something is done for."""
    return [node for node, _ in outline.walk() if node.kind == "goal" and node.clear.status in OPEN_GOALS]


async def decide(held: Writing, here: Here, there: Permit, item: Item, wanted: Wanted) -> None:
    """Make the action and ask for it; the line too, where ``item`` is the point that it was decided under.

    ``there``: the permit to the goal's section. Who may be asked is the gate's to say. Raises `Refused`.
    """
    check_may_decide(here)
    if any(one.action == wanted.action for one in here.now.decided):
        return  # sent twice, since its sender got no answer
    if await is_locked(held.tx, held.space_id, here.meeting.meeting_id):
        raise Refused("minutes_locked")
    line = await _line(held, here, item, wanted)
    if wanted.new_goal:
        goal = {"title": wanted.new_goal, "status": GOAL.first_status}
        await _make(held, there, wanted.goal, "goal", None, goal)
    due = wanted.due.isoformat()
    action = {"title": wanted.what, "status": ACTION.first_status, "due_on": due}
    await _make(held, there, wanted.action, "action", wanted.goal, action)
    duty = {"title": wanted.what, "responsible_id": str(wanted.who), "due_on": due}
    await _make(held, there, wanted.duty, "responsibility", wanted.action, duty)
    said = Decision(line, there.section_id, wanted.action).said()
    await put_event(held, here.apart, here.meeting.meeting_id, "decided", said)


async def _line(held: Writing, here: Here, item: Item, wanted: Wanted) -> UUID:
    """The line that it was decided in: one that there is, or one that is written under a point."""
    if item.clear.closed:
        raise Refused("no_line")
    if item.clear.kind == "line":
        top = (await lineage(held.tx, here.permit, item.item_id))[-1]
        if top.item_id != agenda_id(here.meeting.meeting_id, here.permit.section_id):
            raise Refused("not_of_meeting")
        return item.item_id
    filled = fill(LINE, {"body": wanted.what}, Clear("line", status=LINE.first_status), {})
    args = (here.viewer, here.meeting, wanted.line, item.item_id, filled)
    await release(held, here.permit, *args)
    return wanted.line


async def _make(
    held: Writing, there: Permit, item_id: UUID, kind: str, parent_id: UUID | None, values: dict[str, str]
) -> None:
    shape = KINDS[kind]
    filled = fill(shape, values, Clear(kind, status=shape.first_status), {})
    if filled.errors:
        raise Refused("bad_decision")
    if await changes.create(held, there, item_id, shape, parent_id, filled) is not None:
        raise Refused("item_exists")


async def follow_moved(held: Writing, apart: Permit) -> None:
    """Decisions whose actions were moved in this transaction stand where those are now (``held.moved``)."""
    moved = dict(held.moved)
    for event in await events_like(held.tx, apart, "decided"):
        old = Decision.of(event)
        new = moved.get(old.action)
        if new is not None:
            (section,) = await sections_with(held.tx, apart, [new])
            said = Decision(old.line, section, new, old.action).said()
            await put_event(held, apart, event.meeting_id, "decided", said)


def decisions_of(now: Gathering, line: Item) -> list[Decision]:
    """What became of a line, wherever it stood when that was decided."""
    ids = {item_id for _, item_id in all_places(line)}
    return [one for one in now.decided if one.line in ids]


def absent(now: Gathering, who: Collection[UUID]) -> Iterable[UUID]:
    """Of those who are asked, who is not in the room: when the meeting is over, nobody is."""
    return sorted(set(who) - (now.present if now.is_on else frozenset()))
