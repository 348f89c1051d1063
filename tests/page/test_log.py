"""The owner's page for the log: who, for whom, what, when, by which road; for who decides and nobody else."""

import csv
import io
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest

from ipplan.gate.unusual import Habits, Thresholds, is_night, thresholds, unusual
from ipplan.plan.periods import OSLO
from tests.page.asking import Answer
from tests.site import Site

LINE = """INSERT INTO access_log (space_id, section_id, account_id, on_behalf_of, grant_id, road, at, until)
VALUES (:space, :section, :who, :behalf, gen_random_uuid(), :road, :at, :until)"""


async def test_a_reading_is_shown_in_plain_words_and_the_filling_of_the_demo_is_not(site: Site) -> None:
    marte = await site.client("marte")
    page = await shown(marte, site)
    assert listed(page) == [], "the seed's lines are there, and are nobody's reading"
    assert (await site.world.sql("SELECT count(*) FROM access_log WHERE road = 'seed'"))[0][0] > 20
    leila = await site.client("leila")
    assert (await leila.get("/")).status_code == 200
    assert (await leila.get(site.section("health"))).status_code == 200
    page = await shown(marte, site)
    entry = page.split('<ol class="versions log">')[1].split("</li>")[0]
    assert "Leila Hosseini" in entry
    assert "Kroppen min" in entry
    assert "Penger og ordninger" not in entry
    assert "Leste på planens side" in entry
    first = page.split('<ol class="versions log">')[1].split("</li>")[1]
    assert "Så det på forsiden sin" in first, "where one comes to when one has logged in"
    assert "Første gang" in first
    assert "seed" not in page


async def test_who_acts_for_the_owner_is_shown_as_that(site: Site) -> None:
    marte = await site.client("marte")
    assert (await marte.get(site.plan())).status_code == 200
    assert "Alle delene av planen" not in await shown(marte, site), "one's own reading comes when asked for"
    page = await shown(marte, site, person="all")
    assert "Alle delene av planen" in page
    assert "for Tiril" in page
    assert "Så på innsynsloggen" in page, "this reading too"
    entries = page.split('<ol class="versions log">')[1].split("</ol>")[0]
    assert "Første gang" not in entries, "her own reading is not unusual"


async def test_filters_by_person_section_and_period(site: Site) -> None:
    await add(site, "wenche", "about", days=60)
    await add(site, "berit", "leisure", days=2)
    await add(site, "leila", "health", days=1)
    marte, ids = await site.client("marte"), site.world.accounts
    assert listed(await shown(marte, site)) == ["Leila Hosseini", "Berit Vollan"]
    assert listed(await shown(marte, site, person=str(ids["berit"]))) == ["Berit Vollan"]
    health = str(site.world.sections["tiril"]["health"])
    assert listed(await shown(marte, site, section=health)) == ["Leila Hosseini"]
    assert listed(await shown(marte, site, period="365")) == ["Leila Hosseini", "Berit Vollan", "Wenche Dahl"]
    assert listed(await shown(marte, site, period="7", section=health)) == ["Leila Hosseini"]
    assert listed(await shown(marte, site, person=str(ids["roar"]))) == []


@pytest.mark.parametrize("query", ["person=x", "section=x", "period=3", "before=x", "before=%C2%B2"])
async def test_what_is_no_filter_is_the_one_refusal(shared: Site, query: str) -> None:
    marte = await shared.client("marte")
    refused = Answer.of(await marte.get("/plans/ingenting"))
    for address in ("log", "log.csv", "log.json"):
        if "before" in query and address != "log":
            continue
        assert Answer.of(await marte.get(f"{shared.plan()}/{address}?{query}")) == refused


async def test_pages_hold_fifty_and_go_on_where_the_last_ended(site: Site) -> None:
    for hours in range(120):
        await add(site, "leila", "health", hours=hours + 1)
    marte = await site.client("marte")
    address, sizes = f"{site.plan()}/log", []
    while address:
        page = unescape((await marte.get(address)).text)
        sizes.append(len(listed(page)))
        older = page.split("/log?")[-1].split('"')[0] if ">Eldre<" in page else ""
        older = next((part.split('"')[0] for part in page.split("/log?")[1:] if "before=" in part), "")
        address = f"{site.plan()}/log?{older}" if older else ""
    assert sizes == [50, 50, 20]


async def test_a_live_page_is_one_entry_from_when_until_when(site: Site) -> None:
    now = site.clock.now()
    await add(site, "leila", "health", road="live", at=now - timedelta(minutes=30))
    await site.world.sql(
        "INSERT INTO access_log (space_id, section_id, account_id, grant_id, road, at, until)"
        " SELECT space_id, section_id, account_id, grant_id, road, at - interval '1 second', :until"
        " FROM access_log WHERE road = 'live'",
        until=now - timedelta(minutes=10),
    )
    marte = await site.client("marte")
    page = await shown(marte, site)
    assert listed(page) == ["Leila Hosseini"]
    assert "Hadde det åpent på skjermen" in page
    assert " – " in page.split('<ol class="versions log">')[1].split("</ol>")[0]


async def test_the_export_has_every_line_and_no_formula(site: Site) -> None:
    await add(site, "leila", "health", days=3)
    await add(site, "leila", "about", days=2)
    who = site.world.accounts["leila"]
    await site.world.sql("UPDATE account SET name = '=1+1' WHERE account_id = :who", who=who)
    marte = await site.client("marte")
    data = (await marte.get(f"{site.plan()}/log.json", params={"person": str(who)})).json()
    assert data["lines"][0]["title"] == "Kroppen min"
    assert [line["name"] for line in data["lines"]] == ["=1+1", "=1+1"]
    assert data["lines"][0]["road"] == "page"
    assert "Første gang" in data["lines"][0]["unusual"]
    answer = await marte.get(f"{site.plan()}/log.csv", params={"person": str(who)})
    assert answer.headers["content-disposition"] == 'attachment; filename="innsynslogg.csv"'
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";"))
    assert [row["hvem"] for row in rows] == ["'=1+1", "'=1+1"]
    assert rows[0]["hva"] == "Kroppen min"


@pytest.mark.parametrize("name", ["wenche", "leila", "berit", "roar", "mehmet"])
async def test_nobody_else_sees_the_log(site: Site, name: str) -> None:
    client = await site.client(name)
    refused = Answer.of(await client.get("/plans/ingenting"))
    for address in ("log", "log.csv", "log.json"):
        assert Answer.of(await client.get(f"{site.plan()}/{address}")) == refused
    assert '/log"' not in (await client.get(site.plan())).text


async def test_the_plan_page_leads_there(site: Site) -> None:
    marte = await site.client("marte")
    assert f'href="/plans/{site.world.spaces["tiril"]}/log"' in (await marte.get(site.plan())).text


async def test_unusual_reading_is_pointed_out(site: Site) -> None:
    noon = site.clock.now().astimezone(OSLO).replace(hour=12, minute=0, second=0, microsecond=0)
    noon -= timedelta(days=1)
    for days in (4, 3, 2):
        await add(site, "leila", "health", at=noon - timedelta(days=days))
    for minutes in range(4):
        await add(site, "leila", "health", at=noon + timedelta(minutes=minutes))
    await add(site, "berit", "leisure", at=noon.replace(hour=3))
    marte = await site.client("marte")
    page = await shown(marte, site)
    entries = page.split('<ol class="versions log">')[1].split("</ol>")[0].split("</li>")
    much = [entry for entry in entries if "Mye mer enn vanlig" in entry]
    assert len(much) == 4, "the day on which she read four times what she usually does"
    assert len([entry for entry in entries if "Om natta" in entry and "Berit" in entry]) == 1
    first = [entry for entry in entries if "Første gang" in entry]
    assert len(first) == 2


async def test_reading_after_a_proposal_to_take_access_away_is_pointed_out(site: Site) -> None:
    leila, wenche = site.world.accounts["leila"], await site.client("wenche")
    before, soon = site.clock.now() - timedelta(hours=1), site.clock.now() + timedelta(days=30)
    await add(site, "leila", "health", at=before)
    form = {"participant": str(leila), "access-health": "remove", "reason": "Hun har sluttet."}
    assert (await wenche.post(f"{site.plan()}/proposals", data=form)).status_code == 303
    site.clock.move(timedelta(minutes=5))
    await add(site, "leila", "health", at=site.clock.now())
    await add(site, "leila", "health", at=soon + timedelta(hours=1))
    await add(site, "berit", "leisure", at=site.clock.now())
    page = await shown(await site.client("marte"), site)
    entries = page.split('<ol class="versions log">')[1].split("</ol>")[0].split("</li>")
    marked = [entry for entry in entries if "Etter forslag om å ta bort tilgangen" in entry]
    assert len(marked) == 1
    assert "Leila" in marked[0]


def test_thresholds_are_data() -> None:
    limits = thresholds()
    assert limits == Thresholds(True, 3, 3, 23, 6, 30)
    who, section, at = uuid4(), uuid4(), datetime(2026, 3, 5, 12, tzinfo=UTC)
    day = at.date()
    before = {day - timedelta(days=n): 2 for n in (1, 2, 3)}
    habits = Habits({(who, section): at}, {who: before | {day: 7}}, set())
    assert unusual(habits, limits, who, {section}, at) == ["first", "many"]
    assert unusual(Habits(habits.first, habits.daily, {who}), limits, who, {section}, at) == []
    six = Habits({}, {who: before | {day: 6}}, set())
    assert unusual(six, limits, who, {section}, at) == [], "three times is not more than three times"
    new = Habits({}, {who: {day: 70}}, set())
    assert unusual(new, limits, who, {section}, at) == [], "nobody has a usual day from the start"
    hours = [hour for hour in range(24) if is_night(limits, at.astimezone(OSLO).replace(hour=hour))]
    assert hours == [0, 1, 2, 3, 4, 5, 23]
    early = Thresholds(True, 3, 3, 1, 5, 30)
    assert [h for h in range(24) if is_night(early, at.astimezone(OSLO).replace(hour=h))] == [1, 2, 3, 4]


async def test_what_a_machine_fetches_by_the_clock_is_neither_much_nor_at_night(site: Site) -> None:
    """Else everybody whose calendar looks each hour would be pointed out; that it was read is shown."""
    midnight = datetime.combine(site.clock.now().astimezone(OSLO).date(), datetime.min.time(), OSLO)
    for days in (3, 2, 1):
        await add(site, "leila", "health", at=midnight - timedelta(days=days) + timedelta(hours=12))
    for road in ("calendar", "job"):
        for days in (2, 1):
            for hour in range(24):
                await add(site, "leila", "health", road=road, at=midnight + timedelta(hours=hour - 24 * days))
    page = await shown(await site.client("marte"), site)
    assert page.count("Hentet av kalenderen sin") == 2, "the last of each day: they would drown the rest"
    assert "Mye mer enn vanlig" not in page.split('<ol class="versions log">')[1].split("</ol>")[0]
    assert "Om natta" not in page.split('<ol class="versions log">')[1].split("</ol>")[0]
    await add(site, "leila", "health", at=midnight - timedelta(hours=22))
    assert "Om natta" in (await shown(await site.client("marte"), site)).split('<ol class="versions log">')[1]


async def add(
    site: Site, who: str, area: str, *, road: str = "page", days: float = 0, hours: float = 0, at: Any = None
) -> None:
    """A line as a reading then would have left it."""
    world = site.world
    await world.sql(
        LINE,
        space=world.spaces["tiril"],
        section=world.sections["tiril"][area],
        who=world.accounts[who],
        behalf=None,
        road=road,
        at=at or world.clock.now() - timedelta(days=days, hours=hours),
        until=None,
    )


async def shown(client: Any, site: Site, **query: str) -> str:
    answer = await client.get(f"{site.plan()}/log", params=query)
    assert answer.status_code == 200
    return unescape(answer.text)


def listed(page: str) -> list[str]:
    """Whose entries a page shows, in its order."""
    if '<ol class="versions log">' not in page:
        return []
    parts = page.split('<ol class="versions log">')[1].split("</ol>")[0].split("<strong>")[1:]
    return [part.split("</strong>")[0] for part in parts]
