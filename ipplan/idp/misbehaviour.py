"""The ways in which a test may turn the provider hostile; without one it is honest."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from joserfc import jws, jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

Document = dict[str, Any]


def _as_is(document: Document) -> Document:
    return document


class _AnyHeader(jws.JWSRegistry):
    max_header_length = 8192


def honest_signature(header: Document, claims: Document, key: RSAKey | ECKey | OKPKey) -> str:
    """With the provider's own key, and the header exactly as given."""
    registry = _AnyHeader(algorithms=[header["alg"]], strict_check_header=False)
    return jwt.encode(header, claims, key, registry=registry, default_type=None)


@dataclass
class Misbehaviour:
    """One hook per step that makes something the client must check. Each gets the honest thing."""

    alter_discovery: Callable[[Document], Document] = _as_is
    alter_jwks: Callable[[Document], Document] = _as_is
    alter_callback: Callable[[dict[str, str]], dict[str, str]] = _as_is
    """The parameters sent back to the client's redirect address: code, state, iss."""
    alter_header: Callable[[Document], Document] = _as_is
    alter_claims: Callable[[Document], Document] = _as_is
    sign: Callable[[Document, Document, Any], str] = honest_signature
    """Header, claims and the provider's key to a compact token; for id_token and logout_token both."""
    alter_token_answer: Callable[[Document], Document] = _as_is
    """The whole answer of the token endpoint: drop ``id_token`` here."""
    alter_logout_header: Callable[[Document], Document] = _as_is
    alter_logout_claims: Callable[[Document], Document] = _as_is
    ignore_prompt_login: bool = False
    """Sign the person in from the running session, though a fresh login was asked for."""
    accept_code_again: bool = False
    unavailable: frozenset[str] = field(default_factory=frozenset)
    """Paths that answer 503."""
