"""What of a plan may go with a complaint: sections that its author decides over, as they stand then."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from starlette.requests import Request

from ipplan.gate.visit import Visit
from ipplan.letter.case.office import written
from ipplan.letter.copy import Copied, section_parts
from ipplan.page.house import House, house_of
from ipplan.page.who import who_of
from ipplan.plan.outline import Outline
from ipplan.store.accounts import names
from ipplan.store.people import memberships

ROAD = "complaint"


@dataclass(frozen=True)
class Room:
    """A section that may be attached."""

    plan_id: UUID
    section_id: UUID
    title: str


async def plan_of(request: Request, owner_id: UUID) -> Visit | None:
    """The plan of whom a case concerns, where the visitor decides over it; ``None``: she does over none."""
    house, who = house_of(request), who_of(request)
    async with house.database.engine.connect() as tx:
        known = [one.space_id for one in await memberships(tx, who.account_id)]
    visits = await house.gate.enter_many(known, who.actor, road=ROAD)
    own = [visit for visit in visits if visit.decides and visit.space.owner_id == owner_id]
    return next((visit for visit in own if not visit.standing.closed), None)


async def rooms_of(house: House, visit: Visit | None) -> list[Room]:
    """The plan's sections by their own titles, as she sees them herself."""
    if visit is None:
        return []
    opened = await house.reader.outlines(await visit.open_all())
    return [Room(visit.space.space_id, one.section_id, one.title) for _, one in opened.values()]


def chosen(typed: Mapping[str, str], rooms: Sequence[Room]) -> list[UUID]:
    """Which of them were ticked."""
    return [room.section_id for room in rooms if typed.get(f"attach-{room.section_id}") == "yes"]


async def told(house: House, visit: Visit, sections: Sequence[UUID]) -> list[dict[str, Any]]:
    """The chosen sections, told as in a letter, as JSON. Each is opened, and so logged.

    What people say to each other does not go along, nor anybody's diary.
    """
    permits = [await visit.open(section) for section in sections]
    opened = await house.reader.outlines(permits)
    outlines = tuple(outline for _, outline in opened.values())
    people = {visit.actor.account_id, visit.space.owner_id}.union(*(one.mentioned for one in outlines))
    async with house.database.engine.connect() as tx:
        known = await names(tx, people)
    return await asyncio.to_thread(_told, visit, outlines, known)


def _told(visit: Visit, outlines: Sequence[Outline], known: Mapping[UUID, str]) -> list[dict[str, Any]]:
    owner, reader = (known.get(one, "") for one in (visit.space.owner_id, visit.actor.account_id))
    copied = Copied(owner, reader, visit.at, written(visit.actor.language), tuple(outlines), known, b"")
    return [asdict(part) for outline in outlines for part in section_parts(copied, outline, apart=False)]
