"""Minutes: lines under an agenda's points, each its writer's alone until she releases it.

What is being written is a draft (store/drafts.py); to release it is to make the item. Two who write under one
point make two lines.
"""

from dataclasses import replace
from uuid import UUID

from ipplan.permit import Permit, Refused
from ipplan.plan.agendas import agenda_id
from ipplan.plan.changes import (
    Conflict,
    check_may_write,
    check_not_locked,
    check_place,
    create_again,
    move_under,
)
from ipplan.plan.forms import Filled
from ipplan.plan.kinds import KINDS
from ipplan.plan.meetings import Meeting, Viewer
from ipplan.plan.points import check_takes_part, ensure_agenda
from ipplan.store.drafts import drop_draft
from ipplan.store.gatherings import is_locked
from ipplan.store.items import Item, lineage, section_items
from ipplan.store.spaces import Writing
from ipplan.store.versions import put_version

LINE = KINDS["line"]


async def release(
    held: Writing,
    permit: Permit,
    viewer: Viewer,
    meeting: Meeting,
    item_id: UUID,
    under: UUID,
    filled: Filled,
) -> Conflict | None:
    """Put a line into the minutes, under a point (or under what was moved here); raises `Refused`.

    When they are locked it is an addition, and stays visible as one. Sent twice it is one line, with what
    was written last.
    """
    check_takes_part(viewer, meeting)
    check_may_write(permit, LINE)
    items = await section_items(held.tx, permit, closed=True)
    check_place(LINE, under, items)
    top = (await lineage(held.tx, permit, under))[-1]
    if top.item_id != agenda_id(meeting.meeting_id, permit.section_id):
        raise Refused("not_of_meeting")
    made = next((item for item in items if item.item_id == item_id), None)
    if made is not None:
        return await create_again(held, permit, made, LINE, filled)
    locked = await is_locked(held.tx, held.space_id, meeting.meeting_id)
    last = max((i.clear.position for i in items if i.clear.parent_id == under), default=0.0)
    status = "added" if locked else LINE.first_status
    clear = replace(filled.clear, kind="line", parent_id=under, position=last + 1.0, status=status)
    await put_version(held, permit, item_id, clear, filled.content, cause="created", base=None)
    await drop_draft(held.tx, permit, item_id)
    return None


async def move_line(
    held: Writing, here: Permit, there: Permit, meeting: Meeting, item: Item, *, under: UUID | None = None
) -> UUID:
    """Move a line that stands in the wrong section to another of those open to its mover.

    It goes with what stands under it, and is closed where it was. ``under``: the point there that it belongs
    to, if that still stands. Returns the new item's id; raises `Refused`.
    """
    if item.clear.kind != "line" or item.clear.closed or here.section_id == there.section_id:
        raise Refused("no_line")
    check_may_write(here, LINE, item)
    check_may_write(there, LINE)
    await check_not_locked(held, here, item)
    chain = await lineage(held.tx, here, item.item_id)
    if chain[-1].item_id != agenda_id(meeting.meeting_id, here.section_id):
        raise Refused("not_of_meeting")
    top = await ensure_agenda(held, there, meeting.meeting_id)
    target = await section_items(held.tx, there, closed=True)
    if any(one.item_id == under and one.clear.kind == "point" and not one.clear.closed for one in target):
        top = under or top
    last = max((i.clear.position for i in target if i.clear.parent_id == top), default=0.0)
    items = await section_items(held.tx, here, withheld=True)
    new_id = await move_under(held, here, there, item, top, last + 1.0, items)
    held.moved += [(above.item_id, new_id) for above in chain[1:]]
    return new_id
