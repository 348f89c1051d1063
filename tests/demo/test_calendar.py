"""The demo's appointments: a week with school, and one with two at the same time."""

from datetime import timedelta

from ipplan.demo.calendar import seed_appointments
from ipplan.demo.meetings import OWNER
from ipplan.demo.seed import Seeding
from ipplan.plan.periods import OSLO
from tests.site import Site
from tests.world import PEOPLE


async def test_a_week_has_appointments_and_the_next_has_a_clash(site: Site) -> None:
    world = site.world
    people = {person["id"]: world.accounts[name] for name, person in PEOPLE.items() if name in world.accounts}
    async with world.house.database.begin() as tx:
        seeding = Seeding(world.house.gate, tx, world.clock.now(), people, {}, {OWNER: world.spaces["tiril"]})
        await seed_appointments(seeding)
    marte = await site.client("marte")
    day = world.clock.now().astimezone(OSLO).date()
    page = (await marte.get(f"{site.plan()}/week")).text
    assert page.count("08:30–13:30") == 5
    assert "er samtidig" not in page
    after = (await marte.get(f"{site.plan()}/week", params={"day": str(day + timedelta(days=7))})).text
    assert "Fysioterapi i bassenget (kl. 14:00–15:00) og Tannlegen (kl. 14:30–15:00) er samtidig" in after
