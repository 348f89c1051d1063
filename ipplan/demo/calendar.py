"""Appointments in the demo's child's plan: school, what comes every week, and two at the same time."""

from datetime import date, timedelta
from uuid import uuid4

from ipplan.demo.meetings import MOTHER, OWNER
from ipplan.demo.seed import ROAD, Seeding
from ipplan.permit import Access
from ipplan.plan import changes
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.plan.periods import OSLO
from ipplan.plan.week import monday_of
from ipplan.store.spaces import hold
from ipplan.store.versions import Clear

KIND = KINDS["appointment"]
WEEKS = 26
EVERY_WEEK: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "work",
        {
            "title": "Skole",
            "place": "Lyngholt skole",
            "weekdays": "mon tue wed thu fri",
            "begins": "08:30",
            "ends": "13:30",
        },
    ),
    (
        "health",
        {
            "title": "Fysioterapi i bassenget",
            "place": "Varmtvannsbassenget",
            "who": "Sindre Nygård",
            "weekdays": "thu",
            "begins": "14:00",
            "ends": "15:00",
        },
    ),
)
"""The area of the section, and what is written there."""
ONCE = ("home", {"title": "Tannlegen", "place": "Tannklinikken", "begins": "14:30", "ends": "15:00"})
ON = 3
"""The day of the week on which the dentist is, at the same time as something else: a Thursday."""


async def seed_appointments(seeding: Seeding) -> None:
    """Write them down, as the child's mother would."""
    held = await hold(seeding.tx, seeding.gate.clock, seeding.spaces[OWNER])
    visit = await seeding.gate.visit_within(held, seeding.actor(MOTHER), road=ROAD)
    sections = {row.area: row.section_id for row in visit.space.sections}
    monday = monday_of(held.now.astimezone(OSLO).date())
    until = (monday + timedelta(weeks=WEEKS, days=-3)).isoformat()
    made = [(area, monday, said | {"until": until}) for area, said in EVERY_WEEK]
    made.append((ONCE[0], _thursday_after(monday), ONCE[1]))
    for area, first, said in made:
        permit = await visit.open(sections[area], Access.WRITE)
        filled = fill(KIND, said | {"starts_on": first.isoformat()}, Clear(KIND.name), {})
        assert not filled.errors, filled.errors
        await changes.create(held, permit, uuid4(), KIND, None, filled)
    await held.finish()


def _thursday_after(monday: date) -> date:
    return monday + timedelta(weeks=1, days=ON)
