"""The client's own key: read from a file, published as a JWK set, never printed."""

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey, OKPKey, RSAKey

from ipplan.login.algorithms import SMALLEST, Key, fitting


class KeyFile:
    """A file of private keys, read again when it changes: a hand-over restarts nothing.

    While the file cannot be read, the keys read last stand.
    """

    def __init__(self, path: Path) -> None:
        """Raises ValueError or OSError, with words that do not show the key."""
        self.path = path
        self._seen = self._look()
        self._keys = read_keys(path)

    @property
    def keys(self) -> tuple[Key, ...]:
        try:
            seen = self._look()
            if seen != self._seen:
                self._keys, self._seen = read_keys(self.path), seen
        except (OSError, ValueError):
            pass
        return self._keys

    def _look(self) -> tuple[int, int, int]:
        now = self.path.stat()
        return now.st_ino, now.st_size, now.st_mtime_ns


def read_keys(path: Path) -> tuple[Key, ...]:
    """The private keys in a file: a JWK, a JWK set (two keys during a hand-over), or a PEM.

    The first one signs; all are to be registered at the provider. A key without ``kid`` is named by its
    RFC 7638 thumbprint. Raises ValueError with words a reader of logs can use, never with the file's text.
    """
    text = path.read_bytes()
    try:
        keys = tuple(_parse(text))
    except Exception:  # the parser's own message may quote the key
        raise ValueError(f"{path.name} holds no private key (RSA, EC, Ed25519; JWK, JWK set, PEM)") from None
    for key in keys:
        _check(key, path.name)
    if not keys:
        raise ValueError(f"{path.name} holds no key")
    return keys


def write_keys(path: Path, keys: Iterable[Key]) -> None:
    """Put a JWK set in the file's place at once, readable by its owner alone."""
    text = json.dumps({"keys": [{**key.as_dict(private=True), "kid": key.kid} for key in keys]})
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def public_jwks(keys: Iterable[Key]) -> dict[str, Any]:
    """The set to register at the provider: public halves only, each with kid, use and alg."""
    return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": fitting(key)[0]} for key in keys]}


def _parse(text: bytes) -> Iterable[Key]:
    if not text.lstrip().startswith(b"{"):
        yield _of_pem(text)
        return
    document = json.loads(text)
    for item in document.get("keys", [document]):
        yield import_jwk(item)


def import_jwk(item: dict[str, Any]) -> Key:
    """A key of one of the kinds known here; raises whatever the library raises for one that is not."""
    if item["kty"] == "RSA":
        return RSAKey.import_key(item)
    if item["kty"] == "EC":
        return ECKey.import_key(item)
    return OKPKey.import_key(item)


def _of_pem(text: bytes) -> Key:
    readers: tuple[Callable[[bytes], Key], ...] = (RSAKey.import_key, ECKey.import_key, OKPKey.import_key)
    for read in readers:
        try:
            return read(text)
        except Exception:  # noqa: S112 not of this kind
            continue
    raise ValueError("no key")


def _check(key: Key, name: str) -> None:
    if not key.is_private:
        raise ValueError(f"{name} holds a public key; the private one is needed to sign")
    if isinstance(key, RSAKey) and key.raw_value.key_size < SMALLEST:
        raise ValueError(f"{name} holds a key of fewer than {SMALLEST} bits")
    if not fitting(key):
        raise ValueError(f"{name} holds a key that no known algorithm signs with")
    key.ensure_kid()
