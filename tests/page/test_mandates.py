"""Mandates: given by an owner and taken back, laid down; and what was granted on them running on."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import httpx2
import pytest

from ipplan.gate.mandates import Commission, sign_mandate
from ipplan.gate.statements import unit_hand
from ipplan.gate.tokens import Invalid
from ipplan.letter.verify import verify
from ipplan.plan.periods import OSLO
from tests.page.asking import Answer
from tests.site import Site
from tests.world import PEOPLE

FRIEND = "leila"
"""Takes part in Roar's plan."""


async def test_an_owner_lets_somebody_act_in_some_sections_and_ends_it(site: Site) -> None:
    roar, friend = await site.client("roar"), await site.client(FRIEND)
    shut = site.section("economy", "roar")
    assert (await friend.get(shut)).status_code == 404
    assert (await _give(roar, site, {"area-economy": "yes"})).status_code == 303
    assert (await friend.get(shut)).status_code == 200
    form = {"kind": "text", "item": str(uuid4()), "body": "Husk fristen."}
    assert (await friend.post(f"{shut}/items", data=form)).status_code == 303
    assert "Du handler for Roar" in (await friend.get(site.plan("roar"))).text
    for closed in (
        site.section("network", "roar"),
        *(f"{site.plan('roar')}/{door}" for door in ("sharing", "log")),
    ):
        assert (await friend.get(closed)).status_code == 404, closed
    page = (await roar.get(f"{site.plan('roar')}/deciding")).text
    for said in (PEOPLE[FRIEND]["name"], "Fullmakt fra planeier", "men ikke bestemme hvem som ser hva"):
        assert said in page, said
    ending = page.split("/ending")[0].rpartition("/mandates/")[2]
    assert (await roar.post(f"{site.plan('roar')}/mandates/{ending}/ending")).status_code == 303
    assert (await friend.get(shut)).status_code == 404
    page = (await roar.get(f"{site.plan('roar')}/deciding")).text
    assert "avsluttet før tiden" in page
    await _has_receipts(roar, site, ending)
    again = await roar.post(f"{site.plan('roar')}/mandates/{ending}/ending")
    assert again.status_code == 303, "twice does no harm"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"participant": ""}, "Velg hvem."),
        ({"participant": "noe"}, "Velg hvem."),
        ({"basis": "parent"}, "Velg hva det bygger på."),
        ({"day": ""}, "Skriv den siste dagen"),
        ({"day": "2020-01-01"}, "Skriv den siste dagen"),
        ({"day": "2199-01-01"}, "Så lenge kan det ikke vare"),
        ({"area-economy": ""}, "Velg hele planen, eller minst én del."),
    ],
)
async def test_what_is_wrong_with_the_form_is_said_and_nothing_is_signed(
    shared: Site, wrong: dict[str, str], said: str
) -> None:
    roar = await shared.client("roar")
    answer = await _give(roar, shared, {"area-economy": "yes", "area-health": "", **wrong})
    assert answer.status_code == 422
    assert said in answer.text
    given = await shared.world.sql("SELECT count(*) FROM mandate WHERE basis = 'power_of_attorney'")
    assert given[0][0] == 0


async def test_only_an_owner_gives_and_only_what_she_gave_does_she_end(site: Site) -> None:
    own = str((await site.world.sql("SELECT mandate_id FROM mandate"))[0][0])
    for name, owner in (("marte", "tiril"), ("wenche", "tiril"), ("leila", "tiril"), ("mehmet", "roar")):
        client = await site.client(name)
        nowhere = Answer.of(await client.get("/plans/ingenting"))
        assert Answer.of(await client.get(f"{site.plan(owner)}/mandates/new")) == nowhere
        assert Answer.of(await _give(client, site, {"scope": "all"}, owner)) == nowhere
        if name != "marte":
            assert Answer.of(await client.post(f"{site.plan(owner)}/mandates/{own}/ending")) == nowhere


async def test_what_was_granted_on_a_mandate_outlasts_it_until_somebody_decides_anew(site: Site) -> None:
    marte = await site.client("marte")
    await _grant(marte, site, "leila", "home")
    own = str((await site.world.sql("SELECT mandate_id FROM mandate"))[0][0])
    gone = await marte.post(f"{site.plan()}/mandates/{own}/ending")
    assert gone.headers["location"] == "/"
    assert (await marte.get(site.plan())).status_code == 404, "she acts no more"
    await _open(site, "leila", "home", 200)
    await _unit_lets(site, "berit")
    berit = await site.client("berit")
    sharing = (await berit.get(f"{site.plan()}/sharing")).text
    soon = sharing.split('id="soon-heading"')[1].split("</section>")[0]
    assert f"{PEOPLE['leila']['name']}: Hjemme hos oss" in soon
    assert "gitt på en fullmakt som er over" in soon
    site.clock.move(timedelta(days=60))
    await _open(site, "leila", "home", 200)
    await _grant(await site.client("berit"), site, "leila", "home")
    site.clock.move(timedelta(days=31))
    await _open(site, "leila", "home", 200)
    await _open(site, "leila", "health", 404)
    # Who acted once is a participant like others now, and may be given access.
    berit = await site.client("berit")
    await _grant(berit, site, "marte", "home")
    await _open(site, "marte", "home", 200)


async def _has_receipts(roar: httpx2.AsyncClient, site: Site, mandate: str) -> None:
    """One for the mandate and one for its end, in words, on paper and as data that anybody can verify."""
    jwks = (await roar.get("/.well-known/jwks.json")).text
    query = "SELECT withdrawal FROM mandate WHERE mandate_id = :m"
    token = (await site.world.sql(query, m=mandate))[0][0]
    signed = site.world.house.gate.signer.withdrawal(token)
    assert not isinstance(signed, Invalid)
    for record, title, event in (
        (mandate, "Kvittering for fullmakt", "mandate_given"),
        (signed.jti, "Kvittering for at fullmakt er avsluttet", "mandate_ended"),
    ):
        path = f"{site.plan('roar')}/receipts/{record}"
        page = (await roar.get(path)).text
        for said in (title, PEOPLE[FRIEND]["name"], "Fullmakt fra planeier", "Lese og skrive for planeier"):
            assert said in page, said
        data = (await roar.get(f"{path}.json")).json()
        finding = verify(json.dumps(data), jwks)
        assert finding.holds, finding.wrong
        assert event in {one["event_type"] for one in data["receipt"]["events"]}
        assert (await roar.get(f"{path}.pdf")).status_code == 200


async def _give(
    client: httpx2.AsyncClient, site: Site, form: dict[str, str], owner: str = "roar"
) -> httpx2.Response:
    day = site.clock.now().astimezone(OSLO).date() + timedelta(days=30)
    whole = {"participant": str(site.world.accounts[FRIEND]), "basis": "power_of_attorney", "day": str(day)}
    return await client.post(f"{site.plan(owner)}/mandates", data=whole | form)


async def _grant(client: httpx2.AsyncClient, site: Site, who: str, area: str) -> None:
    account, section = site.world.accounts[who], site.world.sections["tiril"][area]
    form = {f"access-{account}-{section}": "read", f"until-{account}": "1y"}
    assert (await client.post(f"{site.plan()}/sharing", data=form)).status_code == 303
    await _open(site, who, area, 200)


async def _open(site: Site, who: str, area: str, status: int) -> None:
    client = await site.client(who)
    assert (await client.get(site.section(area))).status_code == status
    await client.aclose()


async def _unit_lets(site: Site, who: str) -> UUID:
    """The coordinating unit has somebody else act: its own room for that is not built yet."""
    world, gate = site.world, site.world.house.gate
    unit, ends = world.actor("wenche"), site.clock.now() + timedelta(days=400)
    async with gate.writing(world.spaces["tiril"], unit, paused=True) as (held, visit):
        commission = Commission(world.accounts[who], "parent", ends)
        return await sign_mandate(held, gate.signer, unit_hand(unit), visit.space.owner_id, commission)


async def test_an_owner_who_does_not_decide_has_no_doors_to_decide_by_and_sees_who_does(site: Site) -> None:
    """By a written decision somebody else decides: on the page at once, and back at once when it is over."""
    world, gate = site.world, site.world.house.gate
    roar, unit = await site.client("roar"), world.actor("grete")
    assert "/sharing" in (await roar.get(site.plan("roar"))).text
    async with gate.writing(world.spaces["roar"], unit) as (held, visit):
        ends = site.clock.now() + timedelta(days=30)
        commission = Commission(world.accounts["solveig"], "guardian", ends, instead=True)
        mandate_id = await sign_mandate(held, gate.signer, unit_hand(unit), visit.space.owner_id, commission)
    plan = (await roar.get(site.plan("roar"))).text
    assert "/sharing" not in plan
    assert "/deciding" in plan
    assert (await roar.get(f"{site.plan('roar')}/sharing")).status_code == 404
    page = (await roar.get(f"{site.plan('roar')}/deciding")).text
    for said in (PEOPLE["solveig"]["name"], "Det er avgjort skriftlig", "vergemålsloven § 31"):
        assert said in page, said
    assert "Trekk samtykket tilbake" not in page
    solveig = await site.client("solveig")
    assert "/sharing" in (await solveig.get(site.plan("roar"))).text
    ending = f"{site.plan('roar')}/mandates/{mandate_id}/ending"
    assert (await roar.post(ending)).status_code == 404, "not his to end"
    assert (await solveig.post(ending)).status_code == 303
    assert "/sharing" in (await roar.get(site.plan("roar"))).text


async def test_who_acts_without_deciding_finds_the_way_to_lay_it_down(site: Site) -> None:
    roar, friend = await site.client("roar"), await site.client(FRIEND)
    assert (await _give(roar, site, {"area-economy": "yes"})).status_code == 303
    assert "/deciding" in (await friend.get(site.plan("roar"))).text
    page = await friend.get(f"{site.plan('roar')}/deciding")
    assert page.status_code == 200
    ending = page.text.split("/ending")[0].rpartition("/mandates/")[2]
    assert (await friend.post(f"{site.plan('roar')}/mandates/{ending}/ending")).status_code == 303
    assert (await friend.get(site.section("economy", "roar"))).status_code == 404
