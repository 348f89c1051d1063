"""The demo's meeting: it is called, has an agenda, and nobody was sent anything."""

from ipplan.demo.meetings import INVITED, OWNER, seed_meeting
from ipplan.demo.seed import Seeding
from ipplan.plan.periods import OSLO
from tests.site import Site
from tests.world import PEOPLE


async def test_a_meeting_is_called_with_an_agenda(site: Site) -> None:
    world = site.world
    people = {person["id"]: world.accounts[name] for name, person in PEOPLE.items() if name in world.accounts}
    async with world.house.database.begin() as tx:
        seeding = Seeding(world.house.gate, tx, world.clock.now(), people, {}, {OWNER: world.spaces["tiril"]})
        await seed_meeting(seeding)
    leila, marte = await site.client("leila"), await site.client("marte")
    listed = (await leila.get(f"{site.plan()}/meetings")).text
    assert "Møte i ansvarsgruppa" in listed
    rows = await world.sql("SELECT meeting_id, starts_at FROM meeting")
    assert len(rows) == 1
    starts = rows[0][1].astimezone(OSLO)
    assert (starts.hour, starts.minute) == (10, 0)
    assert starts.weekday() < 5
    page = (await marte.get(f"{site.plan()}/meetings/{rows[0][0]}")).text
    assert "De nye dagortosene" in page
    assert "Foreslått av Wenche" in page
    assert "Turen med trinnet" not in (await leila.get(f"{site.plan()}/meetings/{rows[0][0]}")).text
    assert all(who in people for who in INVITED)
    assert (await world.sql("SELECT count(*) FROM procrastinate_jobs"))[0][0] == 0
