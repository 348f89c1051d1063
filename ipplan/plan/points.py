"""The agenda of a meeting: its points, each of a section, proposed by anybody invited.

Who decides agrees to them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from ipplan.permit import Access, Permit, Refused
from ipplan.plan.agendas import MEETING, agenda_id, agenda_in
from ipplan.plan.changes import MinutesLocked, check_not_locked, check_place, create_again
from ipplan.plan.forms import Filled
from ipplan.plan.kinds import KINDS
from ipplan.plan.meetings import Meeting, Viewer
from ipplan.plan.outline import Node, Outline
from ipplan.store.gatherings import is_locked
from ipplan.store.items import Item, section_items
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear, put_version

POINT = KINDS["point"]
SOON = timedelta(days=30)
"""How long before its date a goal is proposed to be evaluated."""
ABOUT = "about"
"""Where a point's content says which item of its section it is about."""
OPEN = ("proposed", "agreed", "postponed")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the plan itself proposes to speak of: something of a section, and why."""

    outline: Outline
    node: Node
    why: str
    """``late``, ``declined``, ``nobody``, ``evaluate`` or ``open``."""


def in_order(opened: Iterable[Outline], meeting_id: UUID) -> list[tuple[Outline, Node]]:
    """The points of a meeting in some sections, as they are to be spoken of."""
    found = [
        (outline, node)
        for outline in opened
        if (agenda := agenda_in(outline, meeting_id))
        for node in agenda.of("point")
    ]
    return sorted(found, key=lambda pair: (pair[1].clear.position, pair[1].item.created_at, pair[1].item_id))


def suggestions(
    opened: Mapping[UUID, Outline], meeting: Meeting, before: Meeting | None, today: date
) -> list[Suggestion]:
    """What a meeting might speak of that is not among its points yet.

    ``opened``: the sections open to who looks; ``before``: the last meeting that was held.
    """
    sections = [one for one in opened.values() if one.section_id in meeting.newest.when.sections]
    taken = {
        about
        for _, node in in_order(sections, meeting.meeting_id)
        if (about := node.content.get(ABOUT)) is not None
    }
    found = [one for outline in sections for one in _of(outline, before, today)]
    return [one for one in found if str(one.node.item_id) not in taken]


async def ensure_agenda(held: Writing, permit: Permit, meeting_id: UUID) -> UUID:
    """The item under which the section's points stand; it is made with the first. Returns its id."""
    items = await section_items(held.tx, permit, closed=True, withheld=True)
    wanted = agenda_id(meeting_id, permit.section_id)
    if not any(item.item_id == wanted for item in items):
        content = {MEETING: str(meeting_id)}
        await put_version(held, permit, wanted, Clear("agenda"), content, cause="created", base=None)
    return wanted


async def add_point(
    held: Writing,
    permit: Permit,
    viewer: Viewer,
    meeting: Meeting,
    item_id: UUID,
    filled: Filled,
    *,
    about: UUID | None = None,
) -> None:
    """Put a point on the agenda, by who decides; by anybody else it is proposed. Raises `Refused`."""
    check_takes_part(viewer, meeting)
    if permit.section_id not in meeting.newest.when.sections:
        raise Refused("not_of_meeting")
    if await is_locked(held.tx, held.space_id, meeting.meeting_id):
        raise MinutesLocked
    top = await ensure_agenda(held, permit, meeting.meeting_id)
    items = await section_items(held.tx, permit, closed=True)
    check_place(POINT, top, items)
    made = next((item for item in items if item.item_id == item_id), None)
    if made is not None:
        await create_again(held, permit, made, POINT, filled)
        return
    last = max((i.clear.position for i in items if i.clear.kind == "point"), default=0.0)
    status = "agreed" if viewer.decides else "proposed"
    position = max(last, held.now.timestamp())
    clear = replace(filled.clear, kind="point", parent_id=top, position=position, status=status)
    content = {**filled.content, **({ABOUT: str(about)} if about else {})}
    await put_version(held, permit, item_id, clear, content, cause="created", base=None)


async def set_point(
    held: Writing, permit: Permit, viewer: Viewer, meeting: Meeting, item: Item, to: str
) -> None:
    """Agree to a point, say that it is done, or put it off; raises `Refused` for who may not."""
    if item.clear.kind != "point" or to not in POINT.statuses or to == "proposed":
        raise Refused("no_status")
    if item.clear.parent_id != agenda_id(meeting.meeting_id, permit.section_id) or item.clear.closed:
        raise Refused("not_of_meeting")
    if not (viewer.decides if to == "agreed" and item.clear.status == "proposed" else viewer.arranges):
        raise Refused("not_arranging")
    await check_not_locked(held, permit, item)
    if item.clear.status != to:
        clear = replace(item.clear, status=to)
        await put_version(held, permit, item.item_id, clear, item.content, cause=to, base=item.head)


async def agree_to_all(held: Writing, permit: Permit, viewer: Viewer, meeting: Meeting) -> None:
    """Agree to all points of a section that were proposed, as who decides agrees to the meeting."""
    top = agenda_id(meeting.meeting_id, permit.section_id)
    for item in await section_items(held.tx, permit):
        if (item.clear.kind, item.clear.parent_id, item.clear.status) == ("point", top, "proposed"):
            await set_point(held, permit, viewer, meeting, item, "agreed")


def check_takes_part(viewer: Viewer, meeting: Meeting) -> None:
    """Whether the viewer is invited, or arranges the meeting; raises `Refused`."""
    invited = viewer.account_id in meeting.newest.words.invited
    if meeting.cancelled or not (viewer.arranges or invited):
        raise Refused("not_invited")


def may_write_lines(permit: Permit, viewer: Viewer, meeting: Meeting) -> bool:
    """Whether the viewer writes minutes of a section."""
    invited = viewer.account_id in meeting.newest.words.invited
    return permit.access >= Access.COMMENT and (viewer.arranges or invited) and not meeting.cancelled


def _of(outline: Outline, before: Meeting | None, today: date) -> list[Suggestion]:
    found = []
    for node, _ in outline.walk():
        why = _why(node, today)
        if why:
            found.append(Suggestion(outline, node, why))
    agenda = agenda_in(outline, before.meeting_id) if before else None
    left = [node for node in agenda.of("point") if node.clear.status in OPEN] if agenda else []
    return [*(Suggestion(outline, node, "open") for node in left), *found]


def _why(node: Node, today: date) -> str:
    if node.kind == "responsibility":
        if node.clear.status == "declined":
            return "declined"
        return "late" if node.late(today) else ""
    if node.kind == "action":
        return "nobody" if node.nobody else "late" if node.late(today) else ""
    if node.kind == "goal" and node.clear.status == "active":
        due = node.clear.due_on
        return "evaluate" if due is not None and due <= today + SOON else ""
    return ""
