"""Reading a signed token from a provider: by the provider's own published key, and nothing else."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import BadSignatureError, JoseError

from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused, Reason


@dataclass(frozen=True)
class Verified:
    """Header and claims whose signature holds; that they are true and meant for us is still to be checked."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]


class _Registry(jws.JWSRegistry):
    """Room for headers with a certificate thumbprint; they are ignored, but not an error (RFC 7515, 4)."""

    max_header_length = 4096


ANY = _Registry(algorithms=["RS256"], strict_check_header=False)
"""For reading a token before anything of it is believed."""


def _registry(algorithm: str) -> _Registry:
    return _Registry(algorithms=[algorithm], strict_check_header=False)


async def verify(provider: Provider, token: str) -> Verified:
    """RFC 7515 section 5.2, with the algorithm and the key's source decided by us, never by the token alone.

    A header that brings its own key (``jwk``, ``jku``, ``x5u``) is not listened to; ``none``, and HS256 with
    the public key as secret, end before any key is looked up.
    """
    header = _peek(token)
    algorithm = header.get("alg")
    if algorithm not in (await provider.metadata()).id_token_algorithms:
        raise LoginRefused("algorithm")
    kid = header.get("kid")
    if kid is not None and not isinstance(kid, str):
        raise LoginRefused("kid", "not a text")
    key = await provider.signing_key(kid, str(algorithm))
    try:
        decoded = jwt.decode(token, key, algorithms=[str(algorithm)], registry=_registry(str(algorithm)))
    except BadSignatureError:
        raise LoginRefused("signature") from None
    except (JoseError, ValueError):
        raise LoginRefused("malformed") from None
    return Verified(decoded.header, decoded.claims)


def number(claims: Mapping[str, Any], name: str, reason: Reason) -> float:
    """A NumericDate (RFC 7519 section 2). NaN is refused: no comparison with it holds, so it never ends."""
    value = claims.get(name)
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or abs(value) > 1e11
        or math.isnan(value)
    ):
        raise LoginRefused(reason, f"{name} is missing or not a time")
    return float(value)


def text(claims: Mapping[str, Any], name: str, reason: Reason) -> str:
    """A text that is there and not empty."""
    value = claims.get(name)
    if not isinstance(value, str) or not value or len(value) > 1000:
        raise LoginRefused(reason, f"{name} is missing or not a text")
    return value


def moment(seconds: float) -> datetime:
    """A NumericDate as an aware datetime."""
    return datetime.fromtimestamp(seconds, UTC)


def _peek(token: str) -> Mapping[str, Any]:
    try:
        header = jws.extract_compact(token.encode("ascii"), registry=ANY).headers()
    except (JoseError, ValueError, TypeError):
        raise LoginRefused("malformed") from None
    if not isinstance(header, dict) or "crit" in header or "b64" in header:
        # RFC 7515 section 4.1.11: what must be understood, and is not, refuses the token.
        raise LoginRefused("malformed", "a header that must be understood is not")
    return header
