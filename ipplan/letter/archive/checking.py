"""Checking an archive: every part against the signed manifest, before anything in it is believed.

A file that somebody sends may be anything: a zip that unpacks to terabytes, names that lead elsewhere, two
parts of one name, a part changed, a manifest of another archive. None is unpacked to a disk.
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from joserfc.jwk import KeySet

from ipplan.gate.tokens import Invalid, claims_in
from ipplan.language import N_
from ipplan.letter.archive.parts import (
    ABOUT,
    CHUNK,
    FORMAT,
    LARGEST_JSON,
    LARGEST_SEAL,
    LARGEST_WHOLE,
    MADE,
    MANIFEST,
    MOST_PARTS,
    SEAL,
    VERSION,
    VIEW,
    is_name,
)
from ipplan.letter.verify import Unreadable, peek, read_strictly

BROKEN = N_("Fila er ikke hel. Last den ned på nytt der du fikk den, og prøv igjen.")
STRANGE = N_("Fila er ikke en kopi av en plan fra ipplan.")
TOO_LARGE = N_("Det som ligger i fila, er for stort.")
CHANGED = N_("Fila er endret etter at den ble signert. Den kan ikke brukes.")
UNSIGNED = N_("Signaturen på fila holder ikke. Den kan ikke brukes.")
UNKNOWN = N_("Denne installasjonen kjenner ikke den som har signert fila. Be kommunen om å legge den til.")
NEWER = N_("Fila er laget av en nyere utgave av ipplan enn denne.")


class NotHeld(ValueError):
    """An archive that does not hold; the message says why, in words."""


@dataclass(frozen=True)
class Checked:
    """An archive that holds: what its manifest says, and the parts that are read."""

    manifest: dict[str, Any]
    kid: str
    view: dict[str, Any]
    about: dict[str, Any]

    @property
    def files(self) -> dict[str, dict[str, Any]]:
        """The plan's files in it: what the manifest says of each, by name."""
        return {part["name"]: part for part in self.manifest["parts"] if part["name"] not in MADE}

    @property
    def issuer(self) -> str:
        return str(self.manifest["issuer"])


def check(file: IO[bytes], trusted: Mapping[str, KeySet]) -> Checked:
    """Check an archive under the keys of those whose archives are taken, by issuer; raises `NotHeld`."""
    try:
        with zipfile.ZipFile(file) as zipped:
            return _check(zipped, trusted)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise NotHeld(BROKEN) from error
    except (Unreadable, KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        if isinstance(error, NotHeld):
            raise
        raise NotHeld(STRANGE) from error


def _check(zipped: zipfile.ZipFile, trusted: Mapping[str, KeySet]) -> Checked:
    parts = _parts(zipped)
    manifest, kid = _manifest(zipped, parts, trusted)
    named = {part["name"]: part for part in manifest["parts"]}
    if len(named) != len(manifest["parts"]) or set(named) != set(parts) - {MANIFEST, SEAL}:
        raise NotHeld(CHANGED)
    kept = {}
    for name, part in named.items():
        kept[name] = _held(zipped, parts[name], part, keep=name in (VIEW, ABOUT))
    view, about = (read_strictly(kept[name].decode(), LARGEST_JSON) for name in (VIEW, ABOUT))
    for name in ("space", "owner", "kind"):
        if view[name] != manifest[name]:
            raise NotHeld(CHANGED)
    return Checked(manifest, kid, view, about)


def _parts(zipped: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The parts by name, by what the zip's list says of them: nothing is unpacked yet."""
    listed = zipped.infolist()
    if len(listed) > MOST_PARTS or sum(one.file_size for one in listed) > LARGEST_WHOLE:
        raise NotHeld(TOO_LARGE)
    found = {one.filename: one for one in listed}
    alike = {one.filename.casefold() for one in listed}
    wild = any(one.orig_filename != one.filename or not is_name(one.filename) for one in listed)
    if wild or len(alike) != len(listed) or not {*MADE, MANIFEST, SEAL} <= set(found):
        raise NotHeld(STRANGE)
    locked = any(one.flag_bits & 1 for one in listed)
    if locked or any(one.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for one in listed):
        raise NotHeld(STRANGE)
    return found


def _manifest(
    zipped: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo], trusted: Mapping[str, KeySet]
) -> tuple[dict[str, Any], str]:
    """What the manifest says, and the key that it is signed with: by one of ``trusted``."""
    text = _bytes(zipped, parts[MANIFEST], LARGEST_JSON)
    token = _bytes(zipped, parts[SEAL], LARGEST_SEAL).decode("ascii")
    issuer = peek(token, 1)["iss"]
    if issuer not in trusted:
        raise NotHeld(UNKNOWN)
    claims = claims_in(token, "export", trusted[issuer], issuer)
    if isinstance(claims, Invalid):
        raise NotHeld(UNSIGNED)
    if claims["sha256"] != hashlib.sha256(text).hexdigest():
        raise NotHeld(CHANGED)
    manifest = read_strictly(text.decode(), LARGEST_JSON)
    signed = {"issuer": issuer, "space": claims["space"], "owner": claims["owner"]}
    if manifest["format"] != FORMAT or any(manifest[name] != value for name, value in signed.items()):
        raise NotHeld(STRANGE)
    if manifest["version"] != VERSION:
        raise NotHeld(NEWER)
    return manifest, str(peek(token, 0)["kid"])


def _held(zipped: zipfile.ZipFile, info: zipfile.ZipInfo, said: Mapping[str, Any], *, keep: bool) -> bytes:
    """One part against what the manifest says of it; its bytes where it is to be read."""
    if info.file_size != said["size"]:
        raise NotHeld(CHANGED)
    if keep and info.file_size > LARGEST_JSON:
        raise NotHeld(TOO_LARGE)
    digest, size, kept = hashlib.sha256(), 0, bytearray()
    with zipped.open(info) as part:
        while piece := part.read(CHUNK):
            digest.update(piece)
            size += len(piece)
            if size > info.file_size:
                raise NotHeld(CHANGED)
            kept += piece if keep else b""
    if size != said["size"] or digest.hexdigest() != said["sha256"]:
        raise NotHeld(CHANGED)
    return bytes(kept)


@contextmanager
def opened(file: IO[bytes], name: str) -> Iterator[zipfile.ZipExtFile]:
    """A part of an archive that was checked, to be read a piece at a time."""
    with zipfile.ZipFile(file) as zipped, zipped.open(name) as part:
        assert isinstance(part, zipfile.ZipExtFile)
        yield part


def _bytes(zipped: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    with zipped.open(info) as part:
        read = part.read(most + 1)
    if len(read) > most:
        raise NotHeld(TOO_LARGE)
    return read


def issuer_of(file: IO[bytes]) -> str:
    """Who says to have signed an archive, to look for her keys; raises `NotHeld`. It proves nothing."""
    try:
        with zipfile.ZipFile(file) as zipped:
            token = _bytes(zipped, zipped.getinfo(SEAL), LARGEST_SEAL).decode("ascii")
            return str(peek(token, 1)["iss"])
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, IndexError, OSError, json.JSONDecodeError):
        raise NotHeld(STRANGE) from None
