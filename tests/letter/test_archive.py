"""A plan's archive: a true one holds, and what somebody made of one does not, whatever she did."""

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from joserfc.jwk import KeySet
from typer.testing import CliRunner

from ipplan.__main__ import cli
from ipplan.gate.claiming import claim_of, is_claimed, plain
from ipplan.gate.keys import Keyring, make
from ipplan.gate.tokens import Signer
from ipplan.letter.archive import checking
from ipplan.letter.archive.checking import NotHeld, check
from ipplan.letter.archive.packing import Head, packed
from ipplan.letter.archive.parts import ABOUT, CHUNK, FHIR, MADE, MANIFEST, PAPER, SEAL, VIEW, File
from ipplan.letter.archive.trusted import Issuer, issuers, name_issuer, trusted

ISSUER = "urn:ipplan:there"
SPACE, OWNER = UUID(int=1), UUID(int=2)
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> Keyring:
    folder = tmp_path_factory.mktemp("keys")
    make(folder)
    return Keyring(folder)


@pytest.fixture(scope="module")
def known(keyring: Keyring) -> dict[str, KeySet]:
    return {ISSUER: keyring.signing["export"]}


async def archive(
    keyring: Keyring, *, issuer: str = ISSUER, space: UUID = SPACE, words: str = "Hei"
) -> bytes:
    """A true archive with a file in it."""
    view = {"space": str(space), "owner": str(OWNER), "kind": "plan", "sections": [words]}
    made = {
        VIEW: json.dumps(view).encode(),
        PAPER: b"%PDF-",
        FHIR: b"{}",
        ABOUT: json.dumps({"people": {}}).encode(),
    }
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    head = Head(issuer, "", at, space, "plan", OWNER, OWNER, "Eva", "Fjordvik", claim="0" * 64)
    files = [File("files/brev.pdf", "application/pdf", lambda: _read(b"et brev" * 1000), UUID(int=3))]
    pieces = packed(head, made, files, Signer(keyring, issuer))
    return b"".join([piece async for piece in pieces])


async def _read(content: bytes) -> Any:
    for place in range(0, len(content), 700):
        yield content[place : place + 700]


def parts_of(zipped: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(zipped)) as file:
        return {name: file.read(name) for name in file.namelist()}


def zip_of(parts: Parts, *more: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (*parts.items(), *more):
            file.writestr(name, content)
    return made.getvalue()


def why(zipped: bytes, known: dict[str, KeySet]) -> str:
    with pytest.raises(NotHeld) as told:
        check(io.BytesIO(zipped), known)
    return str(told.value)


async def test_a_true_archive_holds_and_says_whose_it_is(keyring: Keyring, known: dict[str, KeySet]) -> None:
    found = check(io.BytesIO(await archive(keyring)), known)
    assert found.view["sections"] == ["Hei"]
    assert (found.issuer, found.manifest["exporter"]["name"]) == (ISSUER, "Eva")
    assert {one["name"] for one in found.manifest["parts"]} == {*MADE, "files/brev.pdf"}
    # Packed anew by somebody's program it is the same: what is signed are the parts.
    assert check(io.BytesIO(zip_of(parts_of(await archive(keyring)))), known).view == found.view


async def test_a_byte_changed_in_any_part_is_found(keyring: Keyring, known: dict[str, KeySet]) -> None:
    true = parts_of(await archive(keyring))
    for name, content in true.items():
        for place in (0, len(content) // 2, len(content) - 1):
            false = bytearray(content)
            false[place] ^= 1
            assert why(zip_of({**true, name: bytes(false)}), known), (name, place)
        assert why(zip_of({**true, name: content + b" "}), known), name
        assert why(zip_of({one: what for one, what in true.items() if one != name}), known), name


async def test_bytes_of_the_zip_itself_can_be_changed_without_harm_or_not_at_all(
    keyring: Keyring, known: dict[str, KeySet]
) -> None:
    true = await archive(keyring)
    view = check(io.BytesIO(true), known).view
    held = 0
    for place in range(0, len(true), 7):
        false = true[:place] + bytes([true[place] ^ 0x55]) + true[place + 1 :]
        try:
            assert check(io.BytesIO(false), known).view == view
            held += 1
        except NotHeld:
            continue
    assert held < len(true) // 14, "most of them are found"
    for length in range(0, len(true), 211):
        assert why(true[:length], known)


async def test_another_signer_is_not_believed(
    keyring: Keyring, known: dict[str, KeySet], tmp_path: Path
) -> None:
    make(tmp_path)
    other = Keyring(tmp_path)
    assert why(await archive(other), known) == checking.UNSIGNED
    assert why(await archive(other, issuer="urn:else"), known) == checking.UNKNOWN
    # Nor a signature of the right issuer's, with a key that is for something else.
    true = parts_of(await archive(keyring))
    claims = {"jti": "x", "iat": 1, "space": str(SPACE), "sha256": hashlib.sha256(true[MANIFEST]).hexdigest()}
    receipt = Signer(keyring, ISSUER).sign("receipt", claims | {"sub": "x", "owner": str(OWNER)})
    assert why(zip_of({**true, SEAL: receipt.encode()}), known) == checking.UNSIGNED


async def test_a_manifest_of_another_archive_is_found(keyring: Keyring, known: dict[str, KeySet]) -> None:
    mine = parts_of(await archive(keyring))
    for other in (await archive(keyring, words="Hallo"), await archive(keyring, space=uuid4())):
        theirs = parts_of(other)
        replayed = {**mine, MANIFEST: theirs[MANIFEST], SEAL: theirs[SEAL]}
        assert why(zip_of(replayed), known) == checking.CHANGED
        assert why(zip_of({**mine, SEAL: theirs[SEAL]}), known) == checking.CHANGED


@pytest.mark.parametrize(
    "name",
    [
        "../view.json",
        "/etc/passwd",
        "files/../../x",
        "files/..",
        "files\\x",
        "C:\\x",
        "x",
        "files/a/b",
        "files/",
    ],
)
async def test_a_name_that_leads_elsewhere_is_turned_away(
    keyring: Keyring, known: dict[str, KeySet], name: str
) -> None:
    true = parts_of(await archive(keyring))
    assert why(zip_of(true, (name, b"x")), known) == checking.STRANGE


@pytest.mark.filterwarnings("ignore:Duplicate name")
async def test_two_parts_of_one_name_and_parts_that_are_not_named_are_turned_away(
    keyring: Keyring, known: dict[str, KeySet]
) -> None:
    true = parts_of(await archive(keyring))
    assert why(zip_of(true, (VIEW, true[VIEW])), known) == checking.STRANGE
    assert why(zip_of(true, ("files/BREV.pdf", b"x")), known) == checking.STRANGE
    assert why(zip_of(true, ("files/ny.txt", b"x")), known) == checking.CHANGED


async def test_a_bomb_is_not_unpacked(keyring: Keyring, known: dict[str, KeySet]) -> None:
    true = parts_of(await archive(keyring))
    bomb = b"\0" * (41 * 1024 * 1024)
    assert why(zip_of({**true, MANIFEST: bomb}), known) == checking.TOO_LARGE
    assert why(zip_of({**true, SEAL: bomb[:100_000]}), known) == checking.TOO_LARGE
    many = [(f"files/{number}", b"") for number in range(2_100)]
    assert why(zip_of(true, *many), known) == checking.TOO_LARGE
    bombed = zip_of({**true, VIEW: bomb})
    assert why(bombed, known) == checking.CHANGED, "its size is not the signed one"
    assert why(_lying(bombed, 2**32 - 2), known) == checking.TOO_LARGE
    # One that says to be small and is not: no more is read than it says.
    assert why(_lying(bombed, len(true[VIEW])), known) in (checking.CHANGED, checking.BROKEN)


def _lying(zipped: bytes, size: int) -> bytes:
    """The zip, with another unpacked size of view.json in its list."""
    made, at = bytearray(zipped), 0
    while (at := made.find(b"PK\x01\x02", at)) >= 0:
        length = struct.unpack_from("<H", made, at + 28)[0]
        if made[at + 46 : at + 46 + length] == VIEW.encode():
            struct.pack_into("<I", made, at + 24, size)
        at += 4
    return bytes(made)


async def test_it_is_sent_while_it_is_made_and_no_more_is_held_than_a_piece(keyring: Keyring) -> None:
    async def large() -> AsyncIterator[bytes]:
        for _ in range(320):
            yield bytes(CHUNK)

    head = Head(ISSUER, "", datetime.now(UTC), SPACE, "plan", OWNER, OWNER, "Eva", "Fjordvik")
    files = [File("files/stor.zip", "application/zip", large, UUID(int=3))]
    pieces = packed(head, dict.fromkeys(MADE, b"{}"), files, Signer(keyring, ISSUER))
    sizes = [len(piece) async for piece in pieces]
    assert sum(sizes) > 320 * CHUNK
    assert max(sizes) < 3 * CHUNK


def test_what_is_no_archive_is_said_to_be_none(known: dict[str, KeySet]) -> None:
    for junk in (b"", b"PK", b"PK\x03\x04" + b"\0" * 200, b"{}", bytes(range(256)) * 8):
        assert why(junk, known) in (checking.BROKEN, checking.STRANGE)
    assert why(zip_of({}), known) == checking.STRANGE
    for manifest in (b"[]", b'{"a":1,"a":2}', b'{"version": 1.5}', b"\xff", b"[" * 100_000):
        assert why(zip_of({**dict.fromkeys(MADE, b""), MANIFEST: manifest, SEAL: b"a.b.c"}), known)


async def test_anybody_checks_one_with_the_public_keys_alone(keyring: Keyring, tmp_path: Path) -> None:
    file, jwks = tmp_path / "plan.zip", tmp_path / "jwks.json"
    true = await archive(keyring)
    jwks.write_text(json.dumps(keyring.public_jwks()))
    file.write_bytes(true)
    said = CliRunner().invoke(cli, ["verify", str(file), "--jwks", str(jwks)])
    assert said.exit_code == 0, said.output
    for words in ("Arkivet holder.", "Fjordvik", "Eva", "files/brev.pdf", str(SPACE)):
        assert words in said.output, words
    file.write_bytes(zip_of({**parts_of(true), PAPER: b"%PDF-?"}))
    said = CliRunner().invoke(cli, ["verify", str(file), "--jwks", str(jwks)])
    assert said.exit_code == 1
    assert "Arkivet holder IKKE." in said.output


def test_an_issuer_is_named_on_purpose_and_never_speaks_for_the_installation_itself(
    keyring: Keyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    make(other)
    theirs, folder = Keyring(other).public_jwks(), tmp_path / "trusted"
    jwks = tmp_path / "jwks.json"
    jwks.write_text(json.dumps(theirs))
    monkeypatch.setenv("IPPLAN_TRUSTED", str(folder))
    monkeypatch.setenv("IPPLAN_GRANT_ISSUER", ISSUER)
    run = ["trust", "add", "urn:else", "--jwks", str(jwks), "--name", "Straumdal"]
    assert CliRunner().invoke(cli, run, input="n\n").exit_code == 1
    assert not folder.exists()
    assert CliRunner().invoke(cli, run, input="y\n").exit_code == 0
    assert CliRunner().invoke(cli, [*run, "--yes"]).exit_code == 0
    assert [one.name for one in issuers(folder)] == ["Straumdal"]
    assert "urn:else" in CliRunner().invoke(cli, ["trust", "list"]).output
    assert set(trusted(folder, keyring, ISSUER)) == {"urn:else", ISSUER}
    name_issuer(folder, Issuer(ISSUER, "Falsk", dict(theirs)))
    assert trusted(folder, keyring, ISSUER)[ISSUER] is keyring.signing["export"]
    assert CliRunner().invoke(cli, ["trust", "remove", "urn:else"]).exit_code == 0
    assert "urn:else" not in CliRunner().invoke(cli, ["trust", "list"]).output


def test_a_code_is_hers_alone_however_it_is_typed() -> None:
    code, pid = "ABCD-EFGH-IJKL-MNOP", "29815900543"
    claim = claim_of(code, pid)
    assert pid not in claim
    for typed in (code.lower(), "abcd efgh ijkl mnop", "ABCDEFGH1JKLMN0P"):
        assert is_claimed(claim, typed, pid), typed
        assert not is_claimed(claim, typed, "14891756004")
    for wrong in ("", "ABCD-EFGH-IJKL-MNOQ", code + "A", "x" * 10_000):
        assert not is_claimed(claim, wrong, pid)
    assert len(plain("x" * 10_000)) <= 64
