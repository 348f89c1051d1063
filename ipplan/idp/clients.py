"""The clients registered at the provider, and how one proves that it is who it says."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ipplan.idp.faults import OAuthError
from ipplan.idp.shelf import Shelf

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST = 120
"""Seconds an assertion may still live."""
SKEW = 10


@dataclass(frozen=True)
class Client:
    """A registration. ``jwks`` is the public set, as a dictionary."""

    client_id: str
    jwks: Mapping[str, Any]
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...] = ()
    frontchannel_logout_uri: str | None = None
    backchannel_logout_uri: str | None = None


Clients = Iterable[Client] | Callable[[], Iterable[Client]]


def find_client(clients: Clients, client_id: str | None) -> Client | None:
    """The registration with exactly this id."""
    listed = clients() if callable(clients) else clients
    return next((client for client in listed if client.client_id == client_id), None)


def authenticate(
    clients: Clients,
    form: Mapping[str, str],
    *,
    issuer: str,
    now: float,
    used: Shelf[bool],
    algorithms: tuple[str, ...] = ("RS256",),
) -> Client:
    """``private_key_jwt`` as ID-porten demands it (RFC 7523 section 3). Raises OAuthError."""
    client = find_client(clients, form.get("client_id"))
    if client is None:
        raise OAuthError("invalid_client", "unknown client_id", 401)
    if form.get("client_assertion_type") != ASSERTION_TYPE:
        raise OAuthError("invalid_client", "client_assertion_type is wrong", 401)
    claims = _signed_claims(client, form.get("client_assertion", ""), algorithms)
    _check(claims, client, issuer, now)
    jti = claims["jti"]
    if used.get(jti) is not None:
        raise OAuthError("invalid_client", "jti was used before", 401)
    used.keep(jti, True, LONGEST + SKEW)
    return client


def _signed_claims(client: Client, assertion: str, algorithms: tuple[str, ...]) -> dict[str, Any]:
    try:
        header = jws.extract_compact(assertion.encode()).headers()
        if header.get("alg") not in algorithms or not header.get("kid"):
            raise OAuthError("invalid_client", f"alg must be {algorithms[0]} and kid must be there", 401)
        keys = KeySet.import_key_set({"keys": [dict(key) for key in client.jwks["keys"]]})
        return jwt.decode(assertion, keys.get_by_kid(header["kid"]), algorithms=list(algorithms)).claims
    except (JoseError, ValueError, KeyError):
        raise OAuthError("invalid_client", "the assertion's signature does not hold", 401) from None


def _check(claims: Mapping[str, Any], client: Client, issuer: str, now: float) -> None:
    if claims.get("iss") != client.client_id or claims.get("sub") != client.client_id:
        raise OAuthError("invalid_client", "iss and sub must be the client_id", 401)
    if claims.get("aud") != issuer:
        raise OAuthError("invalid_client", "aud must be the issuer, as one single value", 401)
    if not isinstance(claims.get("jti"), str) or not claims["jti"]:
        raise OAuthError("invalid_client", "jti is missing", 401)
    expires, issued = claims.get("exp"), claims.get("iat")
    if not isinstance(expires, int) or not isinstance(issued, int):
        raise OAuthError("invalid_client", "iat and exp must be there", 401)
    if not now < expires <= now + LONGEST + SKEW or issued > now + SKEW or expires - issued > LONGEST:
        raise OAuthError("invalid_client", f"exp must be within {LONGEST} seconds", 401)
