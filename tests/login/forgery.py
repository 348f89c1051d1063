"""Ways to make a token that must not be believed: each is a ``sign`` of the hostile provider."""

import base64
import json

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from ipplan.idp.misbehaviour import Document, honest_signature
from tests.idp.stage import rsa_key


def part(value: Document) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def unsigned(header: Document, claims: Document, key: RSAKey) -> str:
    return f"{part({**header, 'alg': 'none'})}.{part(claims)}."


def by_public_key(header: Document, claims: Document, key: RSAKey) -> str:
    """HS256 with the public key's PEM as the secret: known to everybody."""
    secret = OctKey.import_key(base64.urlsafe_b64encode(key.as_pem(private=False)).decode())
    return jwt.encode({**header, "alg": "HS256"}, claims, secret, algorithms=["HS256"])


def by_stranger(header: Document, claims: Document, key: RSAKey) -> str:
    """Another key under the provider's kid."""
    return honest_signature(header, claims, rsa_key("stranger"))


def by_key_it_brings(header: Document, claims: Document, key: RSAKey) -> str:
    """The token carries the key that is to prove it."""
    stranger = rsa_key("stranger")
    brought = {**header, "jwk": stranger.as_dict(private=False), "jku": "https://evil.example/jwks"}
    return by_hand(brought, claims, stranger)


def by_client_key(header: Document, claims: Document, key: RSAKey) -> str:
    """Key confusion: the client's own key, under its own kid."""
    return honest_signature({**header, "kid": "ours"}, claims, rsa_key("ours"))


def by_other_algorithm(header: Document, claims: Document, key: RSAKey) -> str:
    return jwt.encode({**header, "alg": "PS256"}, claims, key, algorithms=["PS256"])


def with_other_claims(header: Document, claims: Document, key: RSAKey) -> str:
    head, _, signature = honest_signature(header, claims, key).split(".")
    return f"{head}.{part({**claims, 'pid': '02917312345'})}.{signature}"


def by_hand(header: Document, claims: Document, key: RSAKey) -> str:
    """Signed by hand, as the library makes no header this long."""
    body = f"{part(header)}.{part(claims)}"
    signature = key.private_key.sign(body.encode(), PKCS1v15(), SHA256())  # type: ignore[union-attr]
    return f"{body}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"
