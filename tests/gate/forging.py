"""Tokens as a forger would make them: with keys of one's own, or pieces of honest ones."""

import hmac
import json
from typing import Any

from joserfc.jwk import OKPKey
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode


def part(value: Any) -> str:
    """A part of a compact token: JSON, or bytes as they are."""
    plain = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return urlsafe_b64encode(plain).decode()


def opened(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token, unverified."""
    header, claims, _ = token.split(".")
    return json.loads(urlsafe_b64decode(header.encode())), json.loads(urlsafe_b64decode(claims.encode()))


def signed(header: dict[str, Any], claims: Any, key: OKPKey) -> str:
    """A compact token under ``key``, with whatever header and claims; no library looks at them."""
    signing = f"{part(header)}.{part(claims)}"
    private: Any = key.get_op_key("sign")
    return f"{signing}.{part(private.sign(signing.encode()))}"


def hmac_signed(header: dict[str, Any], claims: Any, secret: bytes) -> str:
    """A token that takes a public key for an HMAC secret."""
    signing = f"{part(header)}.{part(claims)}"
    return f"{signing}.{part(hmac.digest(secret, signing.encode(), 'sha256'))}"
