"""A closed plan in its archive: she for whom the unit decides it takes a copy, and nobody else does."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from ipplan.gate.archiving import tend
from ipplan.gate.unit import appoint
from ipplan.plan.periods import OSLO
from ipplan.store import seal
from tests.gate.test_closing import close
from tests.job.test_archiving import archived, contents
from tests.page.asking import Answer, call, counted, place_of
from tests.page.cast import fresh_item, fresh_talk
from tests.page.test_closing import read
from tests.page.test_files import added
from tests.page.test_taking_files import files_in
from tests.page.test_unit import DOORS_OF_THE_UNIT, UNIT
from tests.site import Site
from tests.world import PEOPLE

REASON = "Hun er moren, og nærmeste pårørende."


def room(site: Site) -> str:
    return f"/unit/closed/{site.world.spaces['tiril']}"


async def decide(unit: httpx2.AsyncClient, site: Site, who: str = "solveig", **typed: str) -> httpx2.Response:
    """The unit lets somebody of the demo's people take a copy, for a week."""
    person, day = PEOPLE[who], site.clock.now().astimezone(OSLO).date() + timedelta(days=7)
    form = {"name": person["name"], "pid": person["pid"], "email": person["email"], "relation": "Mor"}
    form |= {"reason": REASON, "day": str(day)}
    return await unit.post(f"{room(site)}/openings", data=form | typed)


async def test_who_it_is_decided_for_finds_it_on_her_front_page_and_takes_a_copy(site: Site) -> None:
    marte = await site.client("marte")
    file = (await added(site, marte, "skoleplan.txt", b"Hun liker norsk.", title="Skoleplan"))[-36:]
    own = (await marte.get(f"{site.plan()}/view.json")).json()
    await close(site.world, "death")
    assert await tend(site.world.house.gate) == 1
    unit, solveig = await site.client(UNIT), await site.client("solveig")
    assert "Kopi av planen" not in (await solveig.get("/")).text
    assert (await decide(unit, site)).status_code == 303
    page = await solveig.get(await address(solveig))
    assert f"Kopi av planen til {PEOPLE['tiril']['name']}" in page.text
    assert REASON in page.text
    before = (await counted(site, "access_log"))["access_log"]
    for _ in range(2):
        answer = await solveig.get(f"{await address(solveig)}/copy.zip")
        view, paper = contents(answer.content)
        until = view["sections"][0]["until"]
        read_only = [{**one, "until": until, "access": "read"} for one in own["sections"]]
        assert view["sections"] == read_only
        assert view["reader"] == str(site.world.accounts["solveig"])
        assert "Kroppen min" in read(paper)
        assert files_in(answer.content) == {file: b"Hun liker norsk."}
    # Every download leaves its lines, however soon after another.
    assert (await counted(site, "access_log"))["access_log"] == before + 2 * len(own["sections"])
    assert "Lastet ned 2 ganger" in (await unit.get(room(site))).text
    for name in ("marte", "leila", UNIT):
        client = await site.client(name)
        refused = Answer.of(await client.get("/plans/ingenting"))
        for door in ("", "/copy.zip"):
            assert Answer.of(await client.get(await address(solveig) + door)) == refused, name


async def test_it_ends_by_the_day_and_at_once_when_the_unit_shuts_it(site: Site) -> None:
    await archived(site.world)
    unit, solveig = await site.client(UNIT), await site.client("solveig")
    await decide(unit, site)
    there = await address(solveig)
    ending = f"{room(site)}/openings/{there.rpartition('/')[2]}/ending"
    assert (await solveig.post(ending)).status_code == 404
    assert (await unit.post(ending)).status_code == 303
    assert (await solveig.get(f"{there}/copy.zip")).status_code == 404
    assert "Kopi av planen" not in (await solveig.get("/")).text
    await site.world.sql("UPDATE opening SET ended_at = NULL")
    assert (await solveig.get(there)).status_code == 404, "no mark that is deleted brings it back"
    await site.world.sql("UPDATE opening SET ended_at = at")
    await decide(unit, site)
    site.clock.move(timedelta(days=8))
    solveig = await site.client("solveig")
    assert "Kopi av planen" not in (await solveig.get("/")).text


async def test_what_was_withheld_from_her_is_not_in_her_copy(site: Site) -> None:
    world, section = site.world, site.world.sections["tiril"]["health"]
    hidden = await fresh_item(site, "tiril", "health", hidden_from="leila")
    common, alone = [await fresh_talk(site, "tiril", "health", alone=one) for one in (False, True)]
    await close(world)
    world.clock.move(world.house.gate.rules.copy_after_closing.time)
    assert await tend(world.house.gate) == 1
    unit = await site.client(UNIT)
    for name, there in (("leila", False), ("solveig", True)):
        await decide(unit, site, name)
        client = await site.client(name)
        view, paper = contents((await client.get(f"{await address(client)}/copy.zip")).content)
        health = next(one for one in view["sections"] if one["section"] == str(section))
        items = {one["item"] for one in health["items"]}
        assert (hidden in items) is there, name
        assert common in items
        assert alone not in items, "what some talked about alone is theirs"
        assert ("Mål: Et mål" in read(paper)) is there, name


@pytest.fixture(scope="module")
async def shut(shared: Site) -> Site:
    """With an archive that nobody opens."""
    await archived(shared.world)
    return shared


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Skriv noe her."),
        ({"name": "Noen Andre"}, "stemmer ikke med hverandre"),
        ({"pid": "12345678901"}, "Fødselsnummeret stemmer ikke"),
        ({"reason": " "}, "Skriv hvorfor."),
        ({"day": "2020-01-01"}, "Skriv den siste dagen"),
        ({"day": "2199-01-01"}, "Så lenge kan den ikke være åpen."),
        ({"name": PEOPLE[UNIT]["name"], "pid": PEOPLE[UNIT]["pid"]}, "ikke avgjøre dette for deg selv"),
    ],
)
async def test_what_is_wrong_with_the_form_is_said_and_nothing_is_opened(
    shut: Site, wrong: dict[str, str], said: str
) -> None:
    unit = await shut.client(UNIT)
    answer = await decide(unit, shut, **wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert PEOPLE["solveig"]["email"] in answer.text, "what was typed is kept"
    assert (await counted(shut, "opening"))["opening"] == 0


async def test_nothing_is_decided_of_an_open_plan_nor_of_one_that_is_not_archived(site: Site) -> None:
    unit = await site.client(UNIT)
    assert (await unit.get(room(site))).status_code == 404
    assert (await decide(unit, site)).status_code == 404
    await close(site.world)
    page = (await unit.get(room(site))).text
    assert "Den er ikke arkivert ennå." in page
    assert "/openings" not in page
    assert (await decide(unit, site)).status_code == 404


async def test_when_its_key_is_destroyed_nobody_takes_a_copy_and_the_page_says_so(site: Site) -> None:
    world = site.world
    await archived(world)
    rules = world.house.gate.rules
    world.clock.move(rules.archive_kept.time - rules.copy_after_closing.time - timedelta(days=1))
    unit, solveig = await site.client(UNIT), await site.client("solveig")
    await _appointed_again(site)
    assert (await decide(unit, site)).status_code == 303
    there = await address(solveig)
    assert (await solveig.get(there)).status_code == 200
    world.clock.move(timedelta(days=1))
    solveig = await site.client("solveig")
    assert (await solveig.get(there)).status_code == 404, "its time is over, though no worker has come by"
    assert await tend(world.house.gate) == 1
    assert (await solveig.get(f"{there}/copy.zip")).status_code == 404
    unit = await site.client(UNIT)
    page = (await unit.get(room(site))).text
    assert "Nøkkelen er ødelagt" in page
    assert "/openings" not in page
    assert (await decide(unit, site)).status_code == 404


async def _appointed_again(site: Site) -> None:
    """An appointment lasts a year."""
    world = site.world
    async with world.house.database.begin() as tx:
        await appoint(tx, world.house.gate.signer, world.accounts[UNIT], "fjordvik", site.clock.now())


async def test_the_unit_opens_nothing_of_a_closed_plan_at_any_of_its_doors(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = await place_of(site)
    await archived(site.world)
    unit, opened, pages = await site.client(UNIT), list[object](), list[str]()
    await decide(unit, site)
    real = seal.SectionBox.open

    def noted(*args: Any) -> bytes:
        opened.append(args)
        return real(*args)

    monkeypatch.setattr(seal.SectionBox, "open", noted)
    for door in DOORS_OF_THE_UNIT:
        pages.append((await call(site, unit, door, place)).body.decode())
    assert not opened
    for page in pages:
        assert "Kroppen min" not in page
        assert REASON not in page


async def test_only_the_unit_of_its_own_municipality_comes_in(site: Site) -> None:
    await archived(site.world)
    for name in ("marte", "wenche", "leila", "roar"):
        client = await site.client(name)
        refused = Answer.of(await client.get("/plans/ingenting"))
        assert Answer.of(await client.get("/unit/closed")) == refused
        assert Answer.of(await client.get(room(site))) == refused
        assert Answer.of(await decide(client, site)) == refused
    await site.world.sql("INSERT INTO municipality VALUES ('annen', 'Annen')")
    await site.world.sql("UPDATE space SET municipality_id = 'annen' WHERE state = 'closed'")
    unit = await site.client(UNIT)
    assert (await unit.get(room(site))).status_code == 404
    assert PEOPLE["tiril"]["name"] not in (await unit.get("/unit/closed")).text


async def address(client: httpx2.AsyncClient) -> str:
    """Of her copy, as her front page has it."""
    front = (await client.get("/")).text
    assert 'href="/openings/' in front
    found = front.split('href="/openings/')[1].split('"')[0]
    return f"/openings/{UUID(found)}"
