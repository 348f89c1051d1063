"""How the client proves itself to the provider: ``private_key_jwt`` (OIDC Core section 9, RFC 7523)."""

import secrets

from joserfc import jwt

from ipplan.login.algorithms import chosen
from ipplan.login.metadata import Metadata
from ipplan.login.provider import Provider
from ipplan.login.refusal import LoginRefused

LIVES = 60
"""Seconds; HelseID refuses more."""
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def client_proof(provider: Provider, metadata: Metadata) -> dict[str, str]:
    """The form fields that authenticate one request: made anew each time, never to be kept.

    ``aud`` is the issuer as one single value: with the token address, or with several values, an assertion
    caught by one provider could be used at another. A provider that knows only its token address can be
    configured so. Raises LoginRefused where the provider takes no algorithm that fits the key.
    """
    config = provider.config
    key = config.signing_key()
    key.ensure_kid()
    algorithm = chosen(key, metadata.client_algorithms)
    if algorithm is None:
        raise LoginRefused("client", "the provider takes no signature that our key can make")
    issued = int(provider.now().timestamp())
    claims = {
        "iss": config.client_id,
        "sub": config.client_id,
        "aud": metadata.token_endpoint if config.assertion_audience == "token_endpoint" else config.issuer,
        "jti": secrets.token_urlsafe(24),
        "iat": issued,
        "exp": issued + LIVES,
    }
    assertion = jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key, algorithms=[algorithm])
    return {
        "client_id": config.client_id,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion,
    }
