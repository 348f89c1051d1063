"""Complaints: sent in time or late, with parts of the plan or without, reconsidered, upheld and forwarded."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
from pypdf import PdfReader

from ipplan.gate.case_parts import take_part
from ipplan.gate.cases import taking_on, writing_case
from ipplan.gate.unit import appoint
from ipplan.store.cases import file_of, mark_file
from tests.page.case_stage import HERSELF, inquire, take_on
from tests.site import Site

WORDS = "De har ikke hørt på meg om hvor vanskelig det er hjemme."
REASON = "Vi har sett på saken på nytt, og du får hjelp fra én tjeneste."


async def decided(site: Site, at: datetime | None = None, owner: str = "roar") -> UUID:
    """A case that was refused at a moment, which is now; its owner is its party, Ingeborg works on it."""
    world, gate = site.world, site.world.house.gate
    if at is not None:
        site.clock.move(at - site.clock.now())
        async with gate.database.begin() as tx:
            await appoint(tx, gate.signer, world.accounts["ingeborg"], "fjordvik", site.clock.now())
    case = await inquire(site, await site.client(owner))
    await take_on(site, case)
    async with writing_case(gate, world.actor("ingeborg"), case) as (held, _):
        marks = {"state": "decided", "decided_at": held.now, "coordinator": "refused"}
        await mark_file(held, assigned_to=world.accounts["ingeborg"], **marks)
    await world.sql("UPDATE municipality SET county_governor = 'Statsforvalteren i Vestland'")
    return case


async def at(site: Site, moment: datetime, name: str) -> httpx2.AsyncClient:
    """Somebody logged in at that moment."""
    site.clock.move(moment - site.clock.now())
    return await site.client(name)


def form(site: Site, *, days: int = 0, **more: str) -> dict[str, str]:
    """A complaint on the refusal, of which she knew so many days ago."""
    knew = (site.clock.now() - timedelta(days=days)).date().isoformat()
    return {"about-refusal": "yes", "words": WORDS, "knew_on": knew, **more}


async def state_of(site: Site, case: UUID) -> Any:
    async with site.world.house.database.engine.connect() as tx:
        file = await file_of(tx, case)
    assert file is not None
    return file


async def complain(site: Site, case: UUID, client: httpx2.AsyncClient, **more: str) -> httpx2.Response:
    return await client.post(f"/cases/{case}/complaint", data=form(site) | more)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


async def test_over_easter_and_christmas_every_deadline_is_counted_right(site: Site) -> None:
    # 2 March 2029 and four weeks is Good Friday: the next working day is the Tuesday after Easter.
    case = await decided(site, datetime(2029, 3, 2, 10, tzinfo=UTC))
    roar = await site.client("roar")
    assert "3. april 2029" in (await roar.get(f"/cases/{case}/complaint/new")).text
    roar = await at(site, datetime(2029, 4, 3, 20, tzinfo=UTC), "roar")
    assert (await complain(site, case, roar, knew_on="2029-03-02")).status_code == 303
    file = await state_of(site, case)
    assert (file.state, file.due_on.isoformat()) == ("complaint", "2029-05-02"), "1 May is a holiday"
    # 27 November and four weeks is Christmas Day: the 27th of December is the last day.
    other = await decided(site, datetime(2029, 11, 27, 10, tzinfo=UTC), owner="leila")
    leila = await at(site, datetime(2029, 12, 28, 10, tzinfo=UTC), "leila")
    refused = await complain(site, other, leila, knew_on="2029-11-27")
    assert refused.status_code == 422
    assert "Fristen er gått ut" in refused.text
    assert WORDS in refused.text
    said = {"knew_on": "2029-11-27", "late_reason": "Jeg lå på sykehus."}
    assert (await complain(site, other, leila, **said)).status_code == 303
    assert (await state_of(site, other)).due_on.isoformat() == "2030-01-25"
    ingeborg = await site.client("ingeborg")
    shown = await ingeborg.get(f"/unit/cases/{other}/complaint")
    assert "Kom etter fristen, som var 27. desember 2029" in shown.text
    assert "Jeg lå på sykehus." in shown.text
    silent = await ingeborg.post(f"/unit/cases/{other}/complaint/answer", data={"reason": REASON})
    assert "om at klagen kom for sent" in silent.text


async def test_what_is_missing_is_said_and_what_was_typed_is_kept(site: Site) -> None:
    case = await decided(site)
    roar = await site.client("roar")
    answer = await roar.post(f"/cases/{case}/complaint", data={"words": WORDS, "knew_on": "i går"})
    assert answer.status_code == 422
    assert WORDS in answer.text
    assert "Velg hva du klager på." in answer.text
    assert "Skriv dagen du fikk vite det" in answer.text
    assert (await state_of(site, case)).state == "decided"


async def test_only_a_party_complains_and_only_a_caseworker_reconsiders(site: Site) -> None:
    case = await decided(site)
    for name in ("berit", "wenche", "ingeborg"):
        client = await site.client(name)
        seen = await client.get(f"/cases/{case}/complaint/new")
        assert seen.status_code == 404
        assert (await complain(site, case, client)).status_code == 404
    roar = await site.client("roar")
    assert (await complain(site, case, roar)).status_code == 303
    for door in ("complaint", "complaint/bundle.pdf", "complaint/new"):
        assert (await roar.get(f"/unit/cases/{case}/{door}")).status_code == 404
    for door in ("answer", "forwarding", "governor", "registration"):
        tried = {"reason": REASON, "sure": "yes"}
        answer = await roar.post(f"/unit/cases/{case}/complaint/{door}", data=tried)
        assert answer.status_code == 404
    assert (await state_of(site, case)).state == "complaint"


async def test_upheld_and_forwarded_with_all_papers_and_without_the_units_own_notes(site: Site) -> None:
    case = await decided(site)
    roar, ingeborg = await site.client("roar"), await site.client("ingeborg")
    assert (await complain(site, case, roar, wanted="En koordinator.")).status_code == 303
    path = f"/unit/cases/{case}/complaint"
    page = await ingeborg.get(path)
    assert WORDS in page.text
    empty = await ingeborg.post(f"{path}/answer", data={"reason": " "})
    assert empty.status_code == 422
    early = await ingeborg.post(f"{path}/forwarding")
    assert early.status_code == 422
    preview = await ingeborg.post(f"{path}/answer", data={"reason": REASON})
    assert REASON in preview.text
    assert "Statsforvalteren i Vestland" in preview.text
    assert (await state_of(site, case)).complaint_outcome is None
    sent = await ingeborg.post(f"{path}/answer", data={"reason": REASON, "sure": "yes"})
    assert sent.status_code == 303
    fetched = await ingeborg.get(f"{path}/bundle.pdf")
    told = text_of(fetched.content)
    for part in (HERSELF["hard"], WORDS, "En koordinator.", REASON, "Statsforvalteren i Vestland"):
        assert part in told.replace("\n", " "), part
    root: Any = PdfReader(io.BytesIO(fetched.content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    query = "SELECT count(*) FROM access_log WHERE road = 'export' AND space_id = :s"
    rows = await site.world.sql(query, s=case)
    assert rows[0][0] == 3
    assert (await ingeborg.post(f"{path}/forwarding")).status_code == 303
    assert (await state_of(site, case)).state == "forwarded"
    answered = await ingeborg.post(f"{path}/governor", data={"outcome": "upheld", "words": "Enig."})
    assert answered.status_code == 303
    assert (await state_of(site, case)).state == "closed"


async def test_what_is_attached_of_the_plan_is_signed_logged_and_can_be_taken_back(site: Site) -> None:
    case, world = await decided(site), site.world
    roar, ingeborg = await site.client("roar"), await site.client("ingeborg")
    section = world.sections["roar"]["health"]
    page = await roar.get(f"/cases/{case}/complaint/new")
    assert f"attach-{section}" in page.text
    answer = await complain(site, case, roar, **{f"attach-{section}": "yes"})
    assert answer.status_code == 303
    shown = await ingeborg.get(f"/unit/cases/{case}/complaint")
    assert "Helsa" in shown.text.partition("Lagt ved fra planen")[2]
    rows = await world.sql(
        "SELECT count(*) FROM access_log WHERE road = 'complaint' AND section_id = :s", s=section
    )
    assert rows[0][0] >= 1
    told = text_of((await ingeborg.get(f"/unit/cases/{case}/complaint/bundle.pdf")).content)
    assert "Vedlegg til klagen" in told
    numbers = await world.sql(
        "SELECT number FROM case_event WHERE kind = 'complaint' AND space_id = :s", s=case
    )
    gone = await roar.post(f"/cases/{case}/excerpts/{numbers[0][0]}/ending")
    assert gone.status_code == 303
    after = await ingeborg.get(f"/unit/cases/{case}/complaint")
    assert "er trukket tilbake" in after.text
    assert "Lagt ved fra planen" not in after.text
    told = text_of((await ingeborg.get(f"/unit/cases/{case}/complaint/bundle.pdf")).content)
    assert "Vedlegg til klagen" not in told


async def test_that_the_plan_stands_still_is_complained_about_from_the_plan(site: Site) -> None:
    marte, world = await site.client("marte"), site.world
    plan = site.plan().removeprefix(site.address)
    assert (await marte.get(f"{plan}/complaint/new")).status_code == 200
    typed = form(site) | {"about-standstill": "yes"}
    del typed["about-refusal"]
    answer = await marte.post(f"{plan}/complaint", data=typed)
    assert answer.status_code == 303
    case = UUID(answer.headers["location"].removeprefix("/cases/")[:36])
    file = await state_of(site, case)
    assert (file.state, file.owner_id) == ("complaint", world.accounts["tiril"])
    again = await marte.post(f"{plan}/complaint", data=typed)
    assert again.status_code == 409
    assert WORDS in again.text
    for name in ("wenche", "leila"):
        client = await site.client(name)
        assert (await client.get(f"{plan}/complaint/new")).status_code == 404
        assert (await client.post(f"{plan}/complaint", data=typed)).status_code == 404
    rows = await world.sql("SELECT role FROM case_grant WHERE space_id = :s", s=case)
    assert [row[0] for row in rows] == ["representative"]
    plain = await world.sql("SELECT sealed FROM case_event WHERE space_id = :s", s=case)
    assert all(WORDS.encode() not in bytes(row[0]) for row in plain)


async def test_a_complaint_on_paper_is_registered_by_who_works_on_the_case(site: Site) -> None:
    case = await decided(site)
    site.clock.move(timedelta(days=40))
    ingeborg = await site.client("ingeborg")
    path = f"/unit/cases/{case}/complaint"
    came = (site.clock.now() - timedelta(days=2)).date().isoformat()
    wrong = await ingeborg.post(f"{path}/registration", data=form(site, received_on="2200-01-01"))
    assert wrong.status_code == 422
    assert "Skriv dagen klagen kom" in wrong.text
    late = form(site, days=39, received_on=came)
    assert "Fristen er gått ut" in (await ingeborg.post(f"{path}/registration", data=late)).text
    late["late_reason"] = "Brevet ble borte i posten."
    assert (await ingeborg.post(f"{path}/registration", data=late)).status_code == 303
    shown = await ingeborg.get(path)
    assert "Kom etter fristen" in shown.text
    assert "Brevet ble borte i posten." in shown.text
    twice = await ingeborg.post(f"{path}/registration", data=late)
    assert twice.status_code == 409


async def test_who_hands_the_case_on_reads_the_complaint_no_more(site: Site) -> None:
    case, world = await decided(site), site.world
    assert (await complain(site, case, await site.client("roar"))).status_code == 303
    ingeborg = await site.client("ingeborg")
    me = world.accounts["ingeborg"]
    async with taking_on(world.house.gate, world.actor("ingeborg"), case) as (held, _):
        await take_part(held, me, "caseworker", me)
    assert (await ingeborg.get(f"/unit/cases/{case}/complaint")).status_code == 404
