"""How the client proves itself to the provider: ``private_key_jwt`` (OIDC Core section 9, RFC 7523)."""

import secrets
from collections.abc import Callable
from datetime import datetime

from joserfc import jwt

from ipplan.login.provider import ProviderConfig

LIVES = 60
"""Seconds; HelseID refuses more."""
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def client_proof(config: ProviderConfig, now: Callable[[], datetime]) -> dict[str, str]:
    """The form fields that authenticate one request: made anew each time, never to be kept.

    ``aud`` is the issuer as one single value: with the token address, or with several values, an assertion
    caught by one provider could be used at another.
    """
    key = config.key
    key.ensure_kid()
    issued = int(now().timestamp())
    header = {"alg": "RS256", "kid": key.kid}
    claims = {
        "iss": config.client_id,
        "sub": config.client_id,
        "aud": config.issuer,
        "jti": secrets.token_urlsafe(24),
        "iat": issued,
        "exp": issued + LIVES,
    }
    assertion = jwt.encode(header, claims, key, algorithms=["RS256"])
    return {
        "client_id": config.client_id,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion,
    }
