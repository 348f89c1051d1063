"""Who works in the unit: its lead appoints and ends it, somebody leads always, nobody appoints herself."""

from datetime import timedelta
from typing import Any

import httpx2

from ipplan.gate.unit import appoint, appointments, desk_of, lead_of
from ipplan.permit import Refused
from ipplan.store.tables import appointment
from tests.page.test_fresh_login import OLD, log_in_anew
from tests.site import Site
from tests.world import PEOPLE

PATH = "/unit/people"


async def appointed(client: httpx2.AsyncClient, who: str, role: str = "caseworker", **more: str) -> Any:
    person = PEOPLE[who]
    return await client.post(PATH, data={"name": person["name"], "pid": person["pid"], "role": role} | more)


async def role_of(site: Site, who: str) -> str | None:
    """As what somebody works in the unit now."""
    try:
        return (await desk_of(site.world.house.gate, site.world.actor(who))).role
    except Refused:
        return None


async def test_the_lead_appoints_prolongs_and_ends_and_all_of_it_is_logged(site: Site) -> None:
    lead, wenche = await site.client("ingeborg"), await site.client("wenche")
    ids = site.world.accounts
    assert (await appointed(lead, "wenche")).status_code == 303
    assert await role_of(site, "wenche") == "caseworker"
    seen = (await wenche.get(PATH)).text
    assert "Ingeborg Lie" in seen
    assert "Saksbehandler" in seen
    assert "Oppnevn noen" not in seen, "a caseworker appoints nobody"
    assert (await appointed(wenche, "grete")).status_code == 404
    for act in ("prolonging", "ending"):
        assert (await wenche.post(f"{PATH}/{ids['ingeborg']}/{act}")).status_code == 404
    site.clock.move(timedelta(minutes=10))
    assert (await lead.post(f"{PATH}/{ids['wenche']}/prolonging")).status_code == 303
    assert await role_of(site, "wenche") == "caseworker"
    assert (await lead.post(f"{PATH}/{ids['wenche']}/ending")).status_code == 303
    assert (await wenche.get("/unit")).status_code == 404
    rows = await site.world.sql("SELECT kind, detail, account_id, actor_id FROM directory_event ORDER BY at")
    by = ids["ingeborg"]
    assert [tuple(row) for row in rows] == [
        ("appointed", "caseworker", ids["wenche"], by),
        ("prolonged", "caseworker", ids["wenche"], by),
        ("dismissed", "", ids["wenche"], by),
    ]


async def test_somebody_always_leads_and_nobody_appoints_herself(site: Site) -> None:
    lead, ids = await site.client("ingeborg"), site.world.accounts
    last = await lead.post(f"{PATH}/{ids['ingeborg']}/ending")
    assert (last.status_code, "Noen må lede enheten" in last.text) == (422, True)
    own = await appointed(lead, "ingeborg", "caseworker")
    assert (own.status_code, "Du kan ikke oppnevne deg selv" in own.text) == (422, True)
    assert (await lead.post(f"{PATH}/{ids['ingeborg']}/prolonging")).status_code == 422
    assert await role_of(site, "ingeborg") == "lead"
    assert "Bare du leder enheten" in (await lead.get(PATH)).text
    assert (await appointed(lead, "grete", "lead")).status_code == 303
    assert "Bare du leder enheten" not in (await lead.get(PATH)).text
    assert (await lead_of(site.world.house.gate, site.world.actor("grete"))).leads
    assert (await lead.post(f"{PATH}/{ids['ingeborg']}/ending")).status_code == 303
    assert (await lead.get(PATH)).status_code == 404
    # Another than she herself cannot take the last lead away either.
    grete = await site.client("grete")
    assert (await grete.post(f"{PATH}/{ids['grete']}/ending")).status_code == 422


async def test_who_has_no_account_here_or_another_name_or_lives_elsewhere_is_unknown(site: Site) -> None:
    lead = await site.client("ingeborg")
    await site.world.sql("INSERT INTO municipality VALUES ('annenby', 'Annenby') RETURNING 1")
    await site.world.sql(
        "UPDATE account SET municipality_id = 'annenby' WHERE account_id = :w RETURNING 1",
        w=site.world.accounts["mehmet"],
    )
    await site.world.sql(
        "UPDATE account SET state = 'closed' WHERE account_id = :w RETURNING 1",
        w=site.world.accounts["thea"],
    )
    answers = [await appointed(lead, who) for who in ("odd", "mehmet", "thea")]
    answers.append(await appointed(lead, "grete", name="Noen Andre"))
    for answer in answers:
        assert answer.status_code == 422
        assert "Vi finner ingen konto med dette navnet" in answer.text
    for wrong, said in (
        ({"pid": "1"}, "stemmer ikke"),
        ({"role": "boss"}, "Velg hva"),
        ({"name": ""}, "Skriv"),
    ):
        answer = await appointed(lead, "grete", **wrong)
        assert (answer.status_code, said in answer.text) == (422, True), wrong
    assert await role_of(site, "grete") is None


async def test_appointing_waits_for_a_fresh_login_and_ending_does_not(site: Site) -> None:
    lead, ids = await site.client("ingeborg"), site.world.accounts
    assert (await appointed(lead, "wenche")).status_code == 303
    site.clock.move(OLD)
    asked = await appointed(lead, "grete")
    assert "Logg inn på nytt for å signere" in asked.text
    assert await role_of(site, "grete") is None
    assert (await lead.post(f"{PATH}/{ids['wenche']}/ending")).status_code == 303
    back = await log_in_anew(site, lead, asked.text, "ingeborg")
    assert PEOPLE["grete"]["name"] in back.text, "what was typed is kept"
    assert (await appointed(lead, "grete")).status_code == 303


async def test_an_appointment_that_says_no_role_or_another_is_a_caseworkers_or_none(site: Site) -> None:
    world, signer = site.world, site.world.house.gate.signer
    async with world.house.database.begin() as tx:
        await appoint(tx, signer, world.accounts["wenche"], "fjordvik", site.clock.now())
    query = "SELECT appointment_id, token FROM appointment WHERE account_id = :w"
    row = (await world.sql(query, w=world.accounts["wenche"]))[0]
    signed = signer.claims("appointment", row[1])
    assert isinstance(signed, dict)
    old = {name: value for name, value in signed.items() if name not in ("role", "appointed_by")}
    change = "UPDATE appointment SET token = :t WHERE appointment_id = :a RETURNING 1"
    await world.sql(change, t=signer.sign("appointment", old), a=row[0])
    assert await role_of(site, "wenche") == "caseworker"
    await world.sql(change, t=signer.sign("appointment", old | {"role": "boss"}), a=row[0])
    assert await role_of(site, "wenche") is None
    async with world.house.database.begin() as tx:
        whose = appointment.c.account_id == world.accounts["ingeborg"]
        assert [one.role for one in await appointments(tx, signer, site.clock.now(), whose)] == ["lead"]
