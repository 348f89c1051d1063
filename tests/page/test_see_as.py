"""See as …: who decides sees what another's own page shows, now or later, by her own right."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from ipplan.gate.signing import withdraw_all
from ipplan.permit import Refused
from ipplan.plan.changes import set_closed
from ipplan.plan.periods import OSLO
from ipplan.store.items import one_item
from tests.gate.holding import grow_branch, hide
from tests.page.asking import Answer
from tests.site import Site
from tests.world import World

SEEN = ("wenche", "berit", "leila", "sindre", "kristin", "silje")


async def digests(world: World, name: str) -> dict[str, str]:
    """What somebody's own page shows."""
    visit = await world.enter(name)
    view = await world.house.screens.view(visit, await visit.open_all())
    return {one.name: one.digest for one in view.fragments}


async def looked(world: World, name: str, **more: Any) -> dict[str, str]:
    """What Marte is shown as somebody's."""
    visit = await world.enter("marte", road="see-as")
    _, _, look = await world.house.gate.look(visit, world.accounts[name], language="nb", **more)
    assert look is not None
    view = await world.house.screens.view(look, await look.open_all())
    return {one.name: one.digest for one in view.fragments}


async def test_it_is_what_each_ones_own_page_shows_digest_by_digest(world: World) -> None:
    branch = await grow_branch(world)
    shown = {name: await digests(world, name) for name in SEEN}
    assert {name: await looked(world, name) for name in SEEN} == shown
    assert len({str(sorted(one.items())) for one in shown.values()}) == len(SEEN), "they differ"
    await hide(world, branch.action)
    hidden = await digests(world, "wenche")
    assert hidden != shown["wenche"]
    assert await looked(world, "wenche") == hidden


async def test_a_later_day_is_what_her_page_shows_on_that_day(world: World) -> None:
    later = world.clock.now() + timedelta(days=200)
    ahead, now = await looked(world, "wenche", at=later), await looked(world, "wenche")
    assert set(now) - set(ahead) == {f"live-section-{world.sections['tiril']['health']}"}
    world.clock.move(timedelta(days=200))
    assert await digests(world, "wenche") == ahead


async def test_the_log_marks_it_as_the_owners_reading(world: World) -> None:
    await looked(world, "berit", at=world.clock.now() + timedelta(days=30))
    rows = await world.sql(
        "SELECT DISTINCT account_id, on_behalf_of, grant_id, max(at) < :soon FROM access_log"
        " WHERE road = 'see-as' GROUP BY 1, 2, 3",
        soon=world.clock.now() + timedelta(days=1),
    )
    root = await world.sql(
        "SELECT grant_id FROM access_grant WHERE space_id = :space AND section_id IS NULL",
        space=world.spaces["tiril"],
    )
    assert [tuple(row) for row in rows] == [
        (world.accounts["marte"], world.accounts["tiril"], root[0][0], True)
    ]


async def test_nobody_else_looks_and_who_looks_writes_nothing(world: World) -> None:
    wenche = await world.enter("wenche")
    with pytest.raises(Refused, match="decides"):
        await world.house.gate.look(wenche, world.accounts["berit"], language="nb")
    marte = await world.enter("marte", road="see-as")
    _, _, look = await world.house.gate.look(marte, world.accounts["wenche"], language="nb")
    assert look is not None
    assert not look.decides
    with pytest.raises(Refused):
        await look.open(world.sections["tiril"]["economy"])
    permit = await look.open(world.sections["tiril"]["home"])
    branch = await grow_branch(world)
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, _):
        item = await one_item(held.tx, permit, branch.goal)
        with pytest.raises(Refused, match="see_as"):
            await set_closed(held, permit, item, True)


async def test_the_page_says_why_and_has_nothing_to_press(site: Site) -> None:
    world, marte = site.world, await site.client("marte")
    branch = await grow_branch(world)
    await hide(world, branch.action)
    async with world.house.gate.writing(world.spaces["tiril"], world.actor("marte")) as (held, visit):
        await withdraw_all(held, visit, visit.gate.signer, world.accounts["berit"])
    assert f"/as/{world.accounts['wenche']}" in (await marte.get(f"{site.plan()}/sharing")).text
    page = await marte.get(f"{site.plan()}/as/{world.accounts['wenche']}")
    assert page.status_code == 200
    text = unescape(page.text)
    assert "Planen slik Wenche Dahl ser den" in text
    assert "Kan lese og skrive til og med" in text
    assert "Ser ikke: har aldri fått tilgang." in text
    assert re.search(r"Skjult for Wenche Dahl.*\n?.*Hemmelig tiltak", text)
    plan = text.split('class="plan-grid"')[1].split("</main>")[0]
    assert "Hemmelig mål" in plan
    assert "Hemmelig tiltak" not in plan
    assert "<form" not in plan
    assert "/edit" not in plan
    assert "hx-" not in plan
    assert "ws:connect" not in text
    day = (world.clock.now().astimezone(OSLO) + timedelta(days=200)).date()
    later = unescape((await marte.get(f"{site.plan()}/as/{world.accounts['wenche']}?day={day}")).text)
    assert "Ser ikke: tilgangen går ut etter" in later
    berit = unescape((await marte.get(f"{site.plan()}/as/{world.accounts['berit']}")).text)
    assert "Ser ikke: tilgangen ble tatt bort" in berit
    assert "finnes ikke planen" in berit
    assert "plan-grid" not in berit


@pytest.mark.parametrize("day", ["i morgen", "2020-01-01", "2190-01-01"])
async def test_a_day_that_is_none_is_said_to_be(shared: Site, day: str) -> None:
    marte = await shared.client("marte")
    path = f"{shared.plan()}/as/{shared.world.accounts['berit']}"
    answer = await marte.get(path, params={"day": day})
    assert answer.status_code == 422
    assert "Velg en dato fra i dag av" in answer.text


async def test_others_and_for_others_it_is_not_there(site: Site) -> None:
    for name in ("wenche", "berit", "mehmet"):
        client = await site.client(name)
        refused = Answer.of(await client.get(f"{site.address}/plans/{site.world.spaces['roar']}x"))
        for who in ("berit", "wenche", "marte"):
            answer = Answer.of(await client.get(f"{site.plan()}/as/{site.world.accounts[who]}"))
            assert answer == refused
    marte = await site.client("marte")
    for who in ("marte", "tiril", "mehmet"):
        assert (await marte.get(f"{site.plan()}/as/{site.world.accounts[who]}")).status_code == 404
    looks = await site.world.sql("SELECT count(*) FROM access_log WHERE road = 'see-as'")
    assert looks[0][0] == 0
