"""The municipality's catalogue: its own unit keeps it, everybody reads it, and no version of it is lost."""

import httpx2
import pytest

from ipplan.gate.unit import appoint
from tests.page.asking import Answer
from tests.site import Site

UNIT = "ingeborg"
HOME = "/unit/services"
WELL = {
    "kind": "organisation",
    "area": "leisure",
    "name_nb": "Svømmeklubben",
    "helps_nb": "Svømming for alle.",
    "web": "www.svomming.example.org",
}
PUBLIC = "/info/fjordvik/{}/services"


async def public(client: httpx2.AsyncClient, form: str = "nb") -> str:
    return (await client.get(PUBLIC.format(form))).text


async def address_of(site: Site, name: str = "Svømmeklubben") -> str:
    query = "SELECT entry_id FROM catalogue_entry WHERE name_nb = :name ORDER BY number DESC"
    return f"{HOME}/{(await site.world.sql(query, name=name))[0][0]}"


async def test_the_unit_adds_changes_takes_off_and_puts_back_and_nothing_is_lost(site: Site) -> None:
    unit, anybody = await site.client(UNIT), await site.client()
    assert f'href="{HOME}"' in (await unit.get("/unit")).text
    assert (await unit.post(HOME, data=WELL)).status_code == 303
    for form in ("nb", "nn", "easy"):
        page = await public(anybody, form)
        assert 'href="https://www.svomming.example.org"' in page
        assert ('<span lang="nb">Svømmeklubben</span>' in page) == (form == "nn")
    there = await address_of(site)
    assert 'value="Svømmeklubben"' in (await unit.get(there)).text
    better = {**WELL, "name_nn": "Symjeklubben", "helps_nb": "Svømming og vanngym.", "base": "1"}
    assert (await unit.post(there, data=better)).status_code == 303
    assert "Symjeklubben" in await public(anybody, "nn")
    assert (await unit.post(f"{there}/closure")).status_code == 303
    assert "Svømmeklubben" not in await public(anybody)
    assert (await unit.get(HOME)).text.count("Svømmeklubben") == 1, "it stands among those taken off"
    assert (await unit.post(f"{there}/closure")).status_code == 303
    assert (await unit.post(f"{there}/reopening")).status_code == 303
    assert "Svømming og vanngym." in await public(anybody)
    history = (await unit.get(there)).text.partition("Tidligere utgaver")[2]
    assert "Svømming for alle." in history
    assert "Ingeborg" in history
    numbers = "SELECT number, closed FROM catalogue_entry WHERE name_nb = 'Svømmeklubben' ORDER BY number"
    kept = [tuple(row) for row in await site.world.sql(numbers)]
    assert kept == [(1, False), (2, False), (3, True), (4, False)]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": ""}, "Velg om det er en tjeneste"),
        ({"area": "x"}, "Velg hva det gjelder."),
        ({"name_nb": ""}, "Skriv navnet, på bokmål eller nynorsk."),
        ({"helps_nb": " "}, "Skriv hva den hjelper med"),
        ({"web": ""}, "Skriv minst én måte å ta kontakt på"),
        ({"web": "javascript:alert(1)//"}, "Nettadressen ser ikke riktig ut."),
        ({"phone": "ring"}, "bare sifre"),
        ({"mail": "post"}, "Skriv en e-postadresse"),
        ({"name_nb": "x" * 200}, "Teksten er for lang."),
    ],
)
async def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    shared: Site, wrong: dict[str, str], said: str
) -> None:
    unit = await shared.client(UNIT)
    typed = {**WELL, "hours_nb": "Hver <tirsdag> kl. 17", **wrong}
    count = "SELECT count(*) FROM catalogue_entry"
    before = await shared.world.sql(count)
    entry = (await shared.world.sql("SELECT entry_id FROM catalogue_entry LIMIT 1"))[0][0]
    for there in (HOME, f"{HOME}/{entry}"):
        answer = await unit.post(there, data={**typed, "base": "1"})
        assert answer.status_code == 422
        assert said in answer.text
        assert 'value="Hver &lt;tirsdag&gt; kl. 17"' in answer.text
        assert 'name="base" value="1"' in answer.text or there == HOME
    assert await shared.world.sql(count) == before


async def test_who_saves_later_sees_both_and_loses_nothing(site: Site) -> None:
    unit = await site.client(UNIT)
    await unit.post(HOME, data=WELL)
    there = await address_of(site)
    await unit.post(there, data={**WELL, "helps_nb": "Den enes ord.", "base": "1"})
    late = await unit.post(there, data={**WELL, "helps_nb": "Den andres ord.", "base": "1"})
    assert late.status_code == 422
    for said in ("har endret den mens du skrev", "Den enes ord.", "Den andres ord.", 'name="base" value="2"'):
        assert said in late.text, said
    assert (await unit.post(there, data={**WELL, "helps_nb": "Begges.", "base": "2"})).status_code == 303
    assert "Den enes ord." in (await unit.get(there)).text
    for base in ("", "0", "x", "9"):
        assert (await unit.post(there, data={**WELL, "base": base})).status_code == 422, base


async def test_no_unit_touches_anothers_catalogue(site: Site) -> None:
    world, unit = site.world, await site.client(UNIT)
    await unit.post(HOME, data=WELL)
    there = await address_of(site)
    await world.sql(
        "INSERT INTO municipality (municipality_id, name) VALUES ('annenby', 'Annenby') RETURNING 1"
    )
    async with world.house.database.begin() as tx:
        await appoint(tx, world.house.gate.signer, world.accounts["wenche"], "annenby", site.clock.now())
    other = await site.client("wenche")
    before = await public(unit)
    assert "Svømmeklubben" in before
    assert "Svømmeklubben" not in (await other.get(HOME)).text
    refused = Answer.of(await other.get("/plans/ingenting"))
    assert Answer.of(await other.get(there)) == refused
    for road in ("", "/closure", "/reopening"):
        assert Answer.of(await other.post(there + road, data={**WELL, "base": "1"})) == refused, road
    assert (await other.post(HOME, data={**WELL, "name_nb": "Annenbys eget"})).status_code == 303
    assert await public(unit) == before
    assert "Annenbys eget" not in (await unit.get(HOME)).text
    assert "Annenbys eget" in (await unit.get("/info/annenby/nb/services")).text
