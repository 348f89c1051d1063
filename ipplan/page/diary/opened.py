"""A plan's diary, opened for one visitor: the section in which each who may write has her own."""

from dataclasses import dataclass

from starlette.requests import Request

from ipplan.gate.rooms import room_of
from ipplan.gate.visit import Visit
from ipplan.page.house import house_of
from ipplan.page.respond import uuid_in
from ipplan.page.who import who_of
from ipplan.permit import Permit, Refused
from ipplan.plan.diaries import ENTRY
from ipplan.plan.outline import Outline
from ipplan.store.people import Participant

ROAD = "diary"


@dataclass(frozen=True)
class Diary:
    """``outline`` is ``None`` where there is none yet, for who may make it."""

    visit: Visit
    permit: Permit | None
    outline: Outline | None

    @property
    def may_write(self) -> bool:
        """Whether she has a diary of her own here."""
        standing = self.visit.standing
        idle = standing.paused or bool(standing.closed) or self.visit.assisting
        return self.permit is not None and self.permit.access >= ENTRY.least and not idle

    @property
    def others(self) -> list[Participant]:
        """Whom she can share with: all others who may read the section."""
        if self.permit is None:
            return []
        me, found = self.visit.actor.account_id, self.visit.company().readers_of(self.permit.section_id)
        return [one for one in found if one.account_id != me]


async def enter_diary(request: Request) -> Diary:
    """Raises `Refused` where it is not hers, nor hers to make."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road=ROAD)
    section_id = room_of(visit, "diary")
    if section_id is None:
        if not (visit.decides and visit.standing.whole) or visit.standing.closed:
            raise Refused("no_room")
        return Diary(visit, None, None)
    permit = await visit.open(section_id)
    outline = await house.reader.outline(permit)
    if outline is None:
        raise Refused("no_title")
    return Diary(visit, permit, outline)
