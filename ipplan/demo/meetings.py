"""A meeting that is called in the demo's child's plan, with an agenda: somewhere to begin."""

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from ipplan.demo.seed import ROAD, Seeding
from ipplan.gate.viewer import viewer_of
from ipplan.gate.visit import Visit
from ipplan.permit import Access
from ipplan.plan.forms import fill
from ipplan.plan.meetings import Meeting, call, moment, one_meeting
from ipplan.plan.periods import OSLO
from ipplan.plan.points import POINT, add_point
from ipplan.store.meetings import When, Words
from ipplan.store.spaces import Writing, hold
from ipplan.store.versions import Clear

IN_DAYS = 9
OWNER, MOTHER, UNIT = "tiril-vollan", "marte-aasen", "wenche-dahl"
INVITED = (MOTHER, UNIT, "leila-hosseini", "sindre-nygard", "kristin-brekke")
AREAS = ("needs", "health", "work")
POINTS = (
    ("health", "De nye dagortosene: hvordan går det?", MOTHER),
    ("work", "Turen med trinnet", UNIT),
)
"""Section, title, and who sets it up."""


async def seed_meeting(seeding: Seeding) -> None:
    """Call a meeting in the plan that was just made; nobody is sent anything."""
    held = await hold(seeding.tx, seeding.gate.clock, seeding.spaces[OWNER])
    visits = {
        who: await seeding.gate.visit_within(held, seeding.actor(who), road=ROAD) for who in (MOTHER, UNIT)
    }
    mine = visits[MOTHER]
    sections = {row.area: row.section_id for row in mine.space.sections}
    permit, viewer = await mine.open_meetings(), viewer_of(mine)
    invited = frozenset(seeding.people[who] for who in INVITED)
    words = Words("Møte i ansvarsgruppa", "Lyngholt skole, møterom 2", "", True, invited, 1)
    about = frozenset(sections[area] for area in AREAS)
    made = await call(held, permit, viewer, _when(held.now, about), words)
    meeting = await one_meeting(seeding.tx, permit, viewer, made.meeting_id)
    for area, title, who in POINTS:
        await _point(held, visits[who], meeting, sections[area], title)
    await held.finish()


async def _point(held: Writing, visit: Visit, meeting: Meeting, section: UUID, title: str) -> None:
    permit = await visit.open(section, Access.READ)
    filled = fill(POINT, {"title": title}, Clear("point", status=POINT.first_status), {})
    await add_point(held, permit, viewer_of(visit), meeting, uuid4(), filled)


def _when(now: datetime, about: frozenset[UUID]) -> When:
    """Nine days from now, or the Monday after a weekend, from ten to half past eleven in Oslo."""
    day: date = (now + timedelta(days=IN_DAYS)).astimezone(OSLO).date()
    day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
    starts = moment(day, time(10))
    assert starts is not None, "the clocks are not put forward by day"
    return When(starts, starts + timedelta(minutes=90), about)
