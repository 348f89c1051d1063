"""The week plan: what each may see on its day, clashes in words, and forms that say what is wrong."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import httpx2
import pytest
from pypdf import PdfReader

from ipplan.plan.kinds import KINDS
from ipplan.plan.periods import OSLO
from ipplan.plan.week import weeks_of_month
from tests.letter.papers import is_accessible, words_of
from tests.page.test_meetings import TITLE, called
from tests.site import Site
from tests.waiting import today_in_oslo

MONDAY = date(2031, 3, 3)


async def made(site: Site, client: httpx2.AsyncClient, area: str = "health", **fields: str) -> str:
    """An appointment; its id."""
    item = str(uuid4())
    values = {"kind": "appointment", "item": item, "title": "Fysioterapi", "starts_on": str(MONDAY)}
    answer = await client.post(f"{site.section(area)}/items", data=values | fields)
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].endswith(f"/week?item={item}")
    return item


def day_of(page: str, day: date) -> str:
    """What a page shows on one day of its week."""
    parts = re.split(r'<li class="week-day', page)
    return parts[1 + day.weekday()]


async def test_a_week_shows_meetings_appointments_and_dates_on_their_days(site: Site) -> None:
    marte = await site.client("marte")
    day = today_in_oslo() + timedelta(days=10)
    meeting = await called(site, marte, ("marte", "leila"))
    until = (day + timedelta(days=20)).isoformat()
    await made(
        site,
        marte,
        title="Svømming",
        starts_on=day.isoformat(),
        begins="15",
        ends="16.00",
        place="Bassenget",
        weekdays=("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()],
        until=until,
    )
    page = (await marte.get(f"{site.plan()}/week", params={"day": str(day)})).text
    shown = day_of(page, day)
    for said in (TITLE, "14:00–15:30", f'href="{meeting}"', "Svømming", "15:00–16:00", "Bassenget"):
        assert said in shown
    assert "Svømming (kl. 15:00–16:00) er samtidig" in page, "the clash is said in words"
    after = (await marte.get(f"{site.plan()}/week", params={"day": str(day + timedelta(days=7))})).text
    assert "Svømming" in day_of(after, day + timedelta(days=7))
    assert "er samtidig" not in after
    month = (await marte.get(f"{site.plan()}/month", params={"day": str(day)})).text
    assert "Noe er samtidig" in month


async def test_the_calendar_is_what_stands_in_the_plan(shared: Site) -> None:
    """Every date of `view.json` on its day, for two who see different sections; and nothing besides."""
    today = shared.clock.now().astimezone(OSLO).date()
    seen = []
    for name in ("marte", "leila"):
        client = await shared.client(name)
        view = (await client.get(f"{shared.plan()}/view.json")).json()
        dated = {one for section in view["sections"] for one in _dates(section["items"])}
        for month in (today.replace(day=1) - timedelta(days=9), today, today + timedelta(days=31)):
            page = (await client.get(f"{shared.plan()}/month", params={"day": str(month)})).text
            days = [monday + timedelta(days=n) for monday in weeks_of_month(month) for n in range(7)]
            parts = re.split(r'<li class="week-day', page)[1:]
            assert len(parts) == len(days)
            shown = {
                (str(day), item)
                for day, part in zip(days, parts, strict=True)
                for item in re.findall(r'#item-([0-9a-f-]+)"', part)
            }
            assert shown == {one for one in dated if days[0] <= date.fromisoformat(one[0]) <= days[-1]}
            seen.append(frozenset(shown))
    assert len(set(seen)) == 6, "six different calendars were compared"


def _dates(items: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for one in items:
        if one["status"] not in KINDS[one["kind"]].ended:
            if one["due_on"]:
                yield one["due_on"], one["item"]
            if one["kind"] == "action" and one["starts_on"]:
                yield one["starts_on"], one["item"]
        yield from _dates(one["items"])


@pytest.mark.parametrize(
    ("fields", "field", "said"),
    [
        ({"starts_on": ""}, "starts_on", "Skriv hvilken dag."),
        ({"starts_on": "tirsdag"}, "starts_on", "Skriv datoen som dag.måned.år"),
        ({"begins": "halv ni"}, "begins", "Skriv klokkeslettet slik: 08:30."),
        ({"begins": "25:00"}, "begins", "Skriv klokkeslettet slik: 08:30."),
        ({"ends": "09:00"}, "begins", "Skriv når det begynner også."),
        ({"begins": "9", "ends": "09:00"}, "ends", "Det kan ikke slutte når det begynner."),
        ({"weekdays-mon": "yes"}, "until", "Skriv til og med hvilken dag det gjentas."),
        ({"until": "2031-06-20"}, "weekdays", "Velg hvilke ukedager det er."),
        ({"weekdays-mon": "yes", "until": "2031-03-01"}, "until", "kan ikke være før den første"),
        ({"weekdays-mon": "yes", "until": "2041-03-01"}, "until", "innen fem år"),
        ({"weekdays": "mandag", "until": "2031-06-20"}, "weekdays", "Velg blant ukedagene."),
        ({"without": "julaften"}, "without", "Skriv datoene som dag.måned.år, med komma mellom."),
    ],
)
async def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_lost(
    shared: Site, fields: dict[str, str], field: str, said: str
) -> None:
    marte = await shared.client("marte")
    form = {"kind": "appointment", "item": str(uuid4()), "title": "Bading", "starts_on": str(MONDAY)} | fields
    answer = await marte.post(f"{shared.section('health')}/items", data=form)
    assert answer.status_code == 422
    wrong = re.search(rf'id="[^"]*-{field}-error"[^>]*>([^<]*)<', answer.text)
    assert wrong, answer.text
    assert said in wrong[1]
    assert 'value="Bading"' in answer.text
    for name, value in fields.items():
        kept = 'value="yes" checked' if value == "yes" else f'value="{value}"'
        assert re.search(f'name="{name}"[^>]*{kept}', answer.text) or name == "weekdays", name


async def test_a_day_that_is_none_is_said_and_kept(shared: Site) -> None:
    marte = await shared.client("marte")
    for path in ("week", "month"):
        answer = await marte.get(f"{shared.plan()}/{path}", params={"day": "31. februar"})
        assert answer.status_code == 422
        assert "Skriv datoen som dag.måned.år" in answer.text
        assert 'value="31. februar"' in answer.text
        assert (await marte.get(f"{shared.plan()}/{path}", params={"item": "tull"})).status_code == 200


async def test_what_two_have_written_is_shown_beside_each_other_in_words(site: Site) -> None:
    marte = await site.client("marte")
    weekly = {"weekdays": "mon wed", "until": "2031-06-20"}
    item = await made(site, marte, **weekly)
    path = f"{site.section('health')}/items/{item}"
    base = (await marte.get(f"{path}/edit")).text.split('name="base" value="')[1][:36]
    form = {"kind": "appointment", "title": "Fysioterapi", "starts_on": str(MONDAY), "base": base}
    assert (await marte.post(path, data=form | weekly | {"place": "Helsehuset"})).status_code == 303
    mine = {"weekdays": "", "weekdays-tue": "yes", "weekdays-fri": "yes", "until": "2031-05-30"}
    answer = await marte.post(path, data=form | mine)
    assert answer.status_code == 409
    for said in ("mandag, onsdag", "20. juni 2031", "tirsdag, fredag", "30. mai 2031"):
        assert said in answer.text
    history = (await marte.get(f"{path}/history")).text
    assert "mandag, onsdag" in history
    assert "Hver uke" in (await marte.get(site.plan())).text
    copy = await marte.get(f"{site.plan()}/export/plan.zip")
    with ZipFile(BytesIO(copy.content)) as file:
        paper = PdfReader(BytesIO(file.read("plan.pdf")))
    said = " ".join(page.extract_text() for page in paper.pages)
    assert "mandag, onsdag" in " ".join(said.split())


async def test_a_week_on_paper_is_what_the_page_shows_and_whose_it_is_stands_nowhere(site: Site) -> None:
    marte, berit = [await site.client(name) for name in ("marte", "berit")]
    await made(site, marte, begins="08:30", ends="09:15", place="Helsehuset", who="Sindre")
    await made(site, marte, title="Bilbytte")
    await made(site, marte, title="Avlastning", begins="16:00", ends="10:00")
    answers = [
        await one.get(f"{site.plan()}/week.pdf", params={"day": str(MONDAY)}) for one in (marte, berit)
    ]
    paper, other = (answer.content for answer in answers)
    assert is_accessible(paper, language="nb", title="Uke 10")
    said = words_of(paper)
    for one in (
        "Mandag 3. mars 2031",
        "08:30–09:15",
        "Fysioterapi, Helsehuset, Sindre",
        "Avtale",
        "Bilbytte",
    ):
        assert one in said
    assert "16:00–10:00 neste dag" in said
    assert said.count("Ingenting") == 6
    assert "Tiril" not in said
    assert words_of(other).count("Ingenting") == 7, "she does not see the section"
