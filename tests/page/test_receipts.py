"""Receipts over HTTP: for who decides and for whom they concern, holding no more than the reader may see."""

import io
import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from pypdf import PdfReader

from ipplan.gate.consents import newest
from ipplan.letter.verify import verify
from ipplan.page.routes import DOORS
from tests.page.asking import Answer, call, place_of
from tests.site import Site
from tests.world import PEOPLE

TITLE = "Kroppen min"
"""What Tiril's health section is called."""


async def test_every_grant_consent_and_withdrawal_has_a_receipt_for_who_decides(site: Site) -> None:
    marte = await site.client("marte")
    wanted = await site.world.sql(
        "SELECT consent_id, token FROM consent WHERE space_id = :s"
        " UNION ALL SELECT grant_id, token FROM access_grant WHERE space_id = :s",
        s=site.world.spaces["tiril"],
    )
    assert len(wanted) > 10
    for record, token in wanted:
        data = await _data(marte, site, record)
        assert token in [one["token"] for one in data["receipt"]["tokens"]]
    page = (await marte.get(f"{site.plan()}/receipts")).text
    for name in ("berit", "leila", "wenche", "tiril"):
        assert PEOPLE[name]["name"] in page


MANDATORY = (
    *("schema_version", "record_id", "receipt_id", "pii_principal_id", "privacy_notice", "language"),
    *("purposes", "storage_locations", "retention_period", "jurisdiction", "recipient_third_parties"),
    *("withdrawal_method", "party_identification", "events", "authority_party"),
)
"""What ISO/IEC TS 27560:2023 has as mandatory, by clauses 6.3.2 to 6.3.7."""


async def test_a_receipt_says_what_was_signed_and_who_signed(site: Site) -> None:
    marte = await site.client("marte")
    await _grant(site, marte, "leila", "health", "read")
    record = await _newest(site, "leila", "health")
    page = (await marte.get(f"{site.plan()}/receipts/{record}")).text
    for said in (TITLE, "Kan lese", "Leila Hosseini", "Marte Aasen", "På fullmakt for", "idporten-loa-high"):
        assert said in page, said
    assert newest("sharing", "nb").text in page
    assert "Det er plattformen ipplan som har signert" in page
    body = (await _data(marte, site, record))["receipt"]
    assert body["schema_version"] == "ISO/IEC TS 27560:2023"
    assert body["pii_principal_id"] == str(site.world.accounts["tiril"])
    assert body["privacy_notice"]["text"] == newest("sharing", "nb").text
    assert body["privacy_notice"]["sha256"] == newest("sharing", "nb").sha256
    purpose = next(one for one in body["purposes"] if one["record_id"] == record)
    assert purpose["recipient_third_parties"] == [str(site.world.accounts["leila"])]
    assert purpose["pii_information"][0]["title"] == TITLE
    assert purpose["processing_method"] == "read"
    roles = {one["party_role"]: one["party_name"] for one in body["party_identification"]}
    assert roles["pii_controller"] == "Fjordvik kommune"
    assert roles["representative"] == "Marte Aasen"
    for name in MANDATORY:
        assert body[name], name
    for party in body["party_identification"]:
        assert party.keys() >= {"party_id", "party_address", "party_name", "party_contact", "party_type"}
    for event in body["events"]:
        assert event.keys() >= {"event_time", "validity_duration", "entity_id", "event_type", "event_state"}
    whole = json.dumps(body)
    assert not [one["pid"] for one in PEOPLE.values() if one["pid"] in whole]


async def test_a_receipt_verifies_with_the_public_keys(site: Site) -> None:
    roar = await site.client("roar")
    record = (await site.world.sql("SELECT consent_id FROM consent WHERE kind = 'sharing' LIMIT 1"))[0][0]
    space = await site.world.sql("SELECT space_id FROM consent WHERE consent_id = :c", c=record)
    owner = "roar" if space[0][0] == site.world.spaces["roar"] else "tiril"
    client = roar if owner == "roar" else await site.client("marte")
    text = (await client.get(f"{site.plan(owner)}/receipts/{record}.json")).text
    jwks = (await (await site.client()).get("/.well-known/jwks.json")).text
    finding = verify(text, jwks)
    assert finding.holds, finding.wrong
    assert len(finding.signed) >= 2


async def test_others_see_the_receipts_of_their_own_grants_only(site: Site) -> None:
    leila, berit = await site.client("leila"), await site.client("berit")
    own = await _newest(site, "leila", "health")
    assert (await leila.get(f"{site.plan()}/receipts/{own}")).status_code == 200
    refused = Answer.of(await berit.get(f"{site.plan()}/receipts/{uuid4()}"))
    for ending in ("", ".pdf", ".json"):
        assert Answer.of(await berit.get(f"{site.plan()}/receipts/{own}{ending}")) == refused
    page = (await leila.get(f"{site.plan()}/receipts")).text
    assert own in page or "receipts/" in page
    assert PEOPLE["berit"]["name"] not in page
    body = (await _data(leila, site, own))["receipt"]
    assert "mandate" not in [one["kind"] for one in body["tokens"]], "on what basis another acts is not hers"
    assert body["opened_until_then"] is None


@pytest.mark.parametrize("name", ["roar", "mehmet"])
async def test_outsiders_get_the_one_refusal(shared: Site, name: str) -> None:
    place, client = await place_of(shared), await shared.client(name)
    refused = Answer.of(await client.get("/plans/ingenting"))
    doors = [door for door in DOORS if "/receipts" in door.path]
    assert len(doors) == 4
    for door in doors:
        assert await call(shared, client, door, place) == refused, door


async def test_a_withdrawals_receipt_lists_what_had_been_opened_and_says_what_stays(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    assert (await leila.get(site.section("health"))).status_code == 200
    site.clock.move(timedelta(seconds=5))
    who = site.world.accounts["leila"]
    assert (await marte.post(f"{site.plan()}/sharing/{who}/withdrawal")).status_code == 303
    sharing = (await marte.get(f"{site.plan()}/sharing")).text
    path = sharing.split(f'id="person-{who}"')[1].split("/receipts/")[1].split('"')[0]
    page = (await marte.get(f"{site.plan()}/receipts/{path}")).text
    opened = page.split("Åpnet før tilgangen ble borte")[1].split("</section>")[0]
    assert TITLE in opened
    assert "Sist " in opened
    assert "sin egen journal, blir stående der" in page
    body = (await _data(marte, site, path))["receipt"]
    assert site.world.sections["tiril"]["health"] in {
        _uuid(one["section"]) for one in body["opened_until_then"]
    }
    assert len(body["withdrawn"]) >= 2
    assert (await leila.get(f"{site.plan()}/receipts/{path}")).status_code == 404
    assert verify(json.dumps(await _data(marte, site, path)), await _jwks(site)).holds


async def test_titles_one_may_not_open_now_stand_in_no_receipt(site: Site) -> None:
    marte, leila = await site.client("marte"), await site.client("leila")
    own, who = await _newest(site, "leila", "health"), site.world.accounts["leila"]
    assert TITLE in (await leila.get(f"{site.plan()}/receipts/{own}")).text
    section = site.world.sections["tiril"]["health"]
    assert (await marte.post(f"{site.plan()}/sharing/{who}/{section}/withdrawal")).status_code == 303
    for ending in ("", ".json"):
        answer = await leila.get(f"{site.plan()}/receipts/{own}{ending}")
        assert answer.status_code == 200
        assert TITLE not in answer.text
    paper = await leila.get(f"{site.plan()}/receipts/{own}.pdf")
    assert TITLE not in _text(paper.content)
    assert TITLE in _text((await marte.get(f"{site.plan()}/receipts/{own}.pdf")).content)


async def test_the_pdf_is_tagged_has_language_and_title_and_carries_its_data(site: Site) -> None:
    marte = await site.client("marte")
    own = await _newest(site, "leila", "health")
    answer = await marte.get(f"{site.plan()}/receipts/{own}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    reader = PdfReader(io.BytesIO(answer.content))
    root: Any = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert str(root["/Lang"]).startswith("nb")
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == "Kvittering for tilgang"
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    attached = reader.attachments["kvittering.json"][0]
    assert verify(attached.decode(), await _jwks(site)).holds


async def test_reading_a_receipt_leaves_a_line_in_the_log(site: Site) -> None:
    leila, own = await site.client("leila"), await _newest(site, "leila", "health")
    count = "SELECT count(*) FROM access_log WHERE road = 'receipt' AND account_id = :who"
    who = site.world.accounts["leila"]
    assert (await site.world.sql(count, who=who))[0][0] == 0
    await leila.get(f"{site.plan()}/receipts/{own}")
    assert (await site.world.sql(count, who=who))[0][0] >= 1


async def test_a_record_somebody_edited_has_no_receipt(site: Site) -> None:
    marte, own = await site.client("marte"), await _newest(site, "leila", "health")
    other = await _newest(site, "berit", "about")
    await site.world.sql(
        "UPDATE access_grant SET token = (SELECT token FROM access_grant WHERE grant_id = :o)"
        " WHERE grant_id = :g",
        o=other,
        g=own,
    )
    assert (await marte.get(f"{site.plan()}/receipts/{own}")).status_code == 404
    assert (await marte.get(f"{site.plan()}/receipts/{other}")).status_code == 200


async def _grant(site: Site, client: httpx2.AsyncClient, who: str, area: str, word: str) -> None:
    account, section = site.world.accounts[who], site.world.sections["tiril"][area]
    form = {f"access-{account}-{section}": word, f"until-{account}": "1m"}
    assert (await client.post(f"{site.plan()}/sharing", data=form)).status_code == 303


async def _newest(site: Site, who: str, area: str) -> str:
    """The grant in force."""
    rows = await site.world.sql(
        "SELECT grant_id FROM access_grant"
        " WHERE participant_id = :who AND section_id = :section AND withdrawn_at IS NULL",
        who=site.world.accounts[who],
        section=site.world.sections["tiril"][area],
    )
    assert len(rows) == 1
    return str(rows[0][0])


async def _data(client: httpx2.AsyncClient, site: Site, record: object) -> dict[str, Any]:
    answer = await client.get(f"{site.plan()}/receipts/{record}.json")
    assert answer.status_code == 200, record
    read: dict[str, Any] = answer.json()
    return read


async def _jwks(site: Site) -> str:
    return (await (await site.client()).get("/.well-known/jwks.json")).text


def _text(pdf: bytes) -> str:
    reader = PdfReader(io.BytesIO(pdf))
    attached = b"".join(part for parts in reader.attachments.values() for part in parts)
    return " ".join(page.extract_text() for page in reader.pages) + attached.decode()


def _uuid(text: str) -> UUID:
    return UUID(text)
