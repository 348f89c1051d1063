"""Which signature algorithms fit which key. Only asymmetric ones: what a public key proves, no secret can."""

from collections.abc import Collection

from joserfc.jwk import ECKey, OKPKey, RSAKey

Key = RSAKey | ECKey | OKPKey

RSA = ("RS256", "PS256", "RS384", "PS384", "RS512", "PS512")
EC = {"P-256": ("ES256",), "P-384": ("ES384",), "P-521": ("ES512",)}
OKP = {"Ed25519": ("Ed25519", "EdDSA")}
SMALLEST = 2048
"""Bits of an RSA key (RFC 7518 section 3.3)."""
ASYMMETRIC = frozenset((*RSA, *(name for names in (*EC.values(), *OKP.values()) for name in names)))


def fitting(key: Key) -> tuple[str, ...]:
    """The algorithms a key can sign or verify by, the most widely known first; none for a weak or odd key."""
    declared = key.get("alg")
    fit: tuple[str, ...]
    if isinstance(key, RSAKey):
        fit = RSA if key.raw_value.key_size >= SMALLEST else ()
    else:
        fit = (EC if isinstance(key, ECKey) else OKP).get(str(key.get("crv")), ())
    return tuple(name for name in fit if declared in (None, name))


def chosen(key: Key, supported: Collection[str] | None) -> str | None:
    """The algorithm to sign by: the first that fits the key and the other side says it knows."""
    fit = fitting(key)
    if supported is None:
        return fit[0] if fit else None
    return next((name for name in fit if name in supported), None)
