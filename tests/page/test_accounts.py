"""The lead finds, opens, changes and ends accounts, and keeps the list of places where people work."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from ipplan.plan.periods import OSLO
from tests.page.appointing import agreed, asked
from tests.page.appointing import said as answered
from tests.page.asking import close_code, socket_to
from tests.page.case_stage import BY_SERVICE, inquire
from tests.page.test_fresh_login import OLD
from tests.site import Site
from tests.world import PEOPLE

PATH = "/unit/accounts"
NEW = {"name": "Eva Moen", "pid": "29815900543", "email": "eva@example.org", "title": "Lærer"}
ANSWERED = 20.0


def account(site: Site, who: str) -> str:
    return f"{PATH}/{site.world.accounts[who]}"


async def test_the_lead_finds_opens_and_changes_accounts(site: Site) -> None:
    lead = await site.client("ingeborg")
    assert PEOPLE["kristin"]["name"] not in (await lead.get(PATH)).text, "only who is looked for is listed"
    for words in ("brekke", "lyngholt"):
        assert PEOPLE["kristin"]["name"] in (await lead.get(PATH, params={"name": words})).text, words
    assert "Lyngholt skole" in (await lead.get(f"{PATH}/new")).text, "what there is to choose from"
    made = await lead.post(PATH, data=NEW | {"organisation": "Lyngholt skole"})
    assert made.status_code == 303
    where = made.headers["location"]
    page = (await lead.get(where)).text
    assert "Eva Moen" in page
    assert NEW["pid"] not in page
    again = await lead.post(PATH, data=NEW)
    assert again.headers["location"] == where, "whoever has an account here is found"
    changed = NEW | {"name": "Eva Lie", "organisation": "Fjordvik helsehus"}
    assert (await lead.post(where, data=changed)).status_code == 303
    page = (await lead.get(where)).text
    for said in ("Eva Lie", "Fjordvik helsehus", "konto åpnet", "konto endret", "navn, arbeidssted"):
        assert said in page, said
    assert "Eva Lie" in (await lead.get("/unit/changes")).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Skriv noe her."),
        ({"pid": "12345678901"}, "Fødselsnummeret stemmer ikke"),
        ({"email": "eva"}, "Skriv en e-postadresse"),
        ({"title": "T" * 201}, "Teksten er for lang."),
        ({"pid": PEOPLE["kristin"]["pid"]}, "Vi kan ikke åpne en konto"),
        ({"pid": PEOPLE["oddny"]["pid"]}, "Vi kan ikke åpne en konto"),
        ({"pid": PEOPLE["oddny"]["pid"], "name": PEOPLE["oddny"]["name"]}, "Vi kan ikke åpne en konto"),
    ],
)
async def test_what_is_wrong_is_said_and_a_number_tells_nobody_whose_it_is(
    shared: Site, typed: dict[str, str], said: str
) -> None:
    lead = await shared.client("ingeborg")
    answer = await lead.post(PATH, data=NEW | typed)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert "eva" in answer.text, "what was typed is kept"


@pytest.mark.alone
async def test_a_leaver_loses_sockets_pages_and_calendar_at_once_and_keeps_her_login_for_her_own(
    site: Site,
) -> None:
    lead, silje = await site.client("ingeborg"), await site.client("silje")
    feed = (await silje.post("/calendar")).text.split("/calendar/")[1].split(".ics")[0]
    assert (await lead.get(f"/calendar/{feed}.ics")).status_code == 200
    guest = {name: PEOPLE["silje"][name] for name in ("name", "email", "title")}
    wenche = await site.client("wenche")
    assert (await wenche.post(f"{site.plan()}/invitations", data=guest)).status_code == 303
    plans = [f"/plans/{site.world.spaces[owner]}" for owner in ("tiril", "roar")]
    first, second = (socket_to(site, silje, f"{plan}/live") for plan in plans)
    async with first as one, second as two:
        for socket in (one, two):
            await socket.send('{"seen": {}}')
            await asyncio.wait_for(socket.recv(), ANSWERED)
        assert (await lead.post(f"{account(site, 'silje')}/leaving", data={"when": "now"})).status_code == 303
        assert [await close_code(socket, 1) for socket in (one, two)] == [1008, 1008]
    assert (await silje.get(plans[0])).status_code == 303, "nothing private is hers here: her login has ended"
    anew = await site.client("silje")
    for plan in plans:
        assert (await anew.get(plan)).status_code == 404
    assert (await lead.get(f"/calendar/{feed}.ics")).status_code == 404
    assert [tuple(row) for row in await site.world.sql("SELECT state FROM invitation")] == [("withdrawn",)]
    page = (await lead.get(account(site, "silje"))).text
    assert page.count("ar sluttet i jobben") > 2, "the account says so, and its log"


async def test_a_plan_whose_coordinator_has_left_is_on_the_units_first_page(site: Site) -> None:
    lead = await site.client("ingeborg")
    page = (await lead.get("/unit")).text
    assert "Planer som mistet koordinatoren" not in page
    own = (await lead.get(account(site, "grete"))).text.partition("Koordinator for")[2]
    assert f"/unit/plans/{site.world.spaces['roar']}" in own
    assert (await lead.post(f"{account(site, 'grete')}/leaving", data={"when": "now"})).status_code == 303
    page = (await lead.get("/unit")).text
    lost = page.partition("Planer som mistet koordinatoren")[2].partition("</section>")[0]
    assert PEOPLE["roar"]["name"] in lost
    assert PEOPLE["tiril"]["name"] not in lost
    assert "Ingen koordinator" in page


async def test_a_last_day_can_be_set_and_taken_back(site: Site) -> None:
    lead, silje = await site.client("ingeborg"), await site.client("silje")
    where, plan = account(site, "silje"), f"/plans/{site.world.spaces['tiril']}"
    day = site.clock.now().astimezone(OSLO).date() + timedelta(days=2)
    past = {"when": "day", "day": "2020-01-01"}
    for wrong in ({"when": ""}, {"when": "day"}, past, {"when": "now", "email": "a"}):
        assert (await lead.post(f"{where}/leaving", data=wrong)).status_code == 422, wrong
    typed = {"when": "day", "day": str(day), "email": "silje.hjemme@example.org"}
    assert (await lead.post(f"{where}/leaving", data=typed)).status_code == 303
    assert (await silje.get(plan)).status_code == 200
    assert (await lead.post(f"{where}/staying")).status_code == 303
    assert "slutter likevel ikke" in (await lead.get(where)).text
    assert (await lead.post(f"{where}/leaving", data=typed)).status_code == 303
    site.clock.move(timedelta(days=3))
    assert (await (await site.client("silje")).get(plan)).status_code == 404


async def test_a_closed_account_logs_in_no_more_and_opening_it_waits_for_a_fresh_login(site: Site) -> None:
    lead, silje = await site.client("ingeborg"), await site.client("silje")
    where = account(site, "silje")
    assert (await lead.post(f"{where}/closing", data={})).status_code == 422
    assert (await lead.post(f"{where}/closing", data={"reason": "misuse"})).status_code == 303
    assert (await silje.get("/sessions")).status_code == 303
    refused = await silje.get(
        "/login", params={"hint": f"testid:{PEOPLE['silje']['pid']}_idporten-loa-high"}, follow_redirects=True
    )
    assert refused.status_code != 200
    site.clock.move(OLD)
    assert "Logg inn på nytt" in (await lead.post(f"{where}/reopening")).text
    lead = await site.client("ingeborg")
    assert (await lead.post(f"{where}/reopening")).status_code == 303
    assert (await (await site.client("silje")).get(f"/plans/{site.world.spaces['tiril']}")).status_code == 200
    last = await lead.post(f"{account(site, 'ingeborg')}/closing", data={"reason": "death"})
    assert (last.status_code, "Noen må lede enheten" in last.text) == (422, True)


async def test_who_is_no_lead_finds_none_of_it(site: Site) -> None:
    lead = await site.client("ingeborg")
    person = PEOPLE["wenche"]
    typed = {"name": person["name"], "pid": person["pid"], "role": "caseworker"}
    assert (await lead.post("/unit/people", data=typed)).status_code == 303
    wenche = await site.client("wenche")
    assert (await wenche.get("/unit/organisations")).status_code == 200
    assert 'href="/unit/accounts"' not in (await wenche.get("/unit")).text
    paths = [PATH, f"{PATH}/new", account(site, "silje"), "/unit/changes"]
    for path in paths:
        assert (await wenche.get(path)).status_code == 404, path
    posts = [PATH, account(site, "silje"), "/unit/organisations"]
    posts += [f"{account(site, 'silje')}/{act}" for act in ("leaving", "staying", "closing", "reopening")]
    for path in posts:
        assert (await wenche.post(path, data=NEW)).status_code == 404, path


async def test_the_places_where_people_work(site: Site) -> None:
    lead = await site.client("ingeborg")
    page = (await lead.get("/unit/organisations")).text
    assert (
        page.index("Helse og mestring") < page.index("Koordinerende enhet, Fjordvik") < page.index("Lyngholt")
    )
    school = await _organisation(site, "Lyngholt skole")
    added = {"name": "SFO", "kind": "school", "parent": school}
    assert (await lead.post("/unit/organisations", data=added)).status_code == 303
    again = await lead.post("/unit/organisations", data=added | {"name": "sfo"})
    assert (again.status_code, "fra før" in again.text) == (422, True)
    under_itself = {"name": "Lyngholt skole", "kind": "school", "parent": await _organisation(site, "SFO")}
    assert (await lead.post(f"/unit/organisations/{school}", data=under_itself)).status_code == 422
    renamed = {"name": "Lyngholt barneskole", "kind": "school"}
    assert (await lead.post(f"/unit/organisations/{school}", data=renamed)).status_code == 303
    assert "Lyngholt barneskole" in (await lead.get(account(site, "kristin"))).text, "hers is renamed too"
    assert (await lead.post(f"/unit/organisations/{school}/closing")).status_code == 303
    assert 'value="Lyngholt barneskole"' not in (await lead.get(f"{PATH}/new")).text
    assert (await lead.post(f"/unit/organisations/{school}/reopening")).status_code == 303
    assert (await lead.post(f"/unit/organisations/{uuid4()}/closing")).status_code == 404
    changes = (await lead.get("/unit/changes")).text
    for said in ("arbeidssted lagt til", "arbeidssted endret", "arbeidssted lagt ned", "tatt opp igjen"):
        assert said in changes, said
    wenche = await site.client("wenche")
    people = (await wenche.get(f"{site.plan()}/people")).text
    assert '<option value="Fjordvik helsehus">' in people, "a coordinator chooses from the list too"


async def test_who_takes_part_privately_is_no_leaver_there(site: Site) -> None:
    """A coordinator says it when she adds somebody: an aunt who has a work is there as an aunt."""
    lead, grete, marte = [await site.client(one) for one in ("ingeborg", "grete", "marte")]
    person = PEOPLE["kristin"]
    typed = {name: person[name] for name in ("name", "pid", "email")} | {"title": "Tante", "private": "yes"}
    assert (await grete.post(f"{site.plan('roar')}/people", data=typed)).status_code == 303
    roar, health = await site.client("roar"), site.world.sections["roar"]["health"]
    who = site.world.accounts["kristin"]
    wish = {f"access-{who}-{health}": "read", f"until-{who}": "6m"}
    assert (await roar.post(f"{site.plan('roar')}/sharing", data=wish)).status_code == 303
    kristin = await site.client("kristin")
    assert (await kristin.get(site.plan())).status_code == 200
    assert (await lead.post(f"{account(site, 'kristin')}/leaving", data={"when": "now"})).status_code == 303
    assert (await kristin.get(site.plan())).status_code == 404
    assert (await kristin.get(site.plan("roar"))).status_code == 200, "on the same login"
    assert person["name"] not in (await marte.get(f"{site.plan()}/people")).text


async def test_what_she_sent_for_her_service_ends_with_her_work_and_her_own_case_does_not(site: Site) -> None:
    lead, leila = await site.client("ingeborg"), await site.client("leila")
    sent, own = await inquire(site, leila, **BY_SERVICE), await inquire(site, leila)
    for case in (sent, own):
        assert (await leila.get(f"/cases/{case}")).status_code == 200
    assert (await lead.post(f"{account(site, 'leila')}/leaving", data={"when": "now"})).status_code == 303
    anew = await site.client("leila")
    assert (await anew.get(f"/cases/{sent}")).status_code == 404
    assert (await anew.get(f"/cases/{own}")).status_code == 200
    parts = "SELECT ended_at IS NULL, token IS NULL FROM case_grant WHERE space_id = :s AND account_id = :w"
    rows = await site.world.sql(parts, s=sent, w=site.world.accounts["leila"])
    assert [tuple(row) for row in rows] == [(False, True)]


async def test_who_was_asked_to_coordinate_before_she_left_is_asked_no_more(site: Site) -> None:
    lead = await site.client("ingeborg")
    path, yes = await asked(site, lead, "grete"), await asked(site, lead, "grete")
    for one in (path, yes):
        await agreed(site, lead, one)
    assert (await answered(await site.client("grete"), yes)).status_code == 303
    assert (await lead.post(f"{account(site, 'grete')}/leaving", data={"when": "now"})).status_code == 303
    grete = await site.client("grete")
    assert (await answered(grete, path)).status_code == 404
    assert (await lead.post(f"{yes}/appointment")).status_code == 422, "nor is one who has said yes appointed"
    assert (await grete.get(site.plan())).status_code == 404
    assert PEOPLE["grete"]["name"] not in (await lead.get("/unit/coordinators")).text


async def _organisation(site: Site, name: str) -> str:
    rows = await site.world.sql("SELECT organisation_id FROM organisation WHERE name = :n", n=name)
    return str(rows[0][0])
