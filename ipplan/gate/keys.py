"""The keys in ``keys/``: signing keys by token kind, master keys, and secrets that never leave a process."""

import hmac
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from joserfc.jwk import KeySet, OKPKey, RSAKey

PURPOSES = ("grant", "mandate", "withdrawal", "state", "consent")
"""A signing key of its own for each kind of token, so that one kind can never pass for another."""

SECRETS = ("pid", "pid-index", "invitation", "session", "digest")
"""Symmetric keys, 256 bits each: identity numbers, their blind index, invitation links, what a session
keeps sealed, digests shown to browsers."""


class KeysMissing(Exception):
    """Keys that must be there are not; the message names them."""


@dataclass(frozen=True)
class Keyring:
    """All keys of an installation, loaded once. The first signing key of a set is the one in use."""

    signing: dict[str, KeySet] = field(repr=False)
    masters: dict[str, bytes] = field(repr=False)
    secrets: dict[str, bytes] = field(repr=False)

    @property
    def master(self) -> tuple[str, bytes]:
        """Id and bytes of the newest master key."""
        name = max(self.masters)
        return name, self.masters[name]

    def public_jwks(self) -> dict[str, list[dict[str, object]]]:
        """All public signing keys (RFC 7517), each with the purpose it serves."""
        keys: list[dict[str, object]] = []
        for purpose, key_set in self.signing.items():
            keys += [
                {**key.as_dict(private=False), "use": "sig", "alg": "Ed25519", "purpose": purpose}
                for key in key_set.keys
            ]
        return {"keys": keys}


def load(folder: Path) -> Keyring:
    """Read all keys; raises `KeysMissing` naming each that is not there."""
    missing = [str(path) for path in _paths(folder) if not path.exists()]
    masters = {path.stem: bytes.fromhex(path.read_text()) for path in (folder / "master").glob("*.key")}
    if not masters:
        missing.append(str(folder / "master" / "*.key"))
    if missing:
        raise KeysMissing(", ".join(missing))
    return Keyring(
        signing={
            purpose: KeySet.import_key_set(json.loads(_signing(folder, purpose).read_text()))
            for purpose in PURPOSES
        },
        masters=masters,
        secrets={name: bytes.fromhex(_secret(folder, name).read_text()) for name in SECRETS},
    )


def make(folder: Path) -> list[Path]:
    """Make whatever key is not there yet; existing files are never touched. Returns the files made."""
    made: list[Path] = []
    for purpose in PURPOSES:
        key = OKPKey.generate_key("Ed25519", private=True)
        key_set = {"keys": [{**key.as_dict(private=True), "kid": key.thumbprint()}]}
        made += _write(_signing(folder, purpose), json.dumps(key_set))
    for name in SECRETS:
        made += _write(_secret(folder, name), secrets.token_hex(32))
    if not list((folder / "master").glob("*.key")):
        made += _write(folder / "master" / "1.key", secrets.token_hex(32))
    oidc = RSAKey.generate_key(2048, private=True)
    made += _write(folder / "oidc.jwk", json.dumps({**oidc.as_dict(private=True), "kid": oidc.thumbprint()}))
    return made


def invitation_token(keyring: Keyring, invitation_id: UUID) -> str:
    """The secret of an invitation's link, made from its id: the database alone cannot make it."""
    return hmac.digest(keyring.secrets["invitation"], invitation_id.bytes, "sha256").hex()


def _paths(folder: Path) -> list[Path]:
    return [_signing(folder, purpose) for purpose in PURPOSES] + [_secret(folder, name) for name in SECRETS]


def _signing(folder: Path, purpose: str) -> Path:
    return folder / "signing" / f"{purpose}.jwks"


def _secret(folder: Path, name: str) -> Path:
    return folder / "secret" / f"{name}.key"


def _write(path: Path, text: str) -> list[Path]:
    """Write a new file that only its owner can read; an existing one stays."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return []
    with os.fdopen(handle, "w") as file:
        file.write(text)
    return [path]
