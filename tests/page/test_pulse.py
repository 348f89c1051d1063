"""One press says that a plan stands still: who sees it, what its owner is promised, and what ends it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from ipplan.plan.periods import OSLO
from ipplan.render import day_in_words
from tests.page.asking import Answer, counted
from tests.site import Site
from tests.world import PEOPLE

UNIT = "ingeborg"
OWNER, COORDINATOR, GP = "roar", "grete", "leila"
SAID, ANSWERED = "Du sa fra", "Jeg har tatt kontakt"
ROWS = ("standstill", "revision", "change")


async def test_the_owner_presses_once_and_is_told_by_when_she_hears(site: Site) -> None:
    roar = await site.client(OWNER)
    assert "Planen min står stille" in (await roar.get(site.plan(OWNER))).text
    await say(site, roar)
    page = (await roar.get(site.plan(OWNER))).text
    due = site.clock.now().astimezone(OSLO).date() + timedelta(days=14)
    assert SAID in page
    assert f"innen {day_in_words(due, 'nb')}" in page
    assert "Planen min står stille" not in page, "there is nothing more to press"
    before = await counted(site, *ROWS)
    site.clock.move(timedelta(minutes=10))
    await say(site, roar)
    assert await counted(site, *ROWS) == before, "twice does no harm, and starts no time anew"


async def test_the_coordinator_sees_it_answers_and_it_is_over_for_all(site: Site) -> None:
    roar, grete, unit = [await site.client(name) for name in (OWNER, COORDINATOR, UNIT)]
    assert PEOPLE[OWNER]["name"] not in (await unit.get("/unit/pulse")).text
    await say(site, roar)
    assert "sagt fra om at planen står stille" in (await grete.get("/")).text
    page = (await grete.get(site.plan(OWNER))).text
    assert f"{PEOPLE[OWNER]['name']} sa fra" in page
    assert ANSWERED in page
    listed = (await unit.get("/unit/pulse")).text
    for shown in (PEOPLE[OWNER]["name"], PEOPLE[COORDINATOR]["name"], "Sa fra i dag."):
        assert shown in listed, shown
    answer = f"{site.plan(OWNER)}/standstill/answer"
    assert (await grete.post(answer)).status_code == 303
    before = await counted(site, *ROWS)
    assert (await grete.post(answer)).status_code == 303
    assert await counted(site, *ROWS) == before
    assert SAID not in (await roar.get(site.plan(OWNER))).text
    assert "sagt fra" not in (await grete.get("/")).text
    assert PEOPLE[OWNER]["name"] not in (await unit.get("/unit/pulse")).text
    await say(site, roar)
    assert SAID in (await roar.get(site.plan(OWNER))).text, "she may say it again"


async def test_it_is_over_when_somebody_else_moves_the_plan_and_not_by_her_own_writing(site: Site) -> None:
    roar, leila = await site.client(OWNER), await site.client(GP)
    await say(site, roar)
    await write(site, roar)
    assert SAID in (await roar.get(site.plan(OWNER))).text
    await write(site, leila, await section_of(site, GP))
    assert SAID not in (await roar.get(site.plan(OWNER))).text


async def test_who_waits_past_the_day_is_told_so_and_the_unit_sees_the_days(site: Site) -> None:
    await say(site, await site.client(OWNER))
    site.clock.move(timedelta(days=15))
    page = (await (await site.client(OWNER)).get(site.plan(OWNER))).text
    assert "Du skulle hørt fra koordinatoren" in page
    complaint = f"/plans/{site.world.spaces[OWNER]}/complaint/new"
    assert f'href="{complaint}"' in page
    assert (await (await site.client(OWNER)).get(complaint)).status_code == 200
    listed = (await (await site.client(UNIT)).get("/unit/pulse")).text
    assert "Har ventet 15 dager på svar." in listed
    assert "Fristen er ute" in listed
    assert "Svaret skulle kommet" in (await (await site.client(COORDINATOR)).get(site.plan(OWNER))).text


async def test_nobody_but_who_owns_it_or_acts_for_her_presses_and_none_but_the_coordinator_answers(
    site: Site,
) -> None:
    before = await counted(site, "standstill")
    for name in (GP, COORDINATOR, "berit", UNIT):
        client = await site.client(name)
        refused = Answer.of(await client.get(f"/plans/{uuid4()}"))
        assert Answer.of(await client.post(f"{site.plan(OWNER)}/standstill")) == refused, name
        if name != COORDINATOR:
            assert Answer.of(await client.post(f"{site.plan(OWNER)}/standstill/answer")) == refused, name
            assert Answer.of(await client.get(f"{site.plan(OWNER)}/pulse")) == refused, name
    assert await counted(site, "standstill") == before
    marte = await site.client("marte")
    await say(site, marte, "tiril")
    assert SAID in (await marte.get(site.plan())).text
    for name in ("leila", "berit"):
        page = await (await site.client(name)).get(site.plan())
        assert "står stille" not in page.text, "it is not for those who take part"
        assert page.status_code == 200
    rows = await site.world.sql("SELECT account_id, on_behalf_of FROM standstill")
    assert [tuple(row) for row in rows] == [(site.world.accounts["marte"], site.world.accounts["tiril"])]


@pytest.mark.parametrize("press", ["silence", "consents/plan/withdrawal"])
async def test_in_a_plan_that_is_silenced_or_at_rest_there_is_nothing_to_press_or_to_see(
    site: Site, press: str
) -> None:
    roar = await site.client(OWNER)
    await say(site, roar)
    unit = await site.client(UNIT)
    assert PEOPLE[OWNER]["name"] in (await unit.get("/unit/pulse")).text
    assert (await roar.post(f"{site.plan(OWNER)}/{press}")).status_code == 303
    assert PEOPLE[OWNER]["name"] not in (await unit.get("/unit/pulse")).text
    assert "sagt fra" not in (await (await site.client(COORDINATOR)).get("/")).text
    assert (await roar.post(f"{site.plan(OWNER)}/standstill")).status_code == 404


async def test_a_stale_plan_is_on_the_coordinators_front_page_and_then_on_the_units(site: Site) -> None:
    for days, coordinator, unit in ((80, False, False), (10, True, False), (32, True, True)):
        site.clock.move(timedelta(days=days))
        start = (await (await site.client(COORDINATOR)).get("/")).text
        listed = (await (await site.client(UNIT)).get("/unit/pulse")).text
        assert ("Planen er ikke endret på" in start) is coordinator, days
        assert (PEOPLE[OWNER]["name"] in listed) is unit, days
    assert "Ikke endret på 12" in listed
    roar = await site.client(OWNER)
    await write(site, roar)
    assert "Planen er ikke endret på" not in (await (await site.client(COORDINATOR)).get("/")).text
    assert PEOPLE[OWNER]["name"] not in (await (await site.client(UNIT)).get("/unit/pulse")).text
    assert "Planen ble endret sist i dag." in (await roar.get(f"{site.plan(OWNER)}/pulse")).text


async def test_the_day_of_revision_is_set_by_who_decides_or_coordinates(site: Site) -> None:
    grete, path = await site.client(COORDINATOR), f"{site.plan(OWNER)}/revision"
    today = site.clock.now().astimezone(OSLO).date()
    for wrong in (
        "",
        "i morgen",
        str(today - timedelta(days=1)),
        str(today + timedelta(days=1200)),
        "9" * 99,
    ):
        answer = await grete.post(path, data={"day": wrong})
        assert answer.status_code == 422
        assert "Skriv en dag fra i dag" in answer.text
        assert not wrong or f'value="{wrong}"' in answer.text, "what was typed is kept"
    assert (await counted(site, "revision"))["revision"] == 0
    assert (await grete.post(path, data={"day": str(today + timedelta(days=20))})).status_code == 303
    roar = await site.client(OWNER)
    assert (await roar.post(path, data={"day": str(today + timedelta(days=10))})).status_code == 303
    assert (
        f"Innen {day_in_words(today + timedelta(days=10), 'nb')}"
        in (await grete.get(f"{site.plan(OWNER)}/pulse")).text
    )
    assert "gått gjennom på nytt" not in (await roar.get(site.plan(OWNER))).text
    assert (await (await site.client(GP)).post(path, data={"day": str(today)})).status_code == 404
    site.clock.move(timedelta(days=11))
    for name in (OWNER, COORDINATOR):
        page = (await (await site.client(name)).get(site.plan(OWNER))).text
        assert "Planen skulle vært gått gjennom på nytt innen" in page, name
    assert "gått gjennom" not in (await (await site.client(GP)).get(site.plan(OWNER))).text


async def say(site: Site, client: httpx2.AsyncClient, owner: str = OWNER) -> None:
    """Press."""
    answer = await client.post(f"{site.plan(owner)}/standstill")
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"/plans/{site.world.spaces[owner]}"


async def write(site: Site, client: httpx2.AsyncClient, section: Any = None) -> None:
    """A new text in a section of hers."""
    room = f"{site.plan(OWNER)}/sections/{section or site.world.sections[OWNER]['health']}"
    form = {"kind": "text", "body": "Det går bedre.", "item": str(uuid4())}
    answer = await client.post(f"{room}/items", data=form)
    assert answer.status_code == 303, answer.text


async def section_of(site: Site, name: str) -> Any:
    """A section of the plan in which somebody may write."""
    rows = await site.world.sql(
        "SELECT section_id FROM access_grant"
        " WHERE space_id = :s AND participant_id = :w AND access = 'write'",
        s=site.world.spaces[OWNER],
        w=site.world.accounts[name],
    )
    return rows[0][0]
