"""The one-minute view: what has come since she read last, what is asked of her, and what she is to know."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.viewer import viewer_of
from ipplan.gate.visit import Visit
from ipplan.page.house import House, house_of
from ipplan.page.meeting.calls import Call, calls_of
from ipplan.page.plan.plan import note_read
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Permit, Refused
from ipplan.plan.fresh import fresh_of
from ipplan.plan.meetings import Meeting, meetings_of
from ipplan.plan.news import MANY, News, news_of
from ipplan.plan.outline import Node, Outline
from ipplan.plan.periods import OSLO
from ipplan.plan.responsibilities import Asked, asked_of
from ipplan.plan.summary import chosen
from ipplan.store.accounts import names
from ipplan.store.read_marks import SITTING, Mark, marks_of

Opened = Mapping[UUID, tuple[Permit, Outline]]
SAID = {"answered"}


@dataclass(frozen=True)
class Minute:
    """All that the view shows one reader, on the page and on paper."""

    visit: Visit
    permits: Collection[Permit]
    first: bool
    """Whether she has never read here: nothing is new to her then, or all of it."""
    last: datetime | None
    """When she read last; ``None``: never, or she sits here reading."""
    opened_since: list[str]
    """Titles of sections that she has not read in before."""
    news: list[News]
    asked: list[Asked]
    called: list[Call]
    summary: list[tuple[Outline, Node]]
    names: Mapping[UUID, str]
    today: date

    @property
    def owner(self) -> str:
        return self.visit.company().names[self.visit.space.owner_id]

    @property
    def may_answer(self) -> bool:
        return not (self.visit.standing.paused or self.visit.standing.closed)


@signed_in
async def show(request: Request) -> Response:
    """The view. Who has read it has read what is new; it stays there for as long as she sits there."""
    house = house_of(request)
    minute = await read_minute(request, "minute")
    note_read(house, minute.visit, minute.permits)
    said = request.query_params.get("said", "")
    return room_page(
        request,
        minute.visit,
        "minute",
        "minute/show.html",
        minute=minute,
        names=minute.names,
        today=minute.today,
        MANY=MANY,
        still=not minute.may_answer,
        back="minute",
        said=said if said in SAID else "",
        link=f"{house.settings.address}/plans/{minute.visit.space.space_id}/minute",
    )


async def read_minute(request: Request, road: str) -> Minute:
    """Enter by ``road`` and read all of it; raises `Refused`."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road=road)
    permits = await visit.open_all()
    opened = await house.reader.outlines(permits)
    marks, called, meetings = await _around(house, visit)
    today = visit.at.astimezone(OSLO).date()
    fresh = fresh_of(opened, marks, visit.readers, visit.at)
    asked = [] if visit.standing.closed else _asked(visit, opened, today)
    summary = chosen(opened)
    return Minute(
        visit,
        permits,
        not marks.keys() & opened.keys(),
        _last(marks, visit.at),
        [outline.title for one, (_, outline) in opened.items() if marks and one not in marks],
        news_of(fresh, {one.meeting_id for one in meetings}),
        asked,
        called,
        summary,
        await names_in(house, visit, [outline for _, outline in opened.values()]),
        today,
    )


async def names_in(house: House, visit: Visit, outlines: Collection[Outline]) -> Mapping[UUID, str]:
    """Names of all whom these sections mention, and of all who take part."""
    known = visit.company().names
    lacking = {who for one in outlines for who in one.mentioned} - known.keys()
    if not lacking:
        return known
    async with house.database.engine.connect() as tx:
        return {**known, **await names(tx, lacking)}


async def meetings_for(house: House, visit: Visit) -> list[Meeting]:
    """The meetings that are there for the visitor; none where nothing is open to her."""
    try:
        permit = await visit.open_meetings()
    except Refused:
        return []
    async with house.database.engine.connect() as tx:
        return await meetings_of(tx, permit, viewer_of(visit))


async def _around(house: House, visit: Visit) -> tuple[Mapping[UUID, Mark], list[Call], list[Meeting]]:
    """How far she has read, what meetings ask of her, and which there are for her."""
    space_id = visit.space.space_id
    async with house.database.engine.connect() as tx:
        marks = await marks_of(tx, visit.actor.account_id, [space_id])
        called = [] if visit.standing.closed or visit.assisting else await calls_of(tx, visit)
    return marks.get(space_id, {}), called, await meetings_for(house, visit)


def _asked(visit: Visit, opened: Opened, today: date) -> list[Asked]:
    return [
        one
        for permit, outline in opened.values()
        if outline.asked & visit.readers
        for one in asked_of(visit.readers, permit, outline, today)
    ]


def _last(marks: Mapping[UUID, Mark], at: datetime) -> datetime | None:
    last = max((one.at for one in marks.values()), default=None)
    return last if last is not None and last < at - SITTING else None
