"""Who may do what in a case: signed parts, consent before assessment, and two people for a decision."""

import pytest

from ipplan.gate.case_parts import take_part
from ipplan.gate.cases import taking_on
from ipplan.page.door import OFFICE
from ipplan.page.routes import DOORS
from ipplan.page.unit.casework import words
from ipplan.unit.acts import ACTS, STATES
from tests.page.asking import Answer, Place, call, place_of
from tests.page.case_stage import BY_SERVICE, file_in, inquire
from tests.page.casework import UNIT, WHY, Office, at_office, employ, said_wrong, set_up
from tests.site import Site
from tests.world import PEOPLE

INSIDE = [door for door in DOORS if door.path.startswith(OFFICE) and door.reach == "case"]
TAKING = [door for door in DOORS if door.path.startswith(OFFICE) and door.reach == "unit"]


async def test_every_door_of_a_case_is_shut_to_all_but_who_has_it(site: Site) -> None:
    """Also to the party herself, one of the unit who has not taken it on, and another municipality."""
    await employ(site, "mehmet")
    await employ(site, "silje", "9999")
    office = await at_office(site)
    assert INSIDE
    before = await _events(site, office)
    real = (await place_of(site)).other(case=str(office.case), number="1")
    absent = real.other(case=str(Place(*"abcdefghi").case))
    for name in ("leila", "mehmet", "silje", "wenche"):
        client = await site.client(name)
        refused = Answer.of(await client.get("/unit/closed/00000000-0000-4000-8000-000000000009"))
        for door in INSIDE:
            answer = await call(site, client, door, real)
            assert (answer.status, answer.body) == (404, refused.body), (name, door.path)
            assert answer == await call(site, client, door, absent), (name, door.path)
        for door in TAKING if name != "mehmet" else ():
            assert (await call(site, client, door, real)).status == 404, (name, door.path)
    assert await _events(site, office) == before
    assert (await file_in(site, office.case)).assigned_to == site.world.accounts[UNIT]
    theirs = (await (await site.client("silje")).get("/unit/cases?show=all")).text
    assert "Leila Hosseini" not in theirs


async def test_who_is_handed_the_case_must_work_in_the_same_unit(site: Site) -> None:
    await employ(site, "silje", "9999")
    office = await at_office(site)
    answer = await office.post("/handing", account=str(site.world.accounts["silje"]))
    assert answer.status_code == 404
    assert (await office.get()).status_code == 200


async def test_nothing_is_assessed_before_the_person_has_said_yes(site: Site) -> None:
    sender = await site.client("berit")
    number = {"name": PEOPLE["leila"]["name"], "pid": PEOPLE["leila"]["pid"], "born_on": ""}
    case = await inquire(site, sender, **BY_SERVICE | number)
    office = Office(site, await site.client(UNIT), case)
    await office.done("/taking")
    answers = {"met-long_term": "yes", "reason-long_term": WHY, "met-coordinated": "no"}
    answers |= {"reason-coordinated": "Bare én tjeneste."}
    for road, form in (("/assessment", answers), ("/decision", {}), ("/decision/signature", {})):
        answer = await office.post(road, **form)
        assert answer.status_code == 422, road
        assert "ikke samtykket" in said_wrong(answer)[0]
    assert "Bare én tjeneste." in (await office.post("/assessment", **answers)).text
    await office.done("/parties", who="party")
    assert f'href="{office.path}/consent">Spør om samtykke' in await office.page()
    await office.done("/consent/asking")
    assert await office.state() == "asking"
    leila = await site.client("leila")
    assert "Berit Vollan" in (await leila.get(f"/cases/{case}")).text
    wrong = await office.post("/consent", answer="", signed_on="2050-01-01", words="")
    assert wrong.status_code == 422
    assert len(said_wrong(wrong)) == 4
    await office.done("/consent", answer="yes", signed_on="2026-01-15", words="Hun ringte.")
    await office.done("/assessment", **answers)
    assert "registrert av enheten" in await office.page()


async def test_a_no_withdraws_the_case_and_nothing_more_is_done_in_it(site: Site) -> None:
    case = await inquire(site, await site.client("berit"), **BY_SERVICE)
    office = Office(site, await site.client(UNIT), case)
    await office.done("/taking")
    await office.done("/consent", answer="no", signed_on="2026-01-15", words="Vil ikke.")
    assert await office.state() == "withdrawn"
    answer = await office.post("/interim", reason="Vi venter.", day="2027-01-15")
    assert "gått videre" in said_wrong(answer)[0]


async def test_of_two_who_decide_none_is_the_one_who_wrote_it(site: Site) -> None:
    await set_up(site, second_approver=True)
    await employ(site, "mehmet")
    office = await at_office(site)
    await office.assess()
    await office.write()
    assert "Send til godkjenning" in await office.page("/decision/preview")
    await office.done("/decision/signature")
    file = await file_in(site, office.case)
    assert (file.state, file.decided_at, file.plan) == ("approving", None, "asked")
    assert "Venter på at en annen godkjenner" in await office.page()
    for road in ("/approval", "/approval/returning"):
        assert (await office.post(road, words="Greit.")).status_code == 404, "by a form of her own making too"
    assert (await office.get("/approval")).status_code == 404
    assert (await office.post("/decision/signature")).status_code == 422
    assert (await file_in(site, office.case)).decided_at is None
    other = await office.as_another("mehmet")
    assert (await other.get("/approval")).status_code == 404, "who has not taken it on reads nothing"
    assert "Les og godkjenn" in (await other.client.get("/unit/cases")).text
    await other.done("/approver")
    page = await other.page("/approval")
    for said in ("Koordinator: innvilget", "Ingeborg Lie", "Mehmet Aydin", WHY):
        assert said in page, said
    nothing = await other.post("/approval/returning", words=" ")
    assert nothing.status_code == 422
    await other.done("/approval/returning", words="Skriv mer om planen.")
    assert (await other.get()).status_code == 404, "she had it only to approve"
    assert "Skriv mer om planen." in await office.page("/decision")
    await office.write()
    await office.done("/decision/signature")
    await other.done("/approver")
    await other.done("/approval")
    file = await file_in(site, office.case)
    assert (file.state, file.plan) == ("decided", "granted")
    assert (await other.get()).status_code == 404
    newest = max((await _events(site, office)).items())
    letter = await office.page(f"/letters/{newest[0]}")
    for said in ("Ingeborg Lie", "Mehmet Aydin"):
        assert said in letter
    roads = await site.world.sql(
        "SELECT count(*) FROM access_log WHERE account_id = :a", a=site.world.accounts["mehmet"]
    )
    assert roads[0][0] > 0, "what she read is in the log"


async def test_who_has_given_the_case_on_after_writing_approves_nothing_either(site: Site) -> None:
    await set_up(site, second_approver=True)
    await employ(site, "mehmet")
    office = await at_office(site)
    await office.assess()
    await office.write()
    await office.done("/decision/signature")
    await office.done("/handing", account=str(site.world.accounts["mehmet"]))
    assert (await office.post("/approver")).status_code == 404
    await office.done("/taking")
    assert (await office.post("/approval")).status_code == 404
    await office.done("/handing", account=str(site.world.accounts["mehmet"]))
    assert (await file_in(site, office.case)).state == "approving"
    theirs = await office.as_another("mehmet")
    await theirs.done("/approval")
    assert (await file_in(site, office.case)).state == "decided"
    assert (await theirs.get()).status_code == 200, "the case is hers"


@pytest.mark.parametrize("road", ["/approver", "/approval"])
async def test_nothing_is_approved_that_nobody_has_proposed(site: Site, road: str) -> None:
    office = await at_office(site)
    assert (await office.post(road)).status_code in (404, 422)
    assert (await file_in(site, office.case)).state == "received"


async def test_a_letter_by_post_is_printed_by_who_has_the_case_and_by_nobody_else(site: Site) -> None:
    await employ(site, "mehmet")
    office = await at_office(site)
    await office.assess()
    await office.write(on_paper="yes")
    await office.done("/decision/signature")
    queue = (await office.client.get("/unit/post")).text
    assert "Brev i en sak" in queue
    rows = await site.world.sql("SELECT letter_id FROM letter WHERE space_id = :s", s=office.case)
    (letter,) = [row[0] for row in rows]
    printed = await office.client.post(f"/unit/post/{letter}/printing")
    assert printed.content.startswith(b"%PDF")
    other = await office.as_another("mehmet")
    listed = (await other.client.get("/unit/post")).text
    assert "Bare den som har saken, kan skrive ut brevet: Ingeborg Lie." in listed
    assert f"/unit/post/{letter}/printing" not in listed
    assert (await other.client.post(f"/unit/post/{letter}/printing")).status_code == 404
    assert (await other.client.post(f"/unit/post/{letter}/sending")).status_code == 303
    world, me = site.world, site.world.accounts[UNIT]
    async with taking_on(world.house.gate, world.actor(UNIT), office.case) as (held, _):
        assert await take_part(held, me, "caseworker", me)
    assert (await office.client.post(f"/unit/post/{letter}/printing")).status_code == 404


async def test_who_has_no_mail_gets_it_by_post_and_no_mail_goes(site: Site) -> None:
    await site.world.sql("UPDATE account SET email = NULL WHERE name = 'Leila Hosseini'")
    office = await at_office(site)
    await office.done("/question", words="Hvem hjelper deg?", day="2027-01-04")
    rows = await site.world.sql("SELECT kind, account_id FROM letter WHERE space_id = :s", s=office.case)
    assert ("case", site.world.accounts["leila"]) in {tuple(row) for row in rows}
    newest = max(await _events(site, office))
    told = await site.world.sql("SELECT args ->> 'number' FROM procrastinate_jobs")
    assert str(newest) not in {row[0] for row in told}


def test_everything_that_happens_in_a_case_has_words() -> None:
    assert set(ACTS) == set(words.EVENTS)
    assert set(STATES) == set(words.STATES)


async def _events(site: Site, office: Office) -> dict[int, str]:
    rows = await site.world.sql(
        "SELECT number, kind FROM case_event WHERE space_id = :s ORDER BY number", s=office.case
    )
    return {row[0]: row[1] for row in rows}


async def test_who_leads_approves_and_others_only_where_nobody_else_leads(site: Site) -> None:
    await set_up(site, second_approver=True)
    await employ(site, "mehmet", role="caseworker")
    office = await at_office(site)
    await office.assess()
    await office.write()
    await office.done("/decision/signature")
    other = await office.as_another("mehmet")
    await other.done("/approver")
    assert (await other.get("/approval")).status_code == 200, "nobody leads but the writer"
    await employ(site, "silje")
    assert (await other.post("/approval")).status_code == 404
    assert (await other.post("/approver")).status_code == 404
    assert (await file_in(site, office.case)).state == "approving"
    lead = await office.as_another("silje")
    await lead.done("/approver")
    await lead.done("/approval")
    assert (await file_in(site, office.case)).state == "decided"


async def test_only_who_leads_changes_what_the_unit_has_set(site: Site) -> None:
    await employ(site, "mehmet", role="caseworker")
    mehmet = await site.client("mehmet")
    assert (await mehmet.get("/unit/settings")).status_code == 404
    form = {"case_weeks": "1", "second_approver": "no", "letter_language": "nb"}
    assert (await mehmet.post("/unit/settings", data=form)).status_code == 404
    assert "/unit/settings" not in (await mehmet.get("/unit")).text
    rows = await site.world.sql("SELECT case_weeks FROM municipality WHERE municipality_id = 'fjordvik'")
    assert rows[0][0] == 4
