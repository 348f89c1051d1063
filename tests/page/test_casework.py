"""The unit works on a case: from the inbox to the decision and what follows it, step by step."""

import io
import json
import zipfile
from datetime import date, timedelta
from uuid import UUID

from ipplan.gate.cases import enter_case
from ipplan.store.cases import case_events
from ipplan.unit.deadlines import day_of
from tests.page.case_stage import FOR_CHILD, file_in, inquire
from tests.page.casework import UNIT, WHY, Office, at_office, employ, said_wrong
from tests.site import Site
from tests.world import PEOPLE


async def test_a_case_is_taken_from_the_inbox_assessed_and_granted_and_the_person_reads_the_letter(
    site: Site,
) -> None:
    leila, unit = await site.client("leila"), await site.client(UNIT)
    case = await inquire(site, leila)
    office = Office(site, unit, case)
    assert (await office.get()).status_code == 404, "who has not taken it on reads nothing of it"
    inbox = (await unit.get("/unit/cases")).text
    for said in ("Leila Hosseini", "Koordinator, individuell plan", "Ingen har saken", "Ny", "dager igjen"):
        assert said in inbox, said
    await office.done("/taking")
    assert (await file_in(site, case)).assigned_to == site.world.accounts[UNIT]
    page = await office.page()
    assert "Ingen vet hva de andre gjør" in page
    assert f'href="{office.path}/assessment">Vurder saken' in page
    await office.assess()
    assert WHY in await office.page("/decision"), "the draft begins as it was assessed"
    await office.write()
    preview = await office.page("/decision/preview")
    assert "Koordinator: innvilget" in preview
    assert "helse- og omsorgstjenesteloven § 7-2" in preview
    assert "pasient- og brukerrettighetsloven § 7-2" in preview, "and how to complain"
    draft = await office.get("/decision/utkast.pdf")
    assert draft.content.startswith(b"%PDF")
    assert await office.state() == "received", "nothing is decided by looking"
    await office.done("/decision/signature")
    file = await file_in(site, case)
    assert (file.state, file.coordinator, file.plan) == ("decided", "granted", "granted")
    assert file.decided_at is not None
    number = await _letter(site, case)
    letter = await office.page(f"/letters/{number}")
    assert "Avgjørelse i saken din" in letter
    assert (await office.get(f"/letters/{number}/brev.pdf")).content.startswith(b"%PDF")
    own = (await leila.get(f"/cases/{case}/letters/{number}")).text
    assert "Du har to tjenester som må samordnes." in own
    assert WHY not in own, "what the unit noted on the conditions is its own"
    assert ("send_case", str(site.world.accounts["leila"])) in await _promised(site)


async def test_a_granted_case_founds_the_persons_plan_once_and_it_rests_till_she_consents(
    site: Site,
) -> None:
    office = await _decided(site)
    assert "Åpne kontoer og lag plan" in await office.page()
    await office.done("/founding")
    made = await _plan_of(site, "leila")
    page = await office.page()
    assert f"/unit/plans/{made}" in page
    assert f'href="/unit/plans/{made}/coordinator/new?case={office.case}">Oppnevn koordinator' in page
    assert "har en plan" in said_wrong(await office.post("/founding"))[0]
    leila = await site.client("leila")
    plan = await leila.get(f"/plans/{made}")
    assert plan.status_code == 200
    assert "samtykk" in plan.text.lower()
    assert (await office.client.get(f"/plans/{made}")).status_code == 404
    assert await _plan_of(site, "leila") == made


async def test_nothing_is_founded_before_it_is_granted(site: Site) -> None:
    office = await at_office(site)
    answer = await office.post("/founding")
    assert answer.status_code == 422
    assert await _plan_of(site, "leila") is None


async def test_a_case_is_handed_on_and_who_had_it_reads_it_no_more(site: Site) -> None:
    await employ(site, "mehmet")
    office, mehmet = await at_office(site), str(site.world.accounts["mehmet"])
    await office.done("/notes", words="Ring henne på mandag.")
    outsider = str(site.world.accounts["wenche"])
    assert (await office.post("/handing", account=outsider)).status_code == 404
    await office.done("/handing", account=mehmet)
    assert (await office.get()).status_code == 404
    theirs = await office.as_another("mehmet")
    assert "Ring henne på mandag." in await theirs.page()
    inbox = (await office.client.get("/unit/cases?show=mine")).text
    assert "Leila Hosseini" not in inbox
    assert "Mehmet Aydin har saken" in (await office.client.get("/unit/cases")).text


async def test_nobody_has_a_case_that_is_her_own_or_that_she_has_sent(site: Site) -> None:
    unit = await site.client(UNIT)
    office = Office(site, unit, await inquire(site, unit))
    answer = await office.post("/taking")
    assert answer.status_code == 422
    assert "en annen rolle i denne saken" in answer.text
    assert (await file_in(site, office.case)).assigned_to is None
    assert (await office.get()).status_code == 404


async def test_filters_show_what_they_say(site: Site) -> None:
    office = await at_office(site)
    other = await inquire(site, await site.client("berit"))
    shown = {
        name: {
            "Leila Hosseini" * ("Leila Hosseini" in page),
            "Berit Vollan" * ("Berit Vollan" in page),
        }
        - {""}
        for name in ("open", "mine", "nobodys", "decided", "all", "noe annet")
        if (page := (await office.client.get("/unit/cases", params={"show": name})).text)
    }
    both = {"Leila Hosseini", "Berit Vollan"}
    assert shown == {
        "open": both,
        "mine": {"Leila Hosseini"},
        "nobodys": {"Berit Vollan"},
        "decided": set(),
        "all": both,
        "noe annet": both,
    }
    assert str(other) in (await office.client.get("/unit/cases")).text


async def test_an_interim_reply_moves_the_deadline_and_the_old_one_stays_to_be_read(site: Site) -> None:
    office = await at_office(site)
    before = (await file_in(site, office.case)).deadline_on
    wrong = await office.post("/interim", reason="", day="i morgen")
    assert wrong.status_code == 422
    assert 'value="i morgen"' in wrong.text, "what was typed stands there"
    # A Sunday: it becomes the Monday after it.
    sunday = before + timedelta(days=21 + (6 - before.weekday()) % 7)
    await office.done("/interim", reason="Vi venter på legen.", day=sunday.isoformat())
    file = await file_in(site, office.case)
    assert file.deadline_on > sunday
    assert file.deadline_on.weekday() < 5
    letter = await office.page(f"/letters/{await _letter(site, office.case)}")
    for said in ("Vi venter på legen.", str(before.day), str(file.deadline_on.day)):
        assert said in letter
    (was,) = [one for one in await _said(site, office) if one.get("was")]
    assert was["was"] == before.isoformat()
    assert "Vi venter på legen." in await office.page()


async def test_more_is_asked_for_and_the_answer_comes_on_paper(site: Site) -> None:
    office = await at_office(site)
    day = _in_days(site, 10)
    await office.done("/question", words="Hvem hjelper deg?\nHvor ofte?", day=day)
    assert await office.state() == "waiting"
    letter = await office.page(f"/letters/{await _letter(site, office.case)}")
    assert "<li>Hvem hjelper deg?</li><li>Hvor ofte?</li>" in letter
    assert "Hvor ofte?" in await office.page("/answer")
    await office.done("/answer", words="Fysioterapeuten, hver uke.")
    assert await office.state() == "assessing"
    await office.done("/supplement", words="Et brev fra legen, lagt i mappa.")
    page = await office.page()
    assert "Fysioterapeuten, hver uke." in page
    assert "Et brev fra legen" in page
    late = await office.post("/answer", words="En gang til.")
    assert late.status_code == 422
    assert "gått videre" in said_wrong(late)[0]
    assert "En gang til." in late.text


async def test_every_saving_of_the_assessment_is_kept_and_its_draft_while_it_is_written(site: Site) -> None:
    office = await at_office(site)
    kept = await office.post("/draft", draft="assessment", **{"reason-long_term": "Halvferdig tekst"})
    assert kept.status_code == 200
    assert "Halvferdig tekst" in await office.page("/assessment")
    assert (await office.post("/draft", draft="noe annet", words="x")).status_code == 404
    wrong = await office.post("/assessment", **{"met-long_term": "yes", "reason-coordinated": "Skrevet"})
    assert wrong.status_code == 422
    assert "Skrevet" in wrong.text
    assert "Skriv hvorfor." in wrong.text
    await office.assess()
    assert "Halvferdig tekst" not in await office.page("/assessment")
    await office.assess("no", **{"reason-long_term": "Det går over."})
    page = await office.page("/assessment")
    assert WHY in page.split("Tidligere vurderinger")[1]
    assert "Det går over." in page.split("Tidligere vurderinger")[0]


async def test_a_decision_without_reasons_is_refused_and_what_was_typed_is_kept(site: Site) -> None:
    office = await at_office(site)
    assert "ikke vurdert" in said_wrong(await office.post("/decision"))[0]
    await office.assess()
    typed = {"outcome-coordinator": "granted", "reason-coordinator": "Fordi.", "outcome-plan": "refused"}
    answer = await office.post("/decision", **typed, **{"reason-plan": " "})
    assert answer.status_code == 422
    assert "Fordi." in answer.text
    assert 'id="reason-plan-error"' in answer.text
    assert "Fordi." in await office.page("/decision"), "and it is kept as a draft"
    unfounded = await office.post("/decision", **typed, **{"reason-plan": "Nei."})
    assert "minst ett vilkår som ikke er oppfylt" in said_wrong(unfounded)[-1]
    signed = await office.post("/decision/signature")
    assert signed.status_code == 422
    assert (await file_in(site, office.case)).decided_at is None


async def test_each_part_is_refused_or_granted_by_itself(site: Site) -> None:
    office = await at_office(site)
    await office.assess("no")
    await office.write("refused", **{"outcome-coordinator": "refused"})
    await office.done("/decision/signature")
    file = await file_in(site, office.case)
    assert (file.coordinator, file.plan, file.child_coordinator) == ("refused", "refused", None)
    page = await office.page()
    assert "Åpne kontoer" not in page
    assert f"{office.path}/closing" in page
    await office.done("/closing", words="")
    assert await office.state() == "closed"


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
    await office.done("/question", words="Kven hjelper deg?", day=_in_days(site, 5))
    letter = await office.page(f"/letters/{await _letter(site, case)}")
    for said in ("Tildeling", "Torget 1", "6700 Fjordvik"):
        assert said in letter


async def test_the_papers_go_to_the_archive_with_their_metadata_and_it_is_logged(site: Site) -> None:
    office = await _decided(site)
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
    await office.done("/question", words="Hvilken skole?", day=_in_days(site, 9))
    number = await _letter(site, office.case)
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
    letter = await office.page(f"/letters/{await _letter(site, office.case)}")
    assert "Vi har fått et nytt brev fra legen." in letter
    assert "Individuell plan: innvilget" in letter


async def _decided(site: Site) -> Office:
    office = await at_office(site)
    await office.assess()
    await office.write()
    await office.done("/decision/signature")
    return office


async def _letter(site: Site, case: UUID) -> int:
    """The number of the newest event that bears a letter."""
    rows = await site.world.sql(
        "SELECT max(number) FROM case_event WHERE space_id = :s AND kind IN"
        " ('interim', 'question', 'decided', 'consent_asked')",
        s=case,
    )
    return int(rows[0][0])


async def _said(site: Site, office: Office) -> list[dict[str, object]]:
    world = site.world
    visit = await enter_case(world.house.gate, world.actor(UNIT), office.case)
    permits = await visit.open_all()
    async with world.house.database.engine.connect() as tx:
        return [dict(one.said) for one in await case_events(tx, *permits)]


async def _promised(site: Site) -> set[tuple[str, str]]:
    rows = await site.world.sql("SELECT task_name, args ->> 'account_id' FROM procrastinate_jobs")
    return {tuple(row) for row in rows}


async def _plan_of(site: Site, owner: str) -> UUID | None:
    rows = await site.world.sql(
        "SELECT space_id FROM space WHERE owner_id = :o AND kind IN ('plan', 'coordination')",
        o=site.world.accounts[owner],
    )
    return UUID(str(rows[0][0])) if rows else None


def _in_days(site: Site, days: int) -> str:
    day: date = day_of(site.clock.now()) + timedelta(days=days)
    return day.isoformat()
