"""The keys in ``keys/``: signing keys by token kind, master keys, and secrets that never leave a process."""

import hashlib
import hmac
import json
import os
import secrets
from base64 import b32encode
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from uuid import UUID

import structlog
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey, RSAKey

from ipplan.store.accounts import PidKeys

log = structlog.get_logger()

PURPOSES = (
    "grant",
    "mandate",
    "withdrawal",
    "withholding",
    "state",
    "consent",
    "log",
    "receipt",
    "appointment",
    "agreement",
    "closing",
    "opening",
    "paper",
    "attestation",
    "confirmation",
    "assistance",
    "minutes",
    "case",
    "excerpt",
    "approval",
    "role",
    "export",
    "crisis",
)
"""A signing key of its own for each kind of token, so that one kind can never pass for another; and one for
the heads of the log."""

SECRETS = ("pid", "pid-index", "invitation", "session", "digest")
"""Symmetric keys, 256 bits each: identity numbers, their blind index, invitation links, what a session
keeps sealed, digests shown to browsers."""


PUBLISHED = ".next"
"""Ending of a master key that all processes shall know before it is used."""

REREAD = 1.0
"""Seconds after which a running process looks again whether a key file has changed."""


class KeyTrouble(Exception):
    """Keys are missing or wrong; the message says which, in a line for whoever sits there."""


class KeysMissing(KeyTrouble):
    """Keys that must be there are not; the message names them."""


class KeysWrong(KeyTrouble):
    """Keys are there, but are not those of this database, or not readable; the message names them."""


@dataclass(frozen=True)
class Keys:
    """What the files held when they were read. The first signing key of a set is the one in use."""

    signing: dict[str, KeySet] = field(repr=False)
    marks: dict[str, str]
    """A digest of each set's public halves: what was verified under a set is remembered under its mark."""
    masters: dict[str, bytes] = field(repr=False)
    master_id: str
    """The master key in use; others are kept to open what they have wrapped."""
    secrets: dict[str, bytes] = field(repr=False)


class Keyring:
    """All keys of an installation. A rotated or retired key counts within `REREAD` in every process."""

    def __init__(self, folder: Path) -> None:
        """Reads all keys; raises `KeysMissing` or `KeysWrong`."""
        self._folder = folder
        self._seen = _look(folder)
        self._keys = _read(folder)
        self._looked = monotonic()

    @property
    def signing(self) -> dict[str, KeySet]:
        return self._now().signing

    @property
    def masters(self) -> dict[str, bytes]:
        return self._now().masters

    @property
    def secrets(self) -> dict[str, bytes]:
        return self._now().secrets

    @property
    def pids(self) -> PidKeys:
        """The keys that hide identity numbers."""
        secrets = self.secrets
        return PidKeys(secrets["pid"], secrets["pid-index"])

    @property
    def master(self) -> tuple[str, bytes]:
        """Id and bytes of the master key in use."""
        keys = self._now()
        return keys.master_id, keys.masters[keys.master_id]

    @property
    def epoch(self) -> object:
        """The same object for as long as no key has changed: what was concluded under it still holds."""
        return self._now()

    def verifying(self, purpose: str) -> tuple[str, KeySet]:
        """The set of one purpose, and the mark under which what it verified may be remembered."""
        keys = self._now()
        return keys.marks[purpose], keys.signing[purpose]

    def public_jwks(self) -> dict[str, list[dict[str, object]]]:
        """All public signing keys (RFC 7517), each with the purpose it serves."""
        keys: list[dict[str, object]] = []
        for purpose, key_set in self.signing.items():
            keys += [
                {**key.as_dict(private=False), "use": "sig", "alg": "Ed25519", "purpose": purpose}
                for key in key_set.keys
            ]
        return {"keys": keys}

    def retired(self, purpose: str) -> frozenset[str]:
        """Names of keys that were taken out: what they signed counts no more, yet proves no key wrong."""
        return frozenset(key["kid"] for key in self.retired_keys(purpose))

    def retired_keys(self, purpose: str) -> list[dict[str, str]]:
        """The public halves of those keys."""
        path = retired_path(self._folder, purpose)
        kept: list[dict[str, str]] = json.loads(path.read_text())["keys"] if path.exists() else []
        return kept

    def look(self) -> None:
        """Read the files again where one has changed. While they cannot be read, the keys read last stand."""
        self._looked = monotonic()
        try:
            seen = _look(self._folder)
            if seen != self._seen:
                self._keys, self._seen = _read(self._folder), seen
                log.info("keys_read_again")
        except (KeyTrouble, OSError) as error:
            log.error("keys_unreadable", error=str(error))

    def _now(self) -> Keys:
        if monotonic() - self._looked >= REREAD:
            self.look()
        return self._keys


def load(folder: Path) -> Keyring:
    """Read all keys; raises `KeysMissing` or `KeysWrong`, naming each."""
    return Keyring(folder)


def _look(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """What tells whether a file has changed, without reading it."""
    paths = [*_paths(folder), *(folder / "master").glob("*")]
    seen = [(str(path), path.stat()) for path in paths if path.exists()]
    return tuple(sorted((name, is_now.st_ino, is_now.st_size, is_now.st_mtime_ns) for name, is_now in seen))


def _read(folder: Path) -> Keys:
    missing = [str(path) for path in _paths(folder) if not path.exists()]
    in_use = sorted((folder / "master").glob("*.key"), key=_order)
    if not in_use:
        missing.append(str(folder / "master" / "*.key"))
    if missing:
        raise KeysMissing(f"Nøkler mangler: {', '.join(missing)}")
    published = (folder / "master").glob(f"*{PUBLISHED}")
    signing = {purpose: _key_set(signing_path(folder, purpose)) for purpose in PURPOSES}
    return Keys(
        signing=signing,
        marks={purpose: _mark(keys) for purpose, keys in signing.items()},
        masters={path.stem: _bytes(path) for path in (*in_use, *published)},
        master_id=in_use[-1].stem,
        secrets={name: _bytes(_secret(folder, name)) for name in SECRETS},
    )


def _order(path: Path) -> tuple[int, str]:
    return (int(path.stem) if path.stem.isdecimal() else 0, path.stem)


def _key_set(path: Path) -> KeySet:
    try:
        keys = KeySet.import_key_set(json.loads(path.read_text()))
    except (ValueError, TypeError, KeyError, AttributeError, JoseError):
        raise KeysWrong(f"{path} er ikke et nøkkelsett.") from None
    if not keys.keys or not all(isinstance(key, OKPKey) and key.kid and key.is_private for key in keys.keys):
        raise KeysWrong(f"{path} må ha private Ed25519-nøkler med kid, og minst én.")
    return keys


def _mark(keys: KeySet) -> str:
    public = [key.as_dict(private=False) for key in keys.keys]
    return hashlib.sha256(json.dumps(public, sort_keys=True).encode()).hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        key = bytes.fromhex(path.read_text())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise KeysWrong(f"{path} er ikke en nøkkel på 256 bit.")
    return key


def make(folder: Path) -> list[Path]:
    """Make whatever key is not there yet; existing files are never touched. Returns the files made."""
    made: list[Path] = []
    for purpose in PURPOSES:
        made += _write(signing_path(folder, purpose), json.dumps({"keys": [new_signing_key()]}))
    for name in SECRETS:
        made += _write(_secret(folder, name), secrets.token_hex(32))
    if not list((folder / "master").glob("*.key")):
        made += _write(folder / "master" / "1.key", secrets.token_hex(32))
    oidc = RSAKey.generate_key(2048, private=True)
    made += _write(folder / "oidc.jwk", json.dumps({**oidc.as_dict(private=True), "kid": oidc.thumbprint()}))
    return made


def new_signing_key() -> dict[str, object]:
    """A private JWK; its name is its thumbprint (RFC 7638)."""
    key = OKPKey.generate_key("Ed25519", private=True)
    return {**key.as_dict(private=True), "kid": key.thumbprint()}


def invitation_token(keyring: Keyring, invitation_id: UUID) -> str:
    """The secret of an invitation's link, made from its id: the database alone cannot make it."""
    return hmac.digest(keyring.secrets["invitation"], invitation_id.bytes, "sha256").hex()


def crisis_token(keyring: Keyring, code_id: UUID) -> str:
    """The secret of a crisis page's address, made from its id: 24 letters and digits that can be typed."""
    made = hmac.digest(keyring.secrets["invitation"], b"crisis" + code_id.bytes, "sha256")
    return b32encode(made[:15]).decode().lower()


def _paths(folder: Path) -> list[Path]:
    return [signing_path(folder, purpose) for purpose in PURPOSES] + [
        _secret(folder, name) for name in SECRETS
    ]


def signing_path(folder: Path, purpose: str) -> Path:
    """Where the set of one purpose lies."""
    return folder / "signing" / f"{purpose}.jwks"


def retired_path(folder: Path, purpose: str) -> Path:
    """Where the public halves of retired keys lie: to say later whose signature something bears."""
    return folder / "signing" / f"{purpose}.retired.jwks"


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
