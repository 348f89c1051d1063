"""Anybody verifies a receipt: the true one holds, and no field of it can be altered unseen."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ipplan.__main__ import cli
from ipplan.gate.keys import load, make
from ipplan.letter.fields import digest
from ipplan.letter.verify import Unreadable, verify
from tests.site import Site

Way = tuple[str | int, ...]


@pytest.fixture
async def receipts(site: Site) -> dict[str, str]:
    """True receipts of each kind, as they were downloaded, and the public keys."""
    marte = await site.client("marte")
    assert (await (await site.client("leila")).get(site.section("health"))).status_code == 200
    space, who = site.world.spaces["tiril"], site.world.accounts["leila"]
    consent = await site.world.sql("SELECT consent_id FROM consent WHERE space_id = :s LIMIT 1", s=space)
    grant = await site.world.sql(
        "SELECT grant_id FROM access_grant WHERE space_id = :s AND participant_id = :w LIMIT 1",
        s=space,
        w=who,
    )
    found = {"consent": str(consent[0][0]), "grant": str(grant[0][0])}
    assert (await marte.post(f"{site.plan()}/sharing/{who}/withdrawal")).status_code == 303
    page = (await marte.get(f"{site.plan()}/sharing")).text
    found["withdrawal"] = page.split(f'id="person-{who}"')[1].split("/receipts/")[1].split('"')[0]
    texts = {
        kind: (await marte.get(f"{site.plan()}/receipts/{one}.json")).text for kind, one in found.items()
    }
    for kind, text in texts.items():
        assert json.loads(text)["receipt"]["kind"] == kind
    return texts | {"jwks": (await marte.get("/.well-known/jwks.json")).text}


@pytest.mark.parametrize("kind", ["consent", "grant", "withdrawal"])
async def test_a_true_receipt_holds_and_every_altered_field_is_found(
    receipts: dict[str, str], kind: str
) -> None:
    assert verify(receipts[kind], receipts["jwks"]).holds
    true = json.loads(receipts[kind])
    altered = list(_leaves(true))
    assert len(altered) > 25
    for path in altered:
        false = _altered(true, path)
        assert not verify(json.dumps(false), receipts["jwks"]).holds, path


async def test_a_receipt_sealed_anew_around_other_fields_is_found_by_its_tokens(
    receipts: dict[str, str], site: Site
) -> None:
    """Even the platform cannot seal a receipt that says something else than its tokens do."""
    true = json.loads(receipts["grant"])
    for path, value in (
        (("purposes", 0, "processing_method"), "none"),
        (("purposes", 0, "valid_until"), "2099-01-01T00:00:00Z"),
        (("purposes", 0, "recipient_third_parties", 0), "somebody else"),
        (("events", 0, "event_time"), "2020-01-01T00:00:00Z"),
        (("privacy_notice", "text"), "Noe annet enn det som ble vist."),
        (("pii_principal_id",), "somebody else"),
    ):
        false = copy.deepcopy(true["receipt"])
        place: Any = false
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        claims = {"jti": "x", "iat": 1, "space": str(site.world.spaces["tiril"]), "sha256": digest(false)}
        seal = site.world.house.gate.signer.sign("receipt", claims)
        finding = verify(json.dumps({"receipt": false, "seal": seal}), receipts["jwks"])
        assert any("stemmer ikke" in line for line in finding.wrong), path


async def test_another_installations_keys_verify_nothing(receipts: dict[str, str], tmp_path: Path) -> None:
    make(tmp_path)
    other = json.dumps(load(tmp_path).public_jwks())
    assert not verify(receipts["grant"], other).holds
    mixed = json.loads(receipts["jwks"])
    for key in mixed["keys"]:
        key["purpose"] = "grant"
    assert not verify(receipts["grant"], json.dumps(mixed)).holds, "a grant's key seals no receipt"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "nan", '{"receipt": 1, "seal": ""}', '{"a": 1, "a": 1}', "[" * 9000]
)
async def test_what_is_no_receipt_is_said_to_be_none(receipts: dict[str, str], text: str) -> None:
    with pytest.raises(Unreadable):
        verify(text, receipts["jwks"])


async def test_the_command_tells_in_norwegian_and_by_its_exit_code(
    receipts: dict[str, str], tmp_path: Path
) -> None:
    file, keys, runner = tmp_path / "kvittering.json", tmp_path / "jwks.json", CliRunner()
    file.write_text(receipts["grant"])
    keys.write_text(receipts["jwks"])
    told = runner.invoke(cli, ["verify", str(file), "--jwks", str(keys)])
    assert told.exit_code == 0, told.output
    assert "Tilgang for" in told.output
    assert "Kvitteringen holder." in told.output
    file.write_text(receipts["grant"].replace("Leila", "Layla"))
    told = runner.invoke(cli, ["verify", str(file), "--jwks", str(keys)])
    assert told.exit_code == 1
    assert "endret etter at den ble signert" in told.output
    assert "Kvitteringen holder IKKE." in told.output
    file.write_text("hei")
    assert runner.invoke(cli, ["verify", str(file), "--jwks", str(keys)]).exit_code == 2
    assert runner.invoke(cli, ["verify", str(tmp_path / "ingen"), "--jwks", str(keys)]).exit_code == 2


def _leaves(value: Any, path: Way = ()) -> Iterator[Way]:
    """The way to every value that has no values in it."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from _leaves(one, (*path, name))
    elif isinstance(value, list) and value:
        for number, one in enumerate(value):
            yield from _leaves(one, (*path, number))
    else:
        yield path


def _altered(true: Any, path: Way) -> Any:
    false = copy.deepcopy(true)
    place = false
    for step in path[:-1]:
        place = place[step]
    before = place[path[-1]]
    if isinstance(before, bool):
        place[path[-1]] = not before
    elif isinstance(before, int):
        place[path[-1]] = before + 1
    elif isinstance(before, str):
        # Somewhere in the middle: the last character of a signature may hold bits that say nothing.
        middle = len(before) // 2
        other = "B" if before[middle : middle + 1] == "A" else "A"
        place[path[-1]] = before[:middle] + other + before[middle + 1 :]
    else:
        place[path[-1]] = "something"
    return false
