"""The demo's rooms: a conversation for those it names, what is shown first, and a crisis page."""

from ipplan.demo.meetings import OWNER
from ipplan.demo.rooms import seed_rooms
from ipplan.demo.seed import Seeding
from tests.site import Site
from tests.world import PEOPLE


async def test_the_rooms_are_filled_for_those_who_may_see_it(site: Site) -> None:
    world = site.world
    people = {person["id"]: world.accounts[name] for name, person in PEOPLE.items() if name in world.accounts}
    async with world.house.database.begin() as tx:
        seeding = Seeding(world.house.gate, tx, world.clock.now(), people, {}, {OWNER: world.spaces["tiril"]})
        await seed_rooms(seeding)
    marte, sindre, kristin = [await site.client(name) for name in ("marte", "sindre", "kristin")]
    for one, told in ((marte, True), (sindre, True), (kristin, False)):
        assert ("Ortosene på leirskolen" in (await one.get(f"{site.plan()}/messages")).text) is told
    assert "3 uleste meldinger" in (await sindre.get("/")).text
    rows = await world.sql("SELECT sect.area FROM item i JOIN section sect USING (section_id) "
                           "WHERE i.kind = 'highlight' ORDER BY 1")  # fmt: skip
    assert [row[0] for row in rows] == ["health", "health", "work"], "each title is somebody's goal"
    shown = (await kristin.get(f"{site.plan()}/minute")).text
    assert "Jeg vil være med på hele turen" in shown
    assert "Jeg vil sove uten at beina våkner" not in shown
    crisis = (await marte.get(f"{site.plan()}/crisis")).text
    assert "Når beina får krampe" in crisis
    assert "Marte Aasen" in crisis
    refused = await sindre.get(f"{site.plan()}/crisis")
    assert "Når beina får krampe" not in refused.text
    assert (await world.sql("SELECT count(*) FROM procrastinate_jobs"))[0][0] == 0
