"""What follows a decision and stands around it: the plan, the archive, who acts for a child, a complaint."""

import io
import json
import zipfile
from datetime import timedelta

from ipplan.unit.deadlines import day_of
from tests.page.case_stage import FOR_CHILD, file_in, inquire
from tests.page.casework import (
    UNIT,
    Office,
    at_office,
    decided,
    in_days,
    letter_in,
    plan_of,
    said_wrong,
)
from tests.site import Site
from tests.world import PEOPLE


async def test_a_granted_case_founds_the_persons_plan_once_and_it_rests_till_she_consents(
    site: Site,
) -> None:
    office = await decided(site)
    assert "Åpne kontoer og lag plan" in await office.page()
    await office.done("/founding")
    made = await plan_of(site, "leila")
    page = await office.page()
    assert f"/unit/plans/{made}" in page
    assert f'href="/unit/plans/{made}/coordinator/new?case={office.case}">Oppnevn koordinator' in page
    assert "har en plan" in said_wrong(await office.post("/founding"))[0]
    leila = await site.client("leila")
    plan = await leila.get(f"/plans/{made}")
    assert plan.status_code == 200
    assert "samtykk" in plan.text.lower()
    assert (await office.client.get(f"/plans/{made}")).status_code == 404
    assert await plan_of(site, "leila") == made


async def test_nothing_is_founded_before_it_is_granted(site: Site) -> None:
    office = await at_office(site)
    answer = await office.post("/founding")
    assert answer.status_code == 422
    assert await plan_of(site, "leila") is None


async def test_the_settings_are_the_municipalitys_own(site: Site) -> None:
    unit = await site.client(UNIT)
    assert 'value="4"' in (await unit.get("/unit/settings")).text
    form = {"case_weeks": "0", "second_approver": "yes", "letter_language": "nn", "unit_email": "ikke e-post"}
    wrong = await unit.post("/unit/settings", data=form)
    assert wrong.status_code == 422
    assert "ikke e-post" in wrong.text
    form |= {"case_weeks": "3", "unit_email": "enheten@example.org", "unit_name": "Tildeling"}
    done = await unit.post("/unit/settings", data=form | {"unit_address": "Torget 1\r\n6700 Fjordvik"})
    assert done.status_code == 200
    columns = "municipality_id, case_weeks, second_approver, letter_language"
    rows = {tuple(row) for row in await site.world.sql(f"SELECT {columns} FROM municipality")}
    assert ("fjordvik", 3, True, "nn") in rows
    assert len([row for row in rows if row[1:] == (3, True, "nn")]) == 1, "no other municipality's"
    case = await inquire(site, await site.client("leila"))
    file = await file_in(site, case)
    assert file.deadline_on - day_of(file.received_at) >= timedelta(weeks=3)
    assert file.deadline_on - day_of(file.received_at) < timedelta(weeks=4)
    office = Office(site, unit, case)
    await office.done("/taking")
    await office.done("/question", words="Kven hjelper deg?", day=in_days(site, 5))
    letter = await office.page(f"/letters/{await letter_in(site, case)}")
    for said in ("Tildeling", "Torget 1", "6700 Fjordvik"):
        assert said in letter


async def test_the_papers_go_to_the_archive_with_their_metadata_and_it_is_logged(site: Site) -> None:
    office = await decided(site)
    await office.done("/notes", words="Et notat om saken.")
    answer = await office.post("/export")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        told = json.loads(made.read("metadata.json"))
        xml = made.read("arkivmelding.xml").decode()
    file = await file_in(site, office.case)
    assert told["case"]["number"] == file.called
    assert {one["name"] for one in told["case"]["parties"]} == {"Leila Hosseini", PEOPLE[UNIT]["name"]}
    directions = [(one["direction"], one["title"]) for one in told["documents"]]
    assert ("in", "Henvendelsen kom") in directions
    assert ("out", "Avgjørelse i saken din") in directions
    assert ("note", "Vurdering lagret") in directions
    assert PEOPLE["leila"]["pid"] not in xml + json.dumps(told)
    roads = await site.world.sql("SELECT road FROM access_log WHERE space_id = :s", s=office.case)
    assert "export" in {row[0] for row in roads}
    assert "Hentet til kommunens arkiv" in await office.page()


async def test_a_case_is_withdrawn_only_for_the_person_and_says_so(site: Site) -> None:
    office = await at_office(site)
    wrong = await office.post("/closing", words="")
    assert wrong.status_code == 422
    await office.done("/closing", words="Leila ringte og vil vente.")
    assert await office.state() == "withdrawn"
    assert "Leila ringte" in await office.page()


async def test_a_mother_acts_for_a_child_on_a_recorded_basis_and_gets_the_letters(site: Site) -> None:
    marte = await site.client("marte")
    office = Office(site, await site.client(UNIT), await inquire(site, marte, **FOR_CHILD))
    await office.done("/taking")
    assert "Bekreft hvem saken gjelder" in await office.page()
    person = {"who": "representative", "name": PEOPLE["marte"]["name"], "pid": PEOPLE["marte"]["pid"]}
    person |= {"email": PEOPLE["marte"]["email"], "relation": "Mor"}
    wrong = await office.post("/parties", **person, basis="")
    assert "Velg hva det bygger på." in wrong.text
    another = await office.post("/parties", **person | {"name": "Noen Andre"}, basis="parent")
    assert "stemmer ikke med hverandre" in another.text
    own = {"pid": PEOPLE[UNIT]["pid"], "name": PEOPLE[UNIT]["name"], "email": PEOPLE[UNIT]["email"]}
    assert (
        "kan ikke registrere deg selv" in (await office.post("/parties", **person | own, basis="parent")).text
    )
    await office.done("/parties", **person, basis="parent")
    assert "Handler for personen" in await office.page("/parties")
    await office.assess()
    await office.done("/question", words="Hvilken skole?", day=in_days(site, 9))
    number = await letter_in(site, office.case)
    letter = await office.page(f"/letters/{number}")
    assert "Jonas Test Lie" in letter
    assert "Marte Aasen" in letter
    read = await marte.get(f"/cases/{office.case}/letters/{number}")
    assert read.status_code == 200
    await office.done("/parties/ending", account=str(site.world.accounts["marte"]), role="representative")
    assert (await marte.get(f"/cases/{office.case}/letters/{number}")).status_code == 404


async def test_after_a_complaint_it_is_decided_anew_in_place_of_the_first(site: Site) -> None:
    office = await at_office(site)
    await office.assess("no")
    await office.write("refused")
    await office.done("/decision/signature")
    leila, today = await site.client("leila"), day_of(site.clock.now()).isoformat()
    words = {"about-refusal": "yes", "words": "Jeg er ikke enig.", "knew_on": today}
    complained = await leila.post(f"/cases/{office.case}/complaint", data=words)
    assert complained.status_code == 303, complained.text
    page = await office.page()
    assert f'href="{office.path}/complaint">Vurder klagen' in page
    assert f'href="{office.path}/decision">Gjør om avgjørelsen' in page
    assert "dager igjen" in page, "a complaint has a deadline of its own"
    await office.assess("yes")
    wrong = await office.post("/decision", language="nb")
    assert 'id="changed-error"' in wrong.text
    await office.write("granted", changed="Vi har fått et nytt brev fra legen.")
    await office.done("/decision/signature")
    file = await file_in(site, office.case)
    assert (file.state, file.plan, file.complaint_outcome) == ("decided", "granted", "changed")
    letter = await office.page(f"/letters/{await letter_in(site, office.case)}")
    assert "Vi har fått et nytt brev fra legen." in letter
    assert "Individuell plan: innvilget" in letter
