"""The week plan, and the calendar of a month: what this reader may see, and the meetings for her."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.viewer import place_is_secret, viewer_of
from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import House, house_of
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.permit import Access, Permit, Refused
from ipplan.plan.forms import read_day
from ipplan.plan.meetings import Meeting, meetings_of
from ipplan.plan.outline import Outline
from ipplan.plan.periods import OSLO
from ipplan.plan.week import Week, entries_of, monday_of, next_day, weeks, weeks_of_month

NO_DAY = N_("Skriv datoen som dag.måned.år, for eksempel 31.12.2027.")
APART = ("messages", "duties", "roles")
"""Areas in which nobody looks for an appointment."""


@dataclass(frozen=True)
class Calendar:
    """What one reader has of a plan to put on its days."""

    visit: Visit
    opened: Mapping[UUID, tuple[Permit, Outline]]
    meetings: Sequence[Meeting]
    today: date

    @property
    def family(self) -> frozenset[UUID]:
        """The owner, and who acts for her."""
        people = self.visit.company().people
        acting = {one.account_id for one in people if one.role == "representative"}
        return frozenset(acting | {self.visit.space.owner_id})

    @property
    def writable(self) -> list[Outline]:
        """Sections in which she can make an appointment."""
        able = [one for permit, one in self.opened.values() if permit.access >= Access.WRITE]
        return [one for one in able if self.visit.area(one.section_id) not in APART]

    def weeks(self, mondays: Sequence[date]) -> list[Week]:
        rules = self.visit.gate.rules
        # What begins the evening before may last into the first day.
        since, until = mondays[0] - timedelta(days=1), mondays[-1] + timedelta(days=6)
        entries = entries_of(self.opened, self.meetings, self.family, since, until)
        return weeks(entries, mondays, rules)

    def day_of(self, item_id: str) -> date | None:
        """The day to show of an appointment; of what is none of hers, no day."""
        nodes = (node for _, outline in self.opened.values() for node in outline.nodes)
        made = (one for one in nodes if one.kind == "appointment")
        found = next((one for one in made if str(one.item_id) == item_id), None)
        return next_day(found, self.today) if found else None


@signed_in
async def show(request: Request) -> Response:
    """A week, day by day."""
    calendar = await calendar_of(request)
    day, error = day_asked(request, calendar)
    (week,) = calendar.weeks([monday_of(day)])
    return _page(request, calendar, day, error, "week/show.html", week=week)


@signed_in
async def month(request: Request) -> Response:
    """All weeks that a month touches."""
    calendar = await calendar_of(request)
    day, error = day_asked(request, calendar)
    first = day.replace(day=1)
    beside = {
        "before": (first - timedelta(days=1)).replace(day=1),
        "after": (first + timedelta(days=31)).replace(day=1),
    }
    found = calendar.weeks(weeks_of_month(day))
    return _page(request, calendar, day, error, "week/month.html", weeks=found, first=first, **beside)


async def calendar_of(request: Request) -> Calendar:
    """Enter, and open all there is a right to; raises `Refused`."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="week")
    opened = await house.reader.outlines(await visit.open_all())
    today = visit.at.astimezone(OSLO).date()
    return Calendar(visit, opened, await meetings_for(house, visit), today)


async def meetings_for(house: House, visit: Visit) -> list[Meeting]:
    """The meetings that are there for her; none where nothing of the plan is open to her."""
    try:
        permit = await visit.open_meetings()
    except Refused:
        return []
    async with house.database.engine.connect() as tx:
        return await meetings_of(tx, permit, viewer_of(visit))


def day_asked(request: Request, calendar: Calendar) -> tuple[date, str]:
    """The day that was asked for, and what is wrong with it; today, where none was."""
    typed = request.query_params.get("day", "").strip()
    if not typed:
        return calendar.day_of(request.query_params.get("item", "")) or calendar.today, ""
    found = read_day(typed)
    return found or calendar.today, "" if found else NO_DAY


def _page(
    request: Request, calendar: Calendar, day: date, error: str, template: str, **values: Any
) -> Response:
    visit = calendar.visit
    known = {
        "calendar": calendar,
        "today": calendar.today,
        "day": day,
        "error": error,
        "typed": request.query_params.get("day", "") if error else day.isoformat(),
        "names": visit.company().names,
        "rules": visit.gate.rules,
        "secret": place_is_secret(visit),
        "step": timedelta(days=7),
    }
    status = 422 if error else 200
    return room_page(request, visit, "week", template, status, **known, **values)
