"""Consent on paper, page by page: recorded by the unit, printed, registered, told by letter, marked."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from ipplan.gate.unit import appoint
from ipplan.letter.verify import verify
from ipplan.page.request.body import LARGEST_FILE
from ipplan.plan.periods import OSLO
from tests.page.asking import Answer, counted, heads
from tests.site import Site
from tests.world import PEOPLE

OWNER, COORDINATOR, UNIT, READER = "roar", "grete", "ingeborg", "leila"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
SHEETS = {
    "application/pdf": PDF,
    "image/png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 40 + b"IEND\xaeB`\x82",
    "image/jpeg": b"\xff\xd8\xff\xe0" + b"\x00" * 40 + b"\xff\xd9",
}


async def on_paper(site: Site) -> httpx2.AsyncClient:
    """The unit records that Roar has no electronic id; its client."""
    unit = await site.client(UNIT)
    answer = await unit.post(f"{room(site)}/paper")
    assert answer.status_code == 303, answer.text
    return unit


def room(site: Site) -> str:
    return f"/unit/plans/{site.world.spaces[OWNER]}"


def wished(site: Site, **access: str) -> dict[str, str]:
    """A sheet: for whom, in the section of the economy, what."""
    form: dict[str, str] = {}
    for name, word in access.items():
        who = site.world.accounts[name]
        form |= {f"access-{who}-economy": word, f"until-{who}": "1y"}
    return form


async def printed(site: Site, client: httpx2.AsyncClient, **access: str) -> str:
    """The path of a sheet that was made."""
    answer = await client.post(f"{site.plan(OWNER)}/attestations", data=wished(site, **access))
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def register(
    site: Site, client: httpx2.AsyncClient, path: str, data: bytes = PDF, **typed: str
) -> httpx2.Response:
    form = {
        "signed_on": site.clock.now().astimezone(OSLO).date().isoformat(),
        "witness": "Nina Nabo",
        "witness_role": "Nabo",
    }
    return await client.post(
        f"{path}/registration", data=form | typed, files={"sheet": ("ark.exe", data, "text/html")}
    )


async def reads(site: Site, name: str = READER) -> bool:
    client = await site.client(name)
    return (await client.get(site.section("economy", OWNER))).status_code == 200


async def test_from_the_units_record_to_the_readers_screen_and_the_letter(site: Site) -> None:
    grete = await site.client(COORDINATOR)
    assert (await grete.get(f"{site.plan(OWNER)}/attestations/new")).status_code == 404
    assert "Registrer samtykke" not in (await grete.get(f"{site.plan(OWNER)}/deciding")).text
    unit = await on_paper(site)
    assert "Registrer samtykke på papir" in (await grete.get(f"{site.plan(OWNER)}/deciding")).text
    form = (await grete.get(f"{site.plan(OWNER)}/attestations/new")).text
    assert "Økonomi" in form
    path = await printed(site, grete, leila="read")
    assert not await reads(site), "a printed sheet opens nothing"
    page = (await grete.get(path)).text
    assert PEOPLE[READER]["name"] in page
    empty = await grete.get(f"{path}/form.pdf")
    assert (empty.headers["content-type"], empty.content[:5]) == ("application/pdf", b"%PDF-")
    assert b"/StructTreeRoot" in empty.content, "tagged"
    done = await register(site, grete, path)
    assert done.status_code == 303, done.text
    assert await reads(site)
    again = await register(site, grete, path)
    assert again.status_code == 404, "once"
    listed = (await unit.get("/unit/post")).text
    assert listed.count("Kvittering") == 1
    assert "Melding om registrering uten elektronisk ID" in listed
    assert "Økonomi" not in listed
    assert PEOPLE[READER]["name"] not in listed


async def test_it_is_marked_as_attested_wherever_it_shows(site: Site) -> None:
    await on_paper(site)
    grete, roar = await site.client(COORDINATOR), await site.client(OWNER)
    path = await printed(site, grete, leila="read")
    await register(site, grete, path)
    sharing = (await roar.get(f"{site.plan(OWNER)}/sharing")).text
    assert "Attestert" in sharing
    deciding = (await roar.get(f"{site.plan(OWNER)}/deciding")).text
    assert "Signert på papir" in deciding
    assert path in deciding
    receipts = (await roar.get(f"{site.plan(OWNER)}/receipts")).text
    assert "Attestert" in receipts
    grants = await site.world.sql("SELECT grant_id FROM access_grant ORDER BY not_before DESC LIMIT 1")
    receipt = f"{site.plan(OWNER)}/receipts/{grants[0][0]}"
    told = (await roar.get(receipt)).text
    for said in ("Attestert", "Samtykke på papir", PEOPLE[COORDINATOR]["name"], "Nina Nabo, Nabo"):
        assert said in told, said
    assert "mens hun eller han var logget inn" not in told.replace("\n", " ")
    reader = (await (await site.client(READER)).get(receipt)).text
    assert "Attestert" in reader
    assert "Nina Nabo" not in reader, "who saw it signed is for the owner"
    data = (await roar.get(f"{receipt}.json")).json()["receipt"]
    assert data["collection_method"] == "Papir, attestert"
    assert [one for one in data["events"] if one.get("attested")]
    assert "Nina" not in str(data["tokens"])
    jwks = (await roar.get("/.well-known/jwks.json")).text
    finding = verify((await roar.get(f"{receipt}.json")).text, jwks)
    assert finding.holds, finding.wrong
    page = (await roar.get(path)).text
    assert "Nina Nabo, Nabo" in page
    sheet = await roar.get(f"{path}/sheet")
    assert (sheet.content, sheet.headers["content-type"]) == (PDF, "application/pdf")
    assert "attachment" in sheet.headers["content-disposition"]
    log = (await roar.get(f"{site.plan(OWNER)}/log", params={"person": "all"})).text
    assert "Samtykke på papir" in log, "that it was opened is logged"
    for name in (READER, "thea", "marte", UNIT):
        client = await site.client(name)
        refused = Answer.of(await client.get("/plans/ingenting"))
        for road in ("", "/sheet", "/form.pdf"):
            assert Answer.of(await client.get(f"{path}{road}")) == refused, (name, road)


@pytest.mark.parametrize("media_type", SHEETS)
async def test_a_sheet_is_taken_for_what_it_holds_whatever_it_is_called(site: Site, media_type: str) -> None:
    await on_paper(site)
    grete = await site.client(COORDINATOR)
    path = await printed(site, grete, leila="read")
    assert (await register(site, grete, path, SHEETS[media_type])).status_code == 303
    assert (await grete.get(f"{path}/sheet")).headers["content-type"] == media_type


WRONG: tuple[tuple[bytes, Mapping[str, str], str], ...] = (
    (b"", {}, "Velg fila med det signerte arket."),
    (b"<html><script>alert(1)</script>", {}, "Fila må være en PDF"),
    (b"MZ" + PDF, {}, "Fila må være en PDF"),
    (PDF[:20], {}, "Fila må være en PDF"),
    (SHEETS["image/png"][:-8], {}, "Fila må være en PDF"),
    (PDF + b"\x00" * LARGEST_FILE, {}, "Fila er for stor."),
    (PDF, {"witness": ""}, "Skriv noe her."),
    (PDF, {"witness": PEOPLE[COORDINATOR]["name"]}, "Vitnet skal være en annen enn deg."),
    (PDF, {"witness_role": ""}, "Skriv noe her."),
    (PDF, {"witness": "x" * 201}, "Teksten er for lang."),
    (PDF, {"signed_on": "2199-01-01"}, "Skriv dagen arket ble signert"),
    (PDF, {"signed_on": ""}, "Skriv dagen arket ble signert"),
)


async def test_what_is_wrong_with_a_registration_is_said_and_nothing_is_done(site: Site) -> None:
    await on_paper(site)
    grete = await site.client(COORDINATOR)
    path = await printed(site, grete, leila="read")
    before = await heads(site, OWNER)
    for data, typed, said in WRONG:
        answer = await register(site, grete, path, data, **typed)
        assert answer.status_code == 422, said
        assert said in answer.text
        if "witness" not in typed:
            assert "Nina Nabo" in answer.text, "what was typed is kept"
    plain = await grete.post(f"{path}/registration", data={"witness": "Nina", "sheet": "ikke en fil"})
    assert plain.status_code == 422
    too_much = await register(site, grete, path, PDF + b"\x00" * (LARGEST_FILE + 300_000))
    assert too_much.status_code == 413
    broken = await grete.post(
        f"{path}/registration", content=b"--x\r\n", headers={"content-type": "multipart/form-data"}
    )
    assert broken.status_code == 400
    assert await heads(site, OWNER) == before
    assert (await counted(site, "sheet"))["sheet"] == 0


async def test_what_is_wrong_with_a_sheet_is_said_and_what_was_chosen_is_kept(site: Site) -> None:
    await on_paper(site)
    grete, leila = await site.client(COORDINATOR), site.world.accounts[READER]
    address = f"{site.plan(OWNER)}/attestations"
    nothing = await grete.post(address, data={})
    assert (nothing.status_code, "Velg hva arket skal si." in nothing.text) == (422, True)
    endless = await grete.post(address, data={f"access-{leila}-economy": "read"})
    assert (endless.status_code, "Velg hvor lenge" in endless.text) == (422, True)
    assert 'value="read" selected' in endless.text
    both = await grete.post(address, data=wished(site, leila="read") | {"consent-sharing": "take"})
    assert (both.status_code, "på én gang" in both.text) == (422, True)
    strange = await grete.post(address, data=wished(site, leila="own"))
    assert strange.status_code == 404
    assert (await counted(site, "attestation"))["attestation"] == 0


async def test_consent_withdrawn_on_paper_pauses_and_a_sheet_resumes(site: Site) -> None:
    await on_paper(site)
    grete, roar = await site.client(COORDINATOR), await site.client(OWNER)
    address = f"{site.plan(OWNER)}/attestations"
    answer = await grete.post(address, data={"consent-plan": "take"})
    assert (await register(site, grete, answer.headers["location"])).status_code == 303
    assert "satt på pause" in (await roar.get(site.plan(OWNER))).text
    assert "attestert: på papir" in (await roar.get(f"{site.plan(OWNER)}/deciding")).text
    refused = await grete.post(address, data=wished(site, leila="read"))
    assert (refused.status_code, "må arket gi det på nytt" in refused.text) == (422, True)
    answer = await grete.post(address, data=wished(site, leila="read") | {"consent-plan": "give"})
    assert (await register(site, grete, answer.headers["location"])).status_code == 303
    assert await reads(site)


async def test_her_own_access_waits_for_the_unit_and_is_shown_by_the_templates_names(site: Site) -> None:
    unit, grete = await on_paper(site), await site.client(COORDINATOR)
    path = await printed(site, grete, grete="write", leila="read")
    assert (await register(site, grete, path)).status_code == 303
    assert "venter på signatur fra koordinerende enhet" in (await grete.get(path)).text
    assert await reads(site)
    assert not await reads(site, COORDINATOR)
    page = (await unit.get(room(site))).text
    assert "Venter på enhetens signatur" in page
    assert "Økonomi" in page
    assert "Nina" not in page
    made = path.rpartition("/")[2]
    assert (await grete.post(f"{room(site)}/attestations/{made}/confirmation")).status_code == 404
    signed = await unit.post(f"{room(site)}/attestations/{made}/confirmation")
    assert signed.status_code == 303, signed.text
    assert await reads(site, COORDINATOR)
    assert (await unit.post(f"{room(site)}/attestations/{made}/confirmation")).status_code == 404, "once"
    assert (await unit.get("/unit/post")).text.count(">Kvittering,") == 2, "hers too"


async def test_a_sheet_that_the_unit_declines_or_comes_too_late_gives_her_nothing(site: Site) -> None:
    unit, grete = await on_paper(site), await site.client(COORDINATOR)
    path = await printed(site, grete, grete="read")
    await register(site, grete, path)
    made = f"{room(site)}/attestations/{path.rpartition('/')[2]}"
    assert (await unit.post(f"{room(site)}/paper/ending")).status_code == 303
    late = await unit.post(f"{made}/confirmation")
    assert (late.status_code, "kan ikke signeres lenger" in late.text) == (422, True)
    assert (await unit.post(f"{made}/declining")).status_code == 303
    assert not await reads(site, COORDINATOR)


async def test_the_owner_sees_it_and_ends_it_with_one_press(site: Site) -> None:
    await on_paper(site)
    roar, grete = await site.client(OWNER), await site.client(COORDINATOR)
    path = await printed(site, grete, leila="read")
    page = (await roar.get(f"{site.plan(OWNER)}/deciding")).text
    assert PEOPLE[UNIT]["name"] in page
    for other in (grete, await site.client(READER)):
        assert (await other.post(f"{site.plan(OWNER)}/paper/ending")).status_code == 404
    for _ in range(2):
        assert (await roar.post(f"{site.plan(OWNER)}/paper/ending")).status_code == 303
    assert (await register(site, grete, path)).status_code == 404
    assert not await reads(site)


async def test_a_coordinator_who_works_in_the_unit_cannot_record_it_for_herself(site: Site) -> None:
    world = site.world
    async with world.house.database.begin() as tx:
        await appoint(tx, world.house.gate.signer, world.accounts[COORDINATOR], "fjordvik", site.clock.now())
    grete = await site.client(COORDINATOR)
    assert "En annen i enheten må registrere det" in (await grete.get(room(site))).text
    assert (await grete.post(f"{room(site)}/paper")).status_code == 404
    assert (await counted(site, "paper"))["paper"] == 0


async def test_a_child_is_not_recorded_and_the_unit_is_told_why(site: Site) -> None:
    unit = await site.client(UNIT)
    child = f"/unit/plans/{site.world.spaces['tiril']}"
    assert "samtykker de som bestemmer" in (await unit.get(child)).text
    answer = await unit.post(f"{child}/paper")
    assert (answer.status_code, "bestemmer ikke selv nå" in answer.text) == (422, True)
    assert (await counted(site, "paper"))["paper"] == 0


async def test_an_old_login_is_asked_anew_before_anything_is_signed(site: Site) -> None:
    unit, grete = await on_paper(site), await site.client(COORDINATOR)
    path = await printed(site, grete, leila="read")
    site.clock.move(timedelta(minutes=16))
    for client, address in ((unit, f"{room(site)}/paper"),):
        answer = await client.post(address)
        assert (answer.status_code, "/login?fresh=1" in answer.text) == (200, True)
    answer = await register(site, grete, path)
    assert (answer.status_code, "/login?fresh=1" in answer.text) == (200, True)
    assert not await reads(site)
    helper = await grete.post(f"{site.plan(OWNER)}/assistance", data={"beside": "yes"})
    assert (helper.status_code, "/login?fresh=1" in helper.text) == (200, True)


async def test_letters_are_printed_logged_sent_and_no_other_municipalitys(site: Site) -> None:
    unit, grete = await on_paper(site), await site.client(COORDINATOR)
    await register(site, grete, await printed(site, grete, leila="read"))
    letters: list[Any] = await site.world.sql("SELECT letter_id, kind FROM letter ORDER BY made_at, kind")
    assert sorted(kind for _, kind in letters) == ["paper", "receipt"]
    for letter, kind in letters:
        made = await unit.post(f"/unit/post/{letter}/printing")
        assert (made.status_code, made.content[:5]) == (200, b"%PDF-"), kind
        assert b"/StructTreeRoot" in made.content
        assert (b"kvittering.json" in made.content) == (kind == "receipt")
    assert (await unit.get("/unit/post")).text.count("Skrevet ut") == 2
    causes = "SELECT count(*) FROM change WHERE cause = 'letter_printed' AND actor_id = :who"
    assert (await site.world.sql(causes, who=site.world.accounts[UNIT]))[0][0] == 2
    for name in (OWNER, COORDINATOR, "marte"):
        client = await site.client(name)
        for road in ("printing", "sending"):
            assert (await client.post(f"/unit/post/{letters[0][0]}/{road}")).status_code == 404
    for letter, _ in letters:
        assert (await unit.post(f"/unit/post/{letter}/sending")).status_code == 303
    assert "Ingen brev venter." in (await unit.get("/unit/post")).text
    await site.world.sql("INSERT INTO municipality VALUES ('annenby', 'Annenby kommune')")
    await site.world.sql("UPDATE letter SET municipality_id = 'annenby'")
    assert (await unit.post(f"/unit/post/{letters[0][0]}/printing")).status_code == 404


async def test_who_may_register_is_named_and_a_new_coordinator_is_recorded_anew(site: Site) -> None:
    unit = await on_paper(site)
    roar, grete, thea = [await site.client(name) for name in (OWNER, COORDINATOR, "thea")]
    named = f"kan registreres av {PEOPLE[COORDINATOR]['name']}."
    assert named in (await roar.get(f"{site.plan(OWNER)}/deciding")).text
    assert named in (await unit.get(room(site))).text
    await site.world.coordinates("thea", OWNER)
    form = f"{site.plan(OWNER)}/attestations/new"
    assert (await thea.get(form)).status_code == 404
    assert "Registrer samtykke" not in (await thea.get(f"{site.plan(OWNER)}/deciding")).text
    assert "Signer på nytt" in (await unit.get(room(site))).text
    assert (await unit.post(f"{room(site)}/paper")).status_code == 303
    page = (await unit.get(room(site))).text
    assert PEOPLE["thea"]["name"] in page
    assert "Signer på nytt" not in page
    for client in (thea, grete):
        assert (await client.get(form)).status_code == 200
    told = await site.world.sql("SELECT count(*) FROM letter WHERE kind = 'paper'")
    assert told[0][0] == 2, "the owner is told by letter, each time"
