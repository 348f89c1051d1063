"""The client's own key: read from a file, published as a JWK set, never printed."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from joserfc.jwk import RSAKey

SMALLEST = 2048
"""Bits; RFC 7518 section 3.3 forbids RS256 with less."""


def read_keys(path: Path) -> tuple[RSAKey, ...]:
    """The private RSA keys in a file: a JWK, a JWK set (two keys during a hand-over), or a PEM.

    The first one signs; all are to be registered at the provider. A key without ``kid`` is named by its
    RFC 7638 thumbprint. Raises ValueError with words a reader of logs can use, never with the file's text.
    """
    text = path.read_bytes()
    try:
        keys = tuple(_parse(text))
    except Exception:  # the parser's own message may quote the key
        raise ValueError(f"{path.name} holds no private RSA key (JWK, JWK set or PEM)") from None
    for key in keys:
        _check(key, path.name)
    if not keys:
        raise ValueError(f"{path.name} holds no key")
    return keys


def public_jwks(keys: Iterable[RSAKey]) -> dict[str, Any]:
    """The set to register at the provider: public halves only, each with kid, use and alg."""
    return {"keys": [{**key.as_dict(private=False), "use": "sig", "alg": "RS256"} for key in keys]}


def _parse(text: bytes) -> Iterable[RSAKey]:
    if not text.lstrip().startswith(b"{"):
        yield RSAKey.import_key(text)
        return
    document = json.loads(text)
    for item in document.get("keys", [document]):
        yield RSAKey.import_key(item)


def _check(key: RSAKey, name: str) -> None:
    if not key.is_private:
        raise ValueError(f"{name} holds a public key; the private one is needed to sign")
    if key.raw_value.key_size < SMALLEST:
        raise ValueError(f"{name} holds a key of fewer than {SMALLEST} bits")
    key.ensure_kid()
