"""The map shows exactly those who are written down in what its reader may see, each where she stands."""

import re
from math import hypot
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import httpx2

from ipplan.plan.kinds.contacts import RINGS, SECTORS
from ipplan.plan.network import SMALL, WIDE
from tests.page.cast import fresh_contact
from tests.site import Site

SVG = "{http://www.w3.org/2000/svg}"
PEOPLE = (
    ("Farmor Berit Vollan", "family", "near"),
    ("Onkel Jon", "family", "far"),
    ("Vennen Ola", "friends", "near"),
    ("Rektor Ås", "work", "middle"),
    ("Lie på NAV", "services", "middle"),
    ("Avlastningsboligen", "services", "far"),
)


async def put(client: httpx2.AsyncClient, site: Site, title: str, sector: str, ring: str, **more: str) -> str:
    """Write somebody down; returns the item's id."""
    item = str(uuid4())
    form = {"kind": "contact", "item": item, "title": title, "sector": sector, "closeness": ring, **more}
    made = await client.post(f"{site.section('network')}/items?room=network", data=form)
    assert made.status_code == 303, made.text
    assert made.headers["location"] == f"{_path(site)}/network#item-{item}"
    return item


def drawn(page: str) -> dict[str, list[tuple[str, str, str]]]:
    """Who is in each picture: name, sector and ring as told, having checked that she stands there."""
    found = {}
    for name, sheet in (("wide", WIDE), ("small", SMALL)):
        whole = re.search(rf'<svg class="map map-{name}".*?</svg>', page, re.S)
        assert whole
        svg = ElementTree.fromstring(whole[0].replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))
        edges = sorted(float(one.attrib["ry"]) for one in svg.iter(f"{SVG}ellipse"))
        found[name] = [_stands(one, edges, sheet.stretch) for one in svg.iter(f"{SVG}a")]
    return found


def _stands(one: Any, edges: list[float], stretch: float) -> tuple[str, str, str]:
    dot = next(one.iter(f"{SVG}circle"))
    x, y = float(dot.attrib["cx"]), float(dot.attrib["cy"])
    away = hypot(x / stretch, y)
    ring = list(RINGS)[sum(away > edge for edge in edges)]
    quarters = {(False, False): "family", (True, False): "friends", (True, True): "work"}
    sector = quarters.get((x > 0, y > 0), "services")
    assert (sector, ring) == (one.attrib["data-sector"], one.attrib["data-ring"])
    return next(one.iter(f"{SVG}title")).text, sector, ring


async def test_the_picture_and_the_list_show_whom_the_reader_may_see_and_nobody_else(site: Site) -> None:
    marte, berit = await site.client("marte"), await site.client("berit")
    there = drawn((await marte.get(f"{site.plan()}/network")).text)["wide"]
    assert len(there) == 10, "the demo's own"
    made = {one[0]: await put(marte, site, *one) for one in PEOPLE}
    loose = await put(marte, site, "Nabo Lars", "friends", "")
    hidden = await fresh_contact(site, "tiril", hidden_from="berit")
    shown = {*there, *PEOPLE}
    for client, seen in ((marte, shown | {("Tante Ås", "family", "near")}), (berit, shown)):
        page = (await client.get(f"{site.plan()}/network")).text
        for picture in drawn(page).values():
            assert len(picture) == len(seen)
            assert set(picture) == seen
        for item in made.values():
            assert page.count(f'id="item-{item}"') == 1
        assert "Nabo Lars" in page.partition("Ikke plassert på kartet")[2]
        assert ("Tante Ås" in page) == (client is marte)
        assert (await client.get(f"{site.plan()}/network/{loose}")).status_code == 200
    assert (await berit.get(f"{site.plan()}/network/{hidden}")).status_code == 404


async def test_a_person_shows_what_she_does_and_to_who_decides_what_she_sees(site: Site) -> None:
    marte, berit = await site.client("marte"), await site.client("berit")
    who, silje = str(site.world.accounts["berit"]), str(site.world.accounts["silje"])
    before = (await marte.get(f"{site.plan()}/network")).text
    assert f"account={silje}" in before, "she takes part, and is not on the map"
    assert f"account={who}" not in before
    form = (await marte.get(f"{site.section('network')}/items/new?kind=contact&account={silje}")).text
    assert 'value="Silje Hovden"' in form
    await put(marte, site, "Silje", "services", "near", account=silje)
    assert f"account={silje}" not in (await marte.get(f"{site.plan()}/network")).text
    found = re.search(r'/network/([0-9a-f-]+)">Farmor Berit<', before)
    assert found
    item = found[1]
    hers = (await marte.get(f"{site.plan()}/network/{item}")).text
    for told in ("Vaffelrøre og en ekstra voksen i huset", "tel:00000211", f"sharing#person-{who}"):
        assert told in hers
    assert "Hva Farmor ser" in hers
    own = (await berit.get(f"{site.plan()}/network/{item}")).text
    assert "Vaffelrøre" in own
    assert "Hva Farmor ser" not in own
    assert "sharing#" not in own


async def test_whose_account_it_is_stays_with_those_who_may_know_of_her(site: Site) -> None:
    marte, berit = await site.client("marte"), await site.client("berit")
    who, about = str(site.world.accounts["silje"]), site.world.sections["tiril"]["about"]
    assert who in (await berit.get(f"{site.plan()}/network")).text, "they share a section"
    assert (await marte.post(f"{site.plan()}/sharing/{who}/{about}/withdrawal")).status_code == 303
    assert who not in (await berit.get(f"{site.plan()}/network")).text
    item = await put(marte, site, "Silje", "work", "near", account=who)
    form = (await berit.get(f"{site.section('network')}/items/{item}/edit")).text
    assert who not in form
    assert "Er med i planen" not in (await berit.get(f"{site.plan()}/network/{item}")).text
    base = re.search(r'name="base" value="([^"]+)"', form)
    assert base
    saved = {"base": base[1], "title": "Silje på SFO", "sector": "work", "closeness": "near"}
    assert (await berit.post(f"{site.section('network')}/items/{item}", data=saved)).status_code == 303
    assert "Hva Silje ser" in (await marte.get(f"{site.plan()}/network/{item}")).text, "it is kept"


async def test_who_may_see_nobody_around_the_owner_has_no_map(shared: Site) -> None:
    leila = await shared.client("leila")
    assert (await leila.get(shared.plan())).status_code == 200, "she is in the plan"
    assert "/network" not in (await leila.get(shared.plan())).text
    answer = await leila.get(f"{shared.plan()}/network")
    assert answer.status_code == 404
    assert answer.text == (await leila.get(f"/plans/{uuid4()}/network")).text


async def test_a_place_that_is_none_is_told_and_nothing_typed_is_lost(shared: Site) -> None:
    marte = await shared.client("marte")
    form = {"kind": "contact", "item": str(uuid4()), "title": "Onkel Åse", "sector": "moon"}
    answer = await marte.post(f"{shared.section('network')}/items?room=network", data=form)
    assert answer.status_code == 422
    assert "Velg ett av valgene." in answer.text
    assert "Onkel Åse" in answer.text
    assert "items?room=network" in answer.text


def test_every_sector_has_a_corner() -> None:
    assert list(SECTORS) == ["family", "friends", "work", "services"]


def _path(site: Site) -> str:
    return site.plan().removeprefix(site.address)
