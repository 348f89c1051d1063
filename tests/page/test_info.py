"""Pages for everybody: forms that say the same, the law from data, no login, no session, few bytes."""

import re

import pytest

from ipplan.page.info.texts import FORMS, forms, laws
from ipplan.store.municipalities import Municipality
from ipplan.store.places import KEPT_FOR
from tests.page.counting import Statements, statements
from tests.site import Site

__all__ = ["statements"]
TEXTS = ("plan", "rights", "apply")
SHEETS = (*TEXTS, "services")
HEADING = re.compile(r'<h2[^>]* id="(\w+)"')
LAW = re.compile(r'<a class="ds-link" href="(https://lovdata[^"]+)">([^<]+)</a>: ([^<]+)\.</li>')


async def test_the_forms_have_the_same_parts_and_say_them_in_their_own_language(shared: Site) -> None:
    client = await shared.client()
    for sheet in SHEETS:
        pages = {name: (await client.get(f"/info/fjordvik/{name}/{sheet}")).text for name in FORMS}
        headings = {name: HEADING.findall(page) for name, page in pages.items()}
        assert all(one == headings["nb"] for one in headings.values()), sheet
        assert headings["nb"][: len(laws()[sheet])] == list(laws()[sheet])
        assert len(set(pages.values())) == len(FORMS)
        for name, page in pages.items():
            assert f'<html lang="{forms()[name].lang}"' in page
            for other, one in forms().items():
                address = f'href="/info/fjordvik/{other}/{sheet}" lang="{one.lang}" hreflang="{one.lang}"'
                assert address in page
            assert f'href="/info/fjordvik/{name}/{sheet}" aria-current="page"' in page
            assert 'href="/inquiries/new"' in page
            assert "{" not in page.partition("<main")[2], "all data is filled in"


async def test_every_reference_to_the_law_is_data(shared: Site) -> None:
    client, law = await shared.client(), shared.world.house.gate.rules.law
    keys = {key for parts in laws().values() for under in parts.values() for key in under}
    assert len(keys) == 12
    for form in forms().values():
        written = form.model_dump_json()
        assert "§" not in written
        assert "loven §" not in written
    for name, form in forms().items():
        shown = set()
        for sheet in TEXTS:
            shown |= set(LAW.findall((await client.get(f"/info/fjordvik/{name}/{sheet}")).text))
        there = [law[key] for key in keys]
        assert shown == {
            (one.source, getattr(one, f"name_{form.lang}"), getattr(one, f"says_{form.lang}"))
            for one in there
        }


async def test_deadlines_and_ages_are_data(site: Site) -> None:
    await site.world.sql("UPDATE municipality SET case_weeks = 1 RETURNING 1")
    client = await site.client()
    page = (await client.get("/info/fjordvik/nb/apply")).text
    assert "innen 1 uke etter at søknaden kom" in page
    assert "klage innen 4 uker" in page
    assert "Koordinerende enhet i Fjordvik kommune" in page
    await site.world.sql("UPDATE municipality SET case_weeks = 3 RETURNING 1")
    assert "innan 1 veke" in (await client.get("/info/fjordvik/nn/apply")).text, "remembered for a minute"
    site.clock.move(KEPT_FOR)
    assert "innan 3 veker" in (await client.get("/info/fjordvik/nn/apply")).text
    assert "Fra 16 år samtykker den unge selv" in (await client.get("/info/fjordvik/nb/rights")).text


async def test_no_session_is_asked_for_and_the_texts_cost_no_query(
    site: Site, statements: Statements
) -> None:
    marte = await site.client("marte")
    await marte.get("/info/fjordvik/nb/plan")
    for sheet in SHEETS:
        with statements.counted() as run:
            answer = await marte.get(f"/info/fjordvik/nb/{sheet}")
        assert len([one for one in run if "catalogue_entry" in one]) == (sheet == "services")
        assert not [one for one in run if "session" in one]
        assert len([one for one in run if one.startswith("SELECT")]) == (sheet == "services"), run
        assert "set-cookie" not in answer.headers
        assert "Marte" not in answer.text, "nobody's name is in what others may be given"


async def test_anybody_may_keep_a_page_and_ask_whether_it_is_as_it_was(shared: Site) -> None:
    client = await shared.client()
    for address in ("/info/fjordvik/nb/plan", "/info/fjordvik/nn/services"):
        first = await client.get(address)
        assert first.headers["cache-control"] == "public, max-age=300"
        again = await client.get(address, headers={"if-none-match": f'"x", W/{first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        other = await client.get(address, headers={"if-none-match": '"x"'})
        assert other.content == first.content


SCRIPTS_OF_EVERY_PAGE = 3
"""Without net, reading aloud, and what all forms have: small files that are kept for a year."""


async def test_a_page_is_light(shared: Site) -> None:
    client = await shared.client()
    for name in FORMS:
        for sheet in SHEETS:
            page = await client.get(f"/info/fjordvik/{name}/{sheet}")
            assert len(page.content) < 16_000, sheet
            assert len(re.findall("<script", page.text)) <= SCRIPTS_OF_EVERY_PAGE
            assert "<img" not in page.text.partition("<main")[2]


@pytest.mark.parametrize(
    ("asked", "browser", "there"),
    [
        ("/info/fjordvik", "nn-NO,nb;q=0.5", "/info/fjordvik/nn/plan"),
        ("/info/fjordvik", "de,no;q=0.5,nn;q=0.2", "/info/fjordvik/nb/plan"),
        ("/info/fjordvik", "en-GB,no;q=0.5", "/info/fjordvik/en/plan"),
        ("/info/fjordvik", "", "/info/fjordvik/nb/plan"),
        ("/info/fjordvik?page=rights&language=easy", "nn", "/info/fjordvik/easy/rights"),
        ("/info/fjordvik?page=x&language=x", "nb", "/info/fjordvik/nb/plan"),
        ("/info/fjordvik?page=apply", "nn", "/info/fjordvik/nn/apply"),
    ],
)
async def test_one_comes_to_a_page_in_ones_own_language(
    shared: Site, asked: str, browser: str, there: str
) -> None:
    client = await shared.client()
    answer = await client.get(asked, headers={"accept-language": browser})
    assert (answer.status_code, answer.headers["location"]) == (303, there)


async def test_what_there_is_not_is_refused(shared: Site) -> None:
    client = await shared.client()
    for there in ("x", "x/nb/plan", "fjordvik/se/plan", "fjordvik/nb/x", "fjordvik/nb"):
        answer = await client.get(f"/info/{there}")
        assert answer.status_code == 404, there
        assert answer.headers["cache-control"] == "no-store"


async def test_where_there_is_one_municipality_one_is_there_at_once(
    shared: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = shared.world.house.places
    known = await places.all()

    async def one() -> dict[str, Municipality]:
        return {"fjordvik": known["fjordvik"]}

    monkeypatch.setattr(places, "all", one)
    answer = await (await shared.client()).get("/info?page=rights&language=easy")
    assert (answer.status_code, answer.headers["location"]) == (303, "/info/fjordvik/easy/rights")


async def test_where_there_are_several_municipalities_one_chooses(site: Site) -> None:
    await site.world.sql(
        "INSERT INTO municipality (municipality_id, name) VALUES ('4600', 'Åsvik') RETURNING 1"
    )
    client = await site.client()
    page = (await client.get("/info?page=apply&language=nn")).text
    assert '<html lang="nn"' in page
    assert re.findall(r'plan-card" href="([^"]+)"', page) == [
        "/info/fjordvik/nn/apply",
        "/info/straumdal/nn/apply",
        "/info/4600/nn/apply",
    ]
    assert "Vel ein annan kommune" in (await client.get("/info/4600/nn/apply")).text
    assert "Kommunen har ikkje lagt inn noko" in (await client.get("/info/4600/nn/services")).text


async def test_the_front_page_and_every_foot_lead_there(shared: Site) -> None:
    client = await shared.client()
    front = (await client.get("/")).text
    assert 'href="/inquiries/new"' in front
    for sheet in SHEETS:
        assert f'href="/info?page={sheet}&amp;language=nb"' in front
