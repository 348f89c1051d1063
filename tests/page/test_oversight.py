"""The unit's numbers: right, of one municipality, small ones hidden, as charts with tables and as a file."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from playwright.async_api import Browser

from ipplan.gate.unit import appoint
from ipplan.store import seal
from tests.journeys.judging import look_at
from tests.page.counted import ELSEWHERE, Town
from tests.page.counting import Statements, statements
from tests.site import Site

__all__ = ["statements"]
UNIT, OTHER, PAGE = "ingeborg", "thea", "/unit/oversight"
HIDDEN = "skjult"
Numbers = dict[tuple[str, str], str]


@pytest.fixture(scope="module")
async def town(shared: Site) -> Site:
    """A year's work in a municipality, and another municipality beside it that has everything many times."""
    now = shared.clock.now()
    day = datetime(now.year, 11, 23, 9, tzinfo=UTC)
    shared.clock.move((day if day > now else day.replace(year=now.year + 1)) - now)  # far from any year's end
    await shared.world.sql(
        "UPDATE space SET state = 'closed' RETURNING 1"
    )  # the demo's own do not count here
    for one, times in ((Town(shared), 1), (Town(shared, ELSEWHERE), 5)):
        if times > 1:
            await one.begin()
        await _fill(one, shared.clock.now(), times)
    return shared


async def _fill(town: Town, now: datetime, times: int) -> None:
    few, many = await town.people(2, "Koordinator")
    today = now.date()
    await town.plans(6 * times, coordinator=few, nameless=1 if times == 1 else 0)
    await town.plans(11 * times, coordinator=many, days=40, revise_on=today + timedelta(days=1))
    await town.plans(3 * times, days=90)
    await town.plans(4 * times, days=200, revise_on=today - timedelta(days=1))
    await town.plans(50 * times, consents=False)
    await town.plans(7 * times, kind="coordination")
    await town.plans(9 * times, kind="expecting")
    this, before = now - timedelta(days=100), now - timedelta(days=400)
    await town.cases(8 * times, this, days=14, coordinator="granted", plan="refused")
    await town.cases(5 * times, this, days=15, coordinator="refused", asked_by="relative")
    await town.cases(6 * times, this, days=30, coordinator="granted", plan="asked", asked_by="service")
    await town.cases(3 * times, this, days=60, coordinator="refused", became="upheld", complained=this)
    await town.cases(5 * times, this, days=28, complained=this, coordinator="granted")
    await town.cases(5 * times, now - timedelta(days=40))
    await town.cases(10 * times, before, days=2, coordinator="granted")


async def test_the_numbers_are_those_of_the_municipality_and_small_ones_are_hidden(town: Site) -> None:
    found = await numbers(await town.client(UNIT))
    for title, told in {
        "Planer og koordinering": ["24", "7"],
        "Koordinator": ["17", "7", "24"],
        "Planer per koordinator": [HIDDEN] * 5,
        "Sist endret": ["6", "11", "7", "24"],
        "Tiltak uten ansvarlig": ["18", "6", "24"],
        "Når planen skal gås gjennom på nytt": ["11", HIDDEN, HIDDEN, "24"],
        "Saker som venter på avgjørelse": ["0", "5", "5"],
        "Nye og avsluttede planer": ["0", "0"],
        "Henvendelser": ["21", "5", "6", "32"],
        "Avgjørelser om koordinator": ["19", "8", "0", "27"],
        "Avgjørelser om barnekoordinator": ["0", "0", "27", "27"],
        "Avgjørelser om individuell plan": ["0", "8", "19", "27"],
        "Dager fra henvendelse til avgjørelse": [HIDDEN, "10", "6", HIDDEN, "27"],
        "Frist": ["18", "9", "27"],
        "Klager": [HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN, "8"],
    }.items():
        assert told == [one for (of, _), one in found.items() if of == title], title


async def test_a_year_is_chosen_and_what_is_no_choice_is_the_latest_months(town: Site) -> None:
    unit = await town.client(UNIT)
    year = str(town.clock.now().year)
    last = await numbers(unit, time=str(int(year) - 1))
    assert last[("Henvendelser", "I alt")] == "10"
    assert last[("Dager fra henvendelse til avgjørelse", "0–14 dager")] == "10"
    assert last[("Koordinator", "I alt")] == "24", "what is of today is the same"
    assert (await numbers(unit, time=year))[("Henvendelser", "I alt")] == "32"
    for word in ("", "1887", "2026'; --", "12m"):
        assert (await numbers(unit, time=word))[("Henvendelser", "I alt")] == "32"


async def test_the_other_municipality_has_its_own_numbers_and_a_stranger_none(town: Site) -> None:
    async with town.world.house.database.begin() as tx:
        signer = town.world.house.gate.signer
        await appoint(tx, signer, town.world.accounts[OTHER], ELSEWHERE, town.clock.now())
    found = await numbers(await town.client(OTHER))
    assert found[("Koordinator", "I alt")] == "120"
    assert found[("Henvendelser", "I alt")] == "160"
    assert found[("Tiltak uten ansvarlig", "Minst ett åpent tiltak har ingen")] == "0"
    for path in (PAGE, f"{PAGE}.csv", "/unit/pulse"):
        assert (await (await town.client("wenche")).get(path)).status_code == 404, path


async def test_one_statement_for_each_chart_and_nothing_is_opened(
    statements: Statements, town: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(seal.SectionBox, "open", lambda *args: opened.append(args))
    unit = await town.client(UNIT)
    with statements.counted() as run:
        page = (await unit.get(PAGE)).text
    counting = [one for one in run if "count(*)" in one]
    assert len(counting) < page.count('<svg class="chart"')
    assert all(":municipality" in one or "%(municipality)s" in one for one in counting)
    assert not [one for one in counting if "version" in one or "sealed" in one or "draft" in one]
    assert opened == []


async def test_a_chart_is_a_picture_with_words_and_has_its_table(town: Site) -> None:
    page = (await (await town.client(UNIT)).get(PAGE)).text
    charts = [f"<svg{one.partition('</svg>')[0]}</svg>" for one in page.split('<svg class="chart"')[1:]]
    assert len(charts) == page.count("<table") == page.count("<caption") == 15
    for chart in charts:
        picture = ElementTree.fromstring(chart)
        assert picture.get("role") == "img"
        named = str(picture.get("aria-labelledby")).split()
        title, about = picture.findall("title") + picture.findall("desc")
        assert named == [title.get("id"), about.get("id")]
        assert title.text
        assert about.text
        for one in picture.iter():
            assert not {"style", "fill", "onload"} & set(one.attrib), (
                "the page's policy allows no style in it"
            )
    assert " style=" not in page
    assert "<script" not in page.split("<main")[1]


async def test_the_file_is_for_a_spreadsheet_and_says_the_same(town: Site) -> None:
    unit = await town.client(UNIT)
    answer = await unit.get(f"{PAGE}.csv", params={"time": "12m"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="oversikt-12m.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in answer.content
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[0] == ["tabell", "fra og med", "til", "gruppe", "antall"]
    assert not [one for row in rows for one in row if one[:1] in "=+-@\t\r" and one]
    assert {(row[0], row[3]): row[4] for row in rows[1:]} == await numbers(unit)
    today = town.clock.now().date()
    assert {(row[1], row[2]) for row in rows[1:]} == {
        (str(today), str(today)),
        (str(today.replace(day=1, year=today.year - 1)), str(today.replace(day=1))),
    }


async def test_the_page_is_well_on_a_desk_and_a_telephone(town: Site, browser: Browser) -> None:
    person = await town.person(browser, UNIT)
    for size in ({"width": 320, "height": 640}, {"width": 1280, "height": 900}):
        await person.page.set_viewport_size(size)  # type: ignore[arg-type]
        await look_at(person.page, town.address + PAGE)
    assert person.errors == []
    await person.context.close()


async def numbers(unit: Any, **asked: str) -> Numbers:
    """What the tables of the page tell, by title and group."""
    answer = await unit.get(PAGE, params=asked)
    assert answer.status_code == 200
    found: Numbers = {}
    for table in answer.text.split("<table")[1:]:
        whole = ElementTree.fromstring(f"<table{table.partition('</table>')[0]}</table>")
        title = str(whole.findtext("caption"))
        for row in whole.iterfind("*/tr"):
            if (number := row.findtext("td")) is not None:
                found[(title, str(row.findtext("th")))] = number
    return found
