"""The unit works on a case: from the inbox to the decision, step by step."""

from datetime import timedelta

from tests.page.case_stage import file_in, inquire
from tests.page.casework import (
    UNIT,
    WHY,
    Office,
    at_office,
    employ,
    in_days,
    letter_in,
    promised,
    said_in,
    said_wrong,
)
from tests.site import Site


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
    number = await letter_in(site, case)
    letter = await office.page(f"/letters/{number}")
    assert "Avgjørelse i saken din" in letter
    assert (await office.get(f"/letters/{number}/brev.pdf")).content.startswith(b"%PDF")
    own = (await leila.get(f"/cases/{case}/letters/{number}")).text
    assert "Du har to tjenester som må samordnes." in own
    assert WHY not in own, "what the unit noted on the conditions is its own"
    assert ("send_case", str(site.world.accounts["leila"])) in await promised(site)


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
    sooner = await office.post("/interim", reason="Vi venter.", day=before.isoformat())
    assert "etter fristen som gjelder nå" in said_wrong(sooner)[-1]
    # A Sunday: it becomes the Monday after it.
    sunday = before + timedelta(days=21 + (6 - before.weekday()) % 7)
    await office.done("/interim", reason="Vi venter på legen.", day=sunday.isoformat())
    file = await file_in(site, office.case)
    assert file.deadline_on > sunday
    assert file.deadline_on.weekday() < 5
    letter = await office.page(f"/letters/{await letter_in(site, office.case)}")
    for said in ("Vi venter på legen.", str(before.day), str(file.deadline_on.day)):
        assert said in letter
    (was,) = [one for one in await said_in(site, office) if one.get("was")]
    assert was["was"] == before.isoformat()
    page = await office.page()
    assert "Vi venter på legen." in page
    assert "Den var" in page


async def test_more_is_asked_for_and_the_answer_comes_on_paper(site: Site) -> None:
    office = await at_office(site)
    day = in_days(site, 10)
    await office.done("/question", words="Hvem hjelper deg?\nHvor ofte?", day=day)
    assert await office.state() == "waiting"
    letter = await office.page(f"/letters/{await letter_in(site, office.case)}")
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
