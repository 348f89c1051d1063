"""What is new to somebody since she read last."""

from datetime import timedelta
from uuid import UUID, uuid4

import httpx2

from ipplan.plan.fresh import Fresh, fresh_of
from ipplan.store.read_marks import marks_of
from tests.site import Site


async def test_what_others_wrote_since_is_new_for_as_long_as_she_sits_there(site: Site) -> None:
    marte = await site.client("marte")
    assert await _new(site, "leila") == [], "who has never read has nothing that is new"
    await _read(site, "leila")
    goal = await _write(site, marte, "Sykle til skolen")
    assert [one.node.content["title"] for one in await _new(site, "leila")] == ["Sykle til skolen"]
    site.clock.move(timedelta(hours=1))
    for _ in range(2):  # she comes, and comes again to the same: it was new today
        await _read(site, "leila")
        site.clock.move(timedelta(minutes=10))
        assert [one.node.item_id for one in await _new(site, "leila")] == [goal]
    site.clock.move(timedelta(hours=1))
    await _read(site, "leila")
    assert await _new(site, "leila") == []


async def test_ones_own_is_not_new_and_what_is_not_hers_is_not_there(site: Site) -> None:
    marte = await site.client("marte")
    for one in ("leila", "marte"):
        await _read(site, one)
    await _write(site, marte, "Bare for familien", area="economy")
    assert await _new(site, "leila") == []
    assert await _new(site, "marte") == []


async def _read(site: Site, name: str) -> None:
    client = await site.client(name)  # logged in anew: an hour without a word ends a session
    assert (await client.get(site.plan())).status_code == 200
    await site.world.house.read_marks.settle()


async def _write(site: Site, client: httpx2.AsyncClient, title: str, area: str = "health") -> UUID:
    item = uuid4()
    form = {"item": str(item), "kind": "goal", "title": title, "status": "active"}
    assert (await client.post(f"{site.section(area)}/items", data=form)).status_code == 303
    return item


async def _new(site: Site, name: str) -> list[Fresh]:
    house = site.world.house
    visit = await site.world.enter(name)
    async with house.database.engine.connect() as tx:
        marks = await marks_of(tx, visit.actor.account_id)
    opened = await house.reader.outlines(visit.permits())
    space = marks.get(visit.space.space_id, {})
    return fresh_of(opened, space, visit.readers, site.clock.now())
