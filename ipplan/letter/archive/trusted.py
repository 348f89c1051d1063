"""Whose archives are taken in: this installation's own, and those that whoever runs it has named."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from joserfc.jwk import KeySet

from ipplan.gate.keys import Keyring
from ipplan.letter.verify import Unreadable, keys_in, read_strictly

log = structlog.get_logger()
PURPOSE = "export"


@dataclass(frozen=True)
class Issuer:
    """An installation whose archives are taken: the name it signs under, what it is called, its keys."""

    issuer: str
    name: str
    jwks: dict[str, Any]

    @property
    def keys(self) -> KeySet:
        """The keys that sign archives; raises `Unreadable` where there are none."""
        found = keys_in(self.jwks).get(PURPOSE)
        if found is None:
            raise Unreadable("Nøkkelsettet har ingen nøkkel som signerer arkiver.")
        return found


def issuers(folder: Path) -> list[Issuer]:
    """Those who were named, by file; raises `Unreadable` for a file that is none of ours."""
    return [_read(path) for path in sorted(folder.glob("*.json"))]


def name_issuer(folder: Path, one: Issuer) -> Path:
    """Take archives of ``one`` from now on, by these keys alone. Returns the file; raises `Unreadable`."""
    assert one.keys.keys, "a set without a key for archives is not read"
    folder.mkdir(parents=True, exist_ok=True)
    remove_issuer(folder, one.issuer)
    path = folder / f"{hashlib.sha256(one.issuer.encode()).hexdigest()[:16]}.json"
    said = {"issuer": one.issuer, "name": one.name, "jwks": one.jwks}
    path.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def remove_issuer(folder: Path, issuer: str) -> None:
    """Take no more archives of an issuer."""
    for path in folder.glob("*.json"):
        if _read(path).issuer == issuer:
            path.unlink()


def trusted(folder: Path, keyring: Keyring, own: str) -> Mapping[str, KeySet]:
    """The keys by issuer. Nobody else's file speaks for this installation itself.

    While a file there cannot be read, nobody else is believed; the log says so.
    """
    try:
        others = {one.issuer: one.keys for one in issuers(folder)}
    except (Unreadable, OSError) as error:
        log.error("trusted_unreadable", error=str(error))
        others = {}
    return {**others, own: keyring.verifying(PURPOSE)[1]}


def _read(path: Path) -> Issuer:
    read = read_strictly(path.read_text(encoding="utf-8"))
    try:
        return Issuer(str(read["issuer"]), str(read["name"]), dict(read["jwks"]))
    except (KeyError, TypeError, ValueError):
        raise Unreadable(f"{path} er ikke en utsteder.") from None
