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
from ipplan.store.having import sections_having
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


async def opened_with(request: Request, diary: Diary) -> list[Outline]:
    """The diary, and other sections with entries: those came in with a plan, and stay where they came."""
    house, visit = house_of(request), diary.visit
    async with house.database.engine.connect() as tx:
        having = await sections_having(tx, visit.space.space_id, ENTRY.name)
    own = {diary.permit.section_id} if diary.permit else set()
    permits = [await visit.open(one) for one in sorted(having - own) if visit.may(one)]
    others = [outline for _, outline in (await house.reader.outlines(permits)).values()]
    return [*([diary.outline] if diary.outline else []), *others]
