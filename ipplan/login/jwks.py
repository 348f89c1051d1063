"""The keys a provider publishes (RFC 7517): those of them that may prove a token."""

from dataclasses import dataclass, field
from typing import Any

from ipplan.login.algorithms import Key, fitting
from ipplan.login.key import import_jwk

PUBLIC = {"RSA": ("kty", "n", "e"), "EC": ("kty", "crv", "x", "y"), "OKP": ("kty", "crv", "x")}
"""Only the public members: nothing else in a stranger's document steers how the key is used."""


@dataclass(frozen=True)
class PublicKey:
    """A key, its name, and the algorithms it may be used with: its own ``alg`` where it has one."""

    kid: str | None
    algorithms: tuple[str, ...]
    key: Key = field(repr=False)


def usable_keys(document: Any) -> list[PublicKey]:
    """Keys meant for signatures. Encryption keys, weak ones and unknown kinds are left out: no error."""
    listed = document.get("keys") if isinstance(document, dict) else None
    found = [_public(item) for item in listed] if isinstance(listed, list) else []
    return [one for one in found if one is not None and one.algorithms]


def _public(item: Any) -> PublicKey | None:
    if not isinstance(item, dict) or item.get("kty") not in PUBLIC or item.get("use", "sig") != "sig":
        return None
    try:
        key = import_jwk({name: item[name] for name in PUBLIC[item["kty"]]})
    except Exception:  # one broken key must not take the others with it
        return None
    declared = item.get("alg")
    fit = tuple(name for name in fitting(key) if declared in (None, name))
    return PublicKey(item.get("kid"), fit, key)
