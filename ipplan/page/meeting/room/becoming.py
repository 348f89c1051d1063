"""What became of lines of minutes, beside them: actions, as each may see them; and where a line was moved."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from ipplan.permit import Access, Permit, Refused
from ipplan.plan.decided import decisions_of
from ipplan.plan.outcomes import Move
from ipplan.plan.outline import Node, Outline
from ipplan.store.database import Database
from ipplan.store.items import Item, one_item

if TYPE_CHECKING:
    from ipplan.page.meeting.room.rooms import Look


@dataclass(frozen=True)
class Outcome:
    """What became of a line: an action of a section that is open to who looks, and shown to her."""

    outline: Outline
    node: Node


def outcomes(look: "Look", opened: Mapping[UUID, tuple[Permit, Outline]], line: Item) -> list[Outcome]:
    """What became of a line, as far as it is hers to see. ``opened``: the sections on this screen."""
    found = []
    for one in decisions_of(look.gathering, line):
        outline = opened[one.section][1] if one.section in opened else None
        nodes = (node for node, _ in outline.walk()) if outline else ()
        found += [Outcome(outline, node) for node in nodes if outline and node.item_id == one.action]
    return found


def may_decide(look: "Look") -> bool:
    """Whether she may turn lines into actions, as far as is known before she chooses a goal."""
    visit, now = look.visit, look.gathering
    takes_part = look.viewer.arranges or look.viewer.account_id in look.meeting.newest.words.invited
    writes = any(visit.may(one, Access.WRITE) for one in look.viewer.open_to)
    on = now.begun_at is not None and not now.is_locked and not look.meeting.cancelled
    return on and takes_part and writes and not visit.standing.paused


async def moves_told(database: Database, look: "Look") -> list[Move]:
    """Lines that were moved to another section, for who decides: as long as what is left of each stands.

    Of what is kept from her herself she is told nothing.
    """
    told = []
    for one in look.gathering.moves if look.viewer.decides else ():
        permits = look.visit.permits((one.section,))
        if not permits or not look.visit.may(one.to):
            continue
        async with database.engine.connect() as tx:
            with suppress(Refused):
                left = await one_item(tx, permits[0], one.line)
                told += [one] if left.clear.closed and "moved_to" in left.content else []
    return told
