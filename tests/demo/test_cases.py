"""The demo's cases: as the pages keep them, on pages that show them."""

from ipplan.demo.cases import seed_cases
from ipplan.demo.seed import Seeding
from ipplan.store.cases import files_of
from tests.site import Site
from tests.world import PEOPLE


async def test_they_wait_in_the_inbox_and_read_like_any_other(site: Site) -> None:
    house, world = site.world.house, site.world
    people = {person["id"]: world.accounts[name] for name, person in PEOPLE.items() if name in world.accounts}
    async with house.database.begin() as tx:
        await seed_cases(Seeding(house.gate, tx, site.clock.now(), people, {}))
    async with house.database.engine.connect() as tx:
        files = await files_of(tx, "fjordvik")
    assert [file.owner_name for file in files] == ["Jonas Fjellheim", "Gunnvor Vollan"], "the nearest first"
    ingeborg, kristin = await site.client("ingeborg"), await site.client("kristin")
    inbox = await ingeborg.get("/unit/cases")
    assert "Jonas Fjellheim" in inbox.text
    own = await kristin.get(f"/cases/{files[0].space_id}")
    assert "ringe rundt" in own.text
    taken = await ingeborg.post(f"/unit/cases/{files[0].space_id}/taking")
    assert taken.status_code == 303, "she takes it on"
    shown = await ingeborg.get(f"/unit/cases/{files[0].space_id}")
    for word in ("ringe rundt", "Kontaktlærer", "Fysio- og ergoterapitjenesten"):
        assert word in shown.text
