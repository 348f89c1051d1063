"""``ipplan verify``: whether a receipt, or a plan's archive, is what it says; with public keys alone."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from ipplan.config import Settings
from ipplan.gate.keys import KeyTrouble, load
from ipplan.letter.archive.checking import NotHeld, check, issuer_of
from ipplan.letter.archive.trusted import Issuer
from ipplan.letter.verify import Finding, Unreadable, read_strictly
from ipplan.letter.verify import verify as verify_receipt

ZIP = b"PK\x03\x04"


def verify(
    file: Annotated[Path, typer.Argument(help="Kvitteringens datafil (JSON), eller planens arkiv (zip)")],
    jwks: Annotated[
        Path | None, typer.Option(help="De offentlige nøklene; ellers denne installasjonens")
    ] = None,
) -> None:
    """Say what is signed in a receipt or archive, by which key, and if it holds: 0, 1 (no), 2 (unread)."""
    called = "Fila"
    try:
        public = jwks.read_text() if jwks else json.dumps(load(Settings().keys).public_jwks())
        if _begins(file) == ZIP:
            called, finding = "Arkivet", verify_archive(file, public)
        else:
            called, finding = "Kvitteringen", verify_receipt(file.read_text(), public)
    except (Unreadable, OSError, UnicodeError, KeyTrouble) as error:
        typer.echo(f"{called} kan ikke kontrolleres: {error}", err=True)
        raise typer.Exit(2) from None
    for line in finding.signed:
        typer.echo(line)
    for line in finding.wrong:
        typer.echo(f"FEIL: {line}", err=True)
    typer.echo(f"{called} holder." if finding.holds else f"{called} holder IKKE.")
    raise typer.Exit(0 if finding.holds else 1)


def verify_archive(path: Path, jwks: str) -> Finding:
    """What is signed in an archive, under a key set's JSON; raises `Unreadable`."""
    finding = Finding()
    with path.open("rb") as file:
        try:
            issuer = issuer_of(file)
            found = check(file, {issuer: Issuer(issuer, "", read_strictly(jwks)).keys})
        except NotHeld as error:
            finding.wrong.append(str(error))
            return finding
    finding.signed += _in_words(found.manifest, found.kid)
    return finding


def _in_words(manifest: dict[str, object], kid: str) -> Iterator[str]:
    exporter, parts = manifest["exporter"], manifest["parts"]
    assert isinstance(exporter, dict)
    assert isinstance(parts, list)
    yield f"Plan {manifest['space']}, fra {manifest['municipality']}, utstedt av {manifest['issuer']}."
    yield f"Lastet ned av {exporter['name']} {manifest['exported_at']}, signert med nøkkelen {kid}."
    yield from (f"{part['sha256']}  {part['name']} ({part['size']} byte)" for part in parts)


def _begins(file: Path) -> bytes:
    with file.open("rb") as read:
        return read.read(len(ZIP))
