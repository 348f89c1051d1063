"""A complaint from its first word to its last: kept, added to, withdrawn, met, sent on and sent back."""

import io
import zipfile
from datetime import timedelta
from uuid import UUID

import httpx2
import pytest

from ipplan.unit.deadlines import day_of, forwarding_deadline
from tests.page.casework import Office
from tests.page.test_complaints import REASON, WORDS, complain, decided, form, state_of, text_of
from tests.site import Site

MARKUP = '<img src=/x onerror="x()"> {{ 7 * 7 }} %(x)s'


async def test_what_is_typed_is_kept_till_it_is_sent_and_is_nobody_elses(site: Site) -> None:
    case = await decided(site)
    roar, ingeborg = await site.client("roar"), await site.client("ingeborg")
    typed = {"about-unheard": "yes", "words": "Halvferdig klage"}
    assert (await roar.post(f"/cases/{case}/complaint/draft", data=typed)).status_code == 200
    page = (await roar.get(f"/cases/{case}/complaint/new")).text
    assert "Halvferdig klage" in page
    assert 'name="about-unheard" value="yes" checked' in page
    assert "Halvferdig" not in (await ingeborg.get(f"/unit/cases/{case}")).text
    assert (await ingeborg.post(f"/cases/{case}/complaint/draft", data=typed)).status_code == 404
    wrong = await roar.post(f"/cases/{case}/complaint", data=typed | {"knew_on": "i går"})
    assert wrong.status_code == 422
    assert 'value="i går"' in (await roar.get(f"/cases/{case}/complaint/new")).text
    assert (await complain(site, case, roar)).status_code == 303
    kept = await site.world.sql("SELECT kind FROM case_draft WHERE space_id = :s", s=case)
    assert kept == []


async def test_a_complaint_on_a_plan_is_kept_among_what_is_not_sent(site: Site) -> None:
    marte, plan = await site.client("marte"), site.plan().removeprefix(site.address)
    typed = {"about-standstill": "yes", "words": "Halvferdig klage"}
    assert (await marte.post(f"{plan}/complaint/draft", data=typed)).status_code == 200
    waiting = (await marte.get("/inquiries")).text
    assert "Klage du skriver på" in waiting
    assert f'href="{plan}/complaint/new"' in waiting
    assert "Halvferdig klage" in (await marte.get(f"{plan}/complaint/new")).text
    assert (await marte.post(f"{plan}/complaint", data=form(site))).status_code == 303
    assert "Klage du skriver på" not in (await marte.get("/inquiries")).text
    kristin = await site.client("kristin")
    assert (await kristin.post(f"{plan}/complaint/draft", data=typed)).status_code == 404


async def test_she_withdraws_it_and_what_was_decided_stands(site: Site) -> None:
    case = await decided(site)
    roar, ingeborg = await site.client("roar"), await site.client("ingeborg")
    early = await roar.post(f"/cases/{case}/complaint/withdrawal")
    assert early.status_code == 409
    assert (await complain(site, case, roar)).status_code == 303
    assert "Trekk klagen" in (await roar.get(f"/cases/{case}")).text
    assert (await roar.post(f"/cases/{case}/complaint/withdrawal")).status_code == 303
    file = await state_of(site, case)
    assert (file.state, file.complaint_outcome, file.complaint_by) == ("decided", "withdrawn", None)
    page = (await roar.get(f"/cases/{case}")).text
    assert "Klagen er trukket." in page
    assert "Klag på avgjørelsen" in page
    late = await ingeborg.post(f"/unit/cases/{case}/complaint/answer", data={"reason": REASON, "sure": "yes"})
    assert late.status_code == 409
    assert REASON in late.text
    assert (await complain(site, case, roar)).status_code == 303
    path = f"/unit/cases/{case}/complaint"
    silent = await ingeborg.post(f"{path}/withdrawal", data={"how": ""})
    assert silent.status_code == 422
    assert (await ingeborg.post(f"{path}/withdrawal", data={"how": "Han ringte."})).status_code == 303
    assert (await state_of(site, case)).state == "decided"
    assert "Han ringte." in (await ingeborg.get(path)).text


async def test_a_complaint_on_no_decision_is_put_right_by_what_is_done_now(site: Site) -> None:
    case, office = await _standing_still(site)
    path = f"{office.path}/complaint"
    assert "Vi er enige, og gjør noe med det" in await office.page("/complaint")
    unsaid = await office.post("/complaint/answer", reason="Vi ringer skolen.", sure="yes")
    assert unsaid.status_code == 422
    assert "Vi ringer skolen." in unsaid.text
    said = {"answer": "remedied", "reason": "Vi ringer skolen i dag."}
    assert "Vi er enige i klagen din" in (await office.post("/complaint/answer", **said)).text
    await office.done("/complaint/answer", **said, sure="yes")
    file = await state_of(site, case)
    assert (file.state, file.complaint_outcome, file.complaint_by) == ("closed", "changed", None)
    assert "Brevet om at enheten er enig" in (await office.client.get(path)).text
    marte = await site.client("marte")
    own = (await marte.get(f"/cases/{case}")).text
    assert "Klage for Tiril" in own
    assert "Vi er enige i klagen" in own
    assert "complaint/new" not in own, "another one is sent from the plan"


async def test_what_the_county_governor_sends_back_is_answered_anew_within_a_new_time_limit(
    site: Site,
) -> None:
    case, office = await _forwarded(site)
    await office.done("/complaint/governor", outcome="returned", words="Utred mer.")
    file, rules = await state_of(site, case), site.world.house.gate.rules
    by = forwarding_deadline(day_of(site.clock.now()), rules).last
    assert (file.state, file.complaint_outcome, file.complaint_by) == ("complaint", None, by)
    assert "Avgjørelsen står</h3>" in await office.page("/complaint")
    await office.done("/complaint/answer", reason="Vi har utredet mer.", sure="yes")
    await office.done("/complaint/forwarding")
    assert (await state_of(site, case)).complaint_by is None


async def test_what_the_county_governor_has_changed_is_decided_by_the_unit_and_not_upheld(site: Site) -> None:
    case, office = await _forwarded(site)
    await office.done("/complaint/governor", outcome="changed", words="Hun har rett til koordinator.")
    assert f'href="{office.path}/decision">Skriv en ny avgjørelse' in await office.page()
    page = await office.page("/complaint")
    assert "Avgjørelsen står</h3>" not in page
    stubborn = await office.post("/complaint/answer", reason="Nei.", sure="yes")
    assert stubborn.status_code == 422
    assert "Nei." in stubborn.text
    await office.assess("yes")
    await office.write("granted", changed="Statsforvalteren har endret avgjørelsen.")
    await office.done("/decision/signature")
    file = await state_of(site, case)
    assert (file.state, file.coordinator, file.complaint_outcome) == ("decided", "granted", "changed")
    assert file.first_decided_at < file.decided_at
    assert "Den nye avgjørelsen" in await office.page("/complaint")


async def test_a_complaint_may_take_longer_and_the_cases_own_time_limit_stays_as_it_was(site: Site) -> None:
    case = await decided(site)
    own = (await state_of(site, case)).deadline_on
    assert (await complain(site, case, await site.client("roar"))).status_code == 303
    office = Office(site, await site.client("ingeborg"), case)
    later = (await state_of(site, case)).due_on + timedelta(days=30)
    await office.done("/interim", reason="Vi venter på legen.", day=later.isoformat())
    file = await state_of(site, case)
    assert file.complaint_by >= later
    assert file.deadline_on == own
    assert "Foreløpig svar" in (await (await site.client("roar")).get(f"/cases/{case}")).text


async def test_what_is_added_while_it_is_dealt_with_goes_along_and_what_is_taken_back_does_not(
    site: Site,
) -> None:
    case = await decided(site)
    roar, office = await site.client("roar"), Office(site, await site.client("ingeborg"), case)
    section = site.world.sections["roar"]["health"]
    assert (await complain(site, case, roar, **{f"attach-{section}": "yes"})).status_code == 303
    added = await roar.post(f"/cases/{case}/supplement", data={"supplement": "Et brev fra NAV."})
    assert added.status_code == 303
    page = await office.page("/complaint")
    assert "Et brev fra NAV." in page
    told = text_of((await office.get("/complaint/bundle.pdf")).content)
    assert "Mer om klagen" in told
    assert "Snakke" in told or "snakke" in told
    assert "snakke" in await _archived(office)
    number = await _number(site, case)
    own = (await roar.get(f"/cases/{case}")).text
    assert f"/excerpts/{number}/ending" in own
    for wrong in ("1", "999", "9" * 5_000, "x"):
        assert (await roar.post(f"/cases/{case}/excerpts/{wrong}/ending")).status_code == 404
    assert (await roar.post(f"/cases/{case}/excerpts/{number}/ending")).status_code == 303
    assert "Ingen ser det lenger" in (await roar.get(f"/cases/{case}")).text
    kept = await _archived(office)
    assert WORDS in kept
    assert "snakke" not in kept


async def test_when_it_is_sent_on_nothing_is_taken_back_and_that_is_said(site: Site) -> None:
    case, office = await _forwarded(site, attach="health")
    roar = await site.client("roar")
    page = (await roar.get(f"/cases/{case}")).text
    assert "Hos statsforvalteren" in (await roar.get("/cases")).text
    assert "/excerpts/" not in page
    late = await roar.post(f"/cases/{case}/excerpts/{await _number(site, case)}/ending")
    assert late.status_code == 409
    assert "kan ikke trekkes tilbake nå" in late.text
    await office.done("/complaint/governor", outcome="upheld", words="Enig.")
    told = (await roar.get(f"/cases/{case}")).text
    assert "Statsforvalteren er enig med kommunen" in told
    assert "complaint/new" not in told, "the unit has no more to say"


@pytest.mark.parametrize("field", ["words", "wanted", "late_reason"])
async def test_words_of_a_complaint_are_text_to_all_who_read_it(site: Site, field: str) -> None:
    case = await decided(site)
    site.clock.move(timedelta(days=40))
    roar, office = await site.client("roar"), Office(site, await site.client("ingeborg"), case)
    typed = {"late_reason": "Syk.", field: MARKUP}
    kept = await complain(site, case, roar, **typed, knew_on=_ago(site, 40))
    assert kept.status_code == 303
    for answer in (await roar.get(f"/cases/{case}"), await office.get(), await office.get("/complaint")):
        assert answer.status_code == 200
        assert "<img src=/x" not in answer.text
    assert "&lt;img src=/x" in answer.text
    assert text_of((await office.get("/complaint/bundle.pdf")).content).count("{{ 7 * 7 }}") == 1


async def _standing_still(site: Site) -> tuple[UUID, Office]:
    """A complaint that Tiril's plan stands still, which Ingeborg has."""
    marte, ingeborg = await site.client("marte"), await site.client("ingeborg")
    typed = {"about-standstill": "yes", "words": WORDS, "knew_on": _ago(site, 0)}
    sent = await marte.post(f"{site.plan()}/complaint", data=typed)
    assert sent.status_code == 303
    office = Office(site, ingeborg, UUID(sent.headers["location"].removeprefix("/cases/")[:36]))
    await office.done("/taking")
    return office.case, office


async def _forwarded(site: Site, attach: str = "") -> tuple[UUID, Office]:
    case = await decided(site)
    ticked = {f"attach-{site.world.sections['roar'][attach]}": "yes"} if attach else {}
    assert (await complain(site, case, await site.client("roar"), **ticked)).status_code == 303
    site.clock.move(timedelta(days=1))
    office = Office(site, await site.client("ingeborg"), case)
    await office.done("/complaint/answer", reason=REASON, sure="yes")
    await office.done("/complaint/forwarding")
    return case, office


async def _archived(office: Office) -> str:
    answer: httpx2.Response = await office.post("/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as made:
        pdfs = [one for one in made.namelist() if one.endswith(".pdf")]
        assert pdfs
        return " ".join(text_of(made.read(one)).replace("\n", " ") for one in pdfs)


async def _number(site: Site, case: UUID) -> int:
    query = "SELECT number FROM case_event WHERE kind = 'complaint' AND space_id = :s"
    return int((await site.world.sql(query, s=case))[0][0])


def _ago(site: Site, days: int) -> str:
    return (day_of(site.clock.now()) - timedelta(days=days)).isoformat()
