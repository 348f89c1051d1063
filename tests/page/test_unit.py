"""The coordinating unit's room: who decides is registered there, and nothing of a plan is ever shown."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from ipplan.gate.unit import appoint, dismiss
from ipplan.page.routes import DOORS
from ipplan.plan.periods import OSLO
from ipplan.store import seal
from tests.page.asking import Answer, call, heads, place_of
from tests.site import Site
from tests.world import PEOPLE

UNIT = "ingeborg"
DOORS_OF_THE_UNIT = [door for door in DOORS if door.reach == "unit"]
ALL_OTHERS = ("marte", "wenche", "leila", "roar", "grete", "mehmet")


async def test_the_unit_finds_a_plan_and_registers_both_parents(site: Site) -> None:
    unit = await site.client(UNIT)
    assert 'href="/unit"' in (await unit.get("/")).text
    found = (await unit.get("/unit", params={"name": "vollan"})).text
    assert str(site.world.spaces["tiril"]) in found
    assert str(site.world.spaces["roar"]) not in found
    answer = await register(unit, site, alone="joint")
    assert answer.status_code == 303, answer.text
    page = (await unit.get(room(site))).text
    for said in (PEOPLE["thea"]["name"], "Foreldreansvar", "begge må signere", PEOPLE[UNIT]["name"]):
        assert said in page, said
    thea = await site.client("thea")
    plan = (await thea.get(site.plan())).text
    assert "Du handler for Tiril" in plan


async def test_the_unit_ends_what_it_has_signed_and_not_what_an_owner_gave(site: Site) -> None:
    unit, roar = await site.client(UNIT), await site.client("roar")
    await register(unit, site)
    mandate = await _newest(site)
    path = f"/unit/plans/{site.world.spaces['tiril']}/mandates/{mandate}/ending"
    assert (await unit.post(path)).status_code == 303
    assert (await (await site.client("thea")).get(site.plan())).status_code == 404
    given = {"participant": str(site.world.accounts["leila"]), "basis": "power_of_attorney", "scope": "all"}
    given["day"] = str(site.clock.now().astimezone(OSLO).date() + timedelta(days=9))
    assert (await roar.post(f"{site.plan('roar')}/mandates", data=given)).status_code == 303
    roars = await _newest(site)
    path = f"/unit/plans/{site.world.spaces['roar']}/mandates/{roars}/ending"
    assert (await unit.post(path)).status_code == 404
    assert (await roar.get(f"{site.plan('roar')}/deciding")).text.count("avsluttet før tiden") == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Skriv noe her."),
        ({"name": "Noen Andre"}, "stemmer ikke med hverandre"),
        ({"pid": "12345678901"}, "Fødselsnummeret stemmer ikke"),
        ({"pid": PEOPLE["tiril"]["pid"], "name": PEOPLE["tiril"]["name"]}, "Dette er planeieren selv."),
        ({"pid": PEOPLE[UNIT]["pid"], "name": PEOPLE[UNIT]["name"]}, "Du kan ikke registrere deg selv."),
        ({"basis": ""}, "Velg hva det bygger på."),
        ({"basis": "next_of_kin"}, "Velg hva det bygger på."),
        ({"basis": "power_of_attorney"}, "Velg hva det bygger på."),
        ({"alone": ""}, "Velg om begge signerer"),
        ({"alone": "noe"}, "Velg om begge signerer"),
        ({"day": "2020-01-01"}, "Skriv den siste dagen"),
        ({"day": "2033-09-14"}, "Så lenge kan det ikke vare"),
    ],
)
async def test_what_is_wrong_with_the_form_is_said_and_nothing_is_signed(
    site: Site, wrong: dict[str, str], said: str
) -> None:
    unit = await site.client(UNIT)
    before = await heads(site)
    answer = await register(unit, site, **wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert PEOPLE["thea"]["email"] in answer.text, "what was typed is kept"
    assert await heads(site) == before


async def test_a_childs_plan_has_no_basis_of_grown_ups_and_a_grown_ups_none_of_children(site: Site) -> None:
    unit = await site.client(UNIT)
    child = (await unit.get(f"{room(site)}/mandates/new")).text
    assert 'value="parent"' in child
    assert 'value="next_of_kin"' not in child
    grown = (await unit.get(f"{room(site, 'roar')}/mandates/new")).text
    assert 'value="next_of_kin"' in grown
    assert 'value="parent"' not in grown


async def test_a_decision_is_written_reasoned_and_read_by_the_owner_and_who_acts(site: Site) -> None:
    unit, roar = await site.client(UNIT), await site.client("roar")
    form = {"basis": "next_of_kin", "alone": "", "relation": "Datter"}
    nothing = await register(unit, site, owner="roar", **form)
    for said in ("Alder alene er ikke nok", "med navn og stilling", "Skriv hvorfor"):
        assert said in nothing.text, said
    reasons = {"ground": "health", "decided_by": "Leila Hosseini, fastlege", "reasons": "Han var forvirret."}
    too_long = {"day": str(site.clock.now().astimezone(OSLO).date() + timedelta(days=367))}
    assert (await register(unit, site, owner="roar", **form, **reasons, **too_long)).status_code == 422
    assert (await register(unit, site, owner="roar", **form, **reasons)).status_code == 303
    assert "/sharing" not in (await roar.get(site.plan("roar"))).text
    for name in ("roar", "thea"):
        page = (await (await site.client(name)).get(f"{site.plan('roar')}/deciding")).text
        for said in ("Han var forvirret.", "Leila Hosseini, fastlege", "§ 4-3 andre ledd"):
            assert said in page, said
    grete = (await (await site.client("grete")).get(f"{site.plan('roar')}/deciding")).text
    assert "kan ikke bestemme selv nå" in grete.replace("ikke kan", "kan ikke")
    own = (await unit.get(room(site, "roar"))).text
    for page in (grete, own):
        assert "forvirret" not in page
    asked = (await roar.get(f"{site.plan('roar')}/deciding")).text.split("/review")[0].rpartition("/")[2]
    assert (await roar.post(f"{site.plan('roar')}/decisions/{asked}/review")).status_code == 303
    assert "Bedt om ny vurdering" in (await roar.get(f"{site.plan('roar')}/deciding")).text
    assert "Det er bedt om ny vurdering" in (await unit.get(room(site, "roar"))).text
    foreign = await (await site.client("leila")).post(f"{site.plan('roar')}/decisions/{asked}/review")
    assert foreign.status_code == 404


async def test_nothing_of_a_plan_is_opened_or_shown_at_any_of_the_units_doors(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unit never sees content: no box is opened, and no title nor text stands on any page of its room."""
    unit, place, opened, pages = await site.client(UNIT), await place_of(site), list[object](), list[str]()
    real = seal.SectionBox.open

    def counted(*args: Any) -> bytes:
        opened.append(args)
        return real(*args)

    monkeypatch.setattr(seal.SectionBox, "open", counted)
    for door in DOORS_OF_THE_UNIT:
        answer = await call(site, unit, door, place)
        assert answer.status in (200, 303, 404, 422), door
        pages.append(answer.body.decode())
    assert not opened
    titles = await _titles(site)
    assert opened, "to read the plan does open it"
    assert len(titles) > 10
    for page in pages:
        assert not [title for title in titles if title in page]
    for road in ("", "/log", "/sharing", "/view.json", "/people", "/deciding", "/receipts"):
        assert (await unit.get(f"{site.plan()}{road}")).status_code == 404, road


async def test_the_units_room_is_not_there_for_anybody_else(site: Site) -> None:
    place = await place_of(site)
    before = await heads(site)
    for name in ALL_OTHERS:
        client = await site.client(name)
        nowhere = Answer.of(await client.get(f"/plans/{uuid4()}"))
        for door in DOORS_OF_THE_UNIT:
            assert await call(site, client, door, place) == nowhere, (name, door)
        assert 'href="/unit"' not in (await client.get("/")).text
    assert await heads(site) == before


async def test_another_municipalitys_unit_a_dismissed_one_and_a_forged_one_are_strangers(site: Site) -> None:
    world, gate = site.world, site.world.house.gate
    unit = await site.client(UNIT)
    assert (await unit.get(room(site))).status_code == 200
    await world.sql("INSERT INTO municipality VALUES ('annenby', 'Annenby kommune') RETURNING 1")
    async with world.house.database.begin() as tx:
        await appoint(tx, gate.signer, world.accounts[UNIT], "annenby", site.clock.now())
    assert (await unit.get("/unit")).status_code == 200
    assert "Tiril" not in (await unit.get("/unit")).text
    assert (await unit.get(room(site))).status_code == 404
    assert (await register(unit, site)).status_code == 404
    own = "WHERE ended_at IS NULL AND account_id = :u"
    moved = f"UPDATE appointment SET municipality_id = 'fjordvik' {own}"
    await world.sql(moved, u=world.accounts[UNIT])
    assert (await unit.get("/unit")).status_code == 404, "signed for another"
    stolen = f"UPDATE appointment SET municipality_id = 'annenby', account_id = :w {own}"
    await world.sql(stolen, w=world.accounts["wenche"], u=world.accounts[UNIT])
    assert (await (await site.client("wenche")).get("/unit")).status_code == 404, "signed for somebody else"
    async with world.house.database.begin() as tx:
        await appoint(tx, gate.signer, world.accounts[UNIT], "fjordvik", site.clock.now())
    assert (await unit.get(room(site))).status_code == 200
    async with world.house.database.begin() as tx:
        await dismiss(tx, world.accounts[UNIT], site.clock.now())
    assert (await unit.get(room(site))).status_code == 404
    await world.sql(
        "UPDATE appointment SET ended_at = NULL WHERE municipality_id = 'fjordvik' AND token IS NULL"
        " AND appointment_id = (SELECT max(appointment_id::text)::uuid FROM appointment) RETURNING 1"
    )
    assert (await unit.get(room(site))).status_code == 404, "no mark that is deleted brings it back"


async def test_an_appointment_ends_by_itself(site: Site) -> None:
    assert (await (await site.client(UNIT)).get("/unit")).status_code == 200
    site.clock.move(timedelta(days=366))
    assert (await (await site.client(UNIT)).get("/unit")).status_code == 404


def room(site: Site, owner: str = "tiril") -> str:
    """The unit's page of a plan."""
    return f"/unit/plans/{site.world.spaces[owner]}"


async def register(
    client: httpx2.AsyncClient, site: Site, who: str = "thea", *, owner: str = "tiril", **typed: str
) -> httpx2.Response:
    """Somebody, of the demo's people, as one who decides."""
    day = site.clock.now().astimezone(OSLO).date() + timedelta(days=300)
    person = PEOPLE[who]
    form = {"name": person["name"], "pid": person["pid"], "email": person["email"], "relation": "Mor"}
    form |= {"basis": "parent", "alone": "sole_responsibility", "day": str(day)}
    return await client.post(f"{room(site, owner)}/mandates", data=form | typed)


async def _newest(site: Site) -> str:
    query = "SELECT mandate_id FROM mandate WHERE signed_by IN (:u, :r) ORDER BY not_before DESC LIMIT 1"
    accounts = site.world.accounts
    rows = await site.world.sql(query, u=accounts[UNIT], r=accounts["roar"])
    return str(rows[0][0])


async def _titles(site: Site) -> list[str]:
    """What stands in Tiril's plan, as her representative reads it."""
    return list(_titled((await (await site.client("marte")).get(f"{site.plan()}/view.json")).json()))


def _titled(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("title"), str) and len(node["title"]) > 8:
            yield node["title"]
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _titled(one)
