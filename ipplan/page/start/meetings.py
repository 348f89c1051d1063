"""What meetings ask of somebody in all her plans, and which come soon."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from ipplan.gate.viewer import viewer_of
from ipplan.gate.visit import Visit
from ipplan.page.house import House
from ipplan.page.meeting.calls import Call, calls_among
from ipplan.permit import Refused
from ipplan.plan.meetings import Meeting, meetings_of
from ipplan.store.meetings import meeting_spaces

AHEAD = timedelta(days=14)
"""How far ahead meetings are shown."""


@dataclass(frozen=True)
class Meets:
    """One plan's."""

    calls: tuple[Call, ...] = ()
    """What waits for her word."""
    coming: tuple[Meeting, ...] = ()
    """Those that she is invited to, and has not said no to."""


async def meets_of(house: House, visits: Sequence[Visit]) -> dict[UUID, Meets]:
    """By space. One statement says which plans have any; of those alone something is opened."""
    asked = {one.space.space_id: one for one in visits if not _is_quiet(one)}
    if not asked:
        return {}
    async with house.database.engine.connect() as tx:
        spaces = await meeting_spaces(tx, asked, visits[0].at)
    return {space: await _meets(house, visit) for space, visit in asked.items() if space in spaces}


async def _meets(house: House, visit: Visit) -> Meets:
    try:
        permit = await visit.open_meetings()
    except Refused:
        # A plan whose key somebody has edited has none; the others have.
        return Meets()
    async with house.database.engine.connect() as tx:
        found = await meetings_of(tx, permit, viewer_of(visit))
        calls = await calls_among(tx, visit, permit, found)
    return Meets(tuple(calls), tuple(one for one in found if _comes(one, visit)))


def _comes(one: Meeting, visit: Visit) -> bool:
    standing, me = one.standing, visit.actor.account_id
    if standing is None or standing.state != "called" or me not in standing.words.invited:
        return False
    return standing.when.ends_at > visit.at >= standing.when.starts_at - AHEAD and one.answered_by(me) != "no"


def _is_quiet(visit: Visit) -> bool:
    standing = visit.standing
    return bool(standing.silent or standing.paused or standing.closed or visit.assisting)
