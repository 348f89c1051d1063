"""The overview: how each goal goes, who is asked of what, what is late, what comes, and what is lacking."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from ipplan.gate.visit import Visit
from ipplan.language import N_
from ipplan.page.house import House, house_of
from ipplan.page.overview.minute import Opened, meetings_for, names_in
from ipplan.page.plan.pulse import CONCERNED
from ipplan.page.plan.rooms import room_page
from ipplan.page.respond import language_of, uuid_in
from ipplan.page.who import signed_in, who_of
from ipplan.plan import timeline as drawing
from ipplan.plan.contents import Check, checks, facts_in
from ipplan.plan.meetings import Meeting
from ipplan.plan.news import first_words
from ipplan.plan.outline import Node, Outline
from ipplan.plan.periods import OSLO
from ipplan.plan.progress import HEIGHT, WIDTH, progress_of
from ipplan.plan.timeline import tasks_of, timeline
from ipplan.render import day_in_words
from ipplan.store.pulse import period_of

NEXT = 3
"""Meetings that are named."""


@dataclass(frozen=True)
class Duties:
    """What one person is asked to do, or has said yes to."""

    account_id: UUID
    ones: list[tuple[Outline, Node]]

    def late(self, today: date) -> int:
        return sum(1 for _, node in self.ones if node.late(today))


@signed_in
async def show(request: Request) -> Response:
    """All of it, of what this reader may open and of nothing else."""
    house = house_of(request)
    visit = await house.gate.enter(uuid_in(request, "plan"), who_of(request).actor, road="overview")
    opened = await house.reader.outlines(await visit.open_all())
    outlines = [outline for _, outline in opened.values()]
    today = visit.at.astimezone(OSLO).date()
    tasks = tasks_of(opened, today)
    known = await names_in(house, visit, outlines)
    return room_page(
        request,
        visit,
        "overview",
        "overview/show.html",
        today=today,
        names=known,
        rules=visit.gate.rules,
        goals=progress_of(opened, today),
        goal_size=(WIDTH, HEIGHT),
        needing=[(outline, node) for outline in outlines for node in outline.needing(today)],
        duties=sorted(_duties(outlines), key=lambda one: known.get(one.account_id, "")),
        meetings=_coming(await meetings_for(house, visit), visit)[:NEXT],
        checks=await _checks(house, visit, opened),
        tasks=tasks,
        line=timeline(tasks, today),
        drawing=drawing,
        first_words=first_words,
        day=partial(day_in_words, language=language_of(request), shape=N_("d. MMM y")),
        month=partial(day_in_words, language=language_of(request), shape="LLLL"),
    )


def _duties(outlines: list[Outline]) -> list[Duties]:
    found: dict[UUID, list[tuple[Outline, Node]]] = {}
    for outline in outlines:
        for node, _ in outline.walk():
            who = node.clear.responsible_id
            if node.kind == "responsibility" and who and node.clear.status in ("asked", "accepted"):
                found.setdefault(who, []).append((outline, node))
    return [
        Duties(who, sorted(ones, key=lambda one: one[1].clear.due_on or date.max))
        for who, ones in found.items()
    ]


def _coming(found: list[Meeting], visit: Visit) -> list[Meeting]:
    return [one for one in found if not one.over(visit.at) and not one.cancelled]


async def _checks(house: House, visit: Visit, opened: Opened) -> list[Check]:
    """The nine legal contents; none where there is no plan yet, or where it is closed."""
    if visit.kind != "plan" or visit.standing.closed:
        return []
    areas = {row.section_id: row.area for row in visit.open_sections()}
    facts = facts_in(opened, areas) | await _facts(house, visit, opened)
    return checks(visit.gate.rules.content.values(), facts, sees_all=visit.decides and visit.standing.whole)


async def _facts(house: House, visit: Visit, opened: Opened) -> dict[str, str]:
    """What lies apart from the sections, as far as the visitor may know it, and where she can read of it."""
    company, standing = visit.company(), visit.standing
    concerned = standing.role in CONCERNED
    people = company.people if visit.decides else company.sharing(opened, visit.reader)
    others = [one for one in people if one.account_id not in visit.readers]
    found: dict[str, str] = {}
    if others:
        found["participants"] = "#live-people"
    if visit.is_coordinator or any(one.role == "coordinator" for one in others):
        found["coordinator"] = "/coordinator" if concerned else "#live-people"
    if not standing.paused:
        found["consent"] = "/deciding" if concerned else "/receipts"
    if company.sharing(opened, visit.reader):
        found["sharing"] = "/sharing" if visit.decides else "/receipts"
    async with house.database.engine.connect() as tx:
        if opened and await period_of(tx, visit.space.space_id) is not None:
            found["revision"] = "/approval"
    return found
