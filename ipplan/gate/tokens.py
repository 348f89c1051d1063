"""Signed statements: JWS (RFC 7515) with Ed25519 (RFC 9864), one ``typ`` and one key set per kind.

Reading a token asks only whether it is what it says: signature, kind, key, issuer, audience, shape.
Whether it holds *now* is the verdict's question.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from ipplan.gate.keys import Keyring
from ipplan.permit import Access

AUDIENCE = "ipplan-gate"
ALGORITHMS = ["Ed25519"]


@dataclass(frozen=True, slots=True)
class Invalid:
    """A token that is not what it says; ``reason`` is for the log."""

    reason: str


@dataclass(frozen=True, slots=True)
class GrantClaims:
    jti: UUID
    iat: int
    nbf: int
    exp: int
    sub: UUID
    space: UUID
    section: UUID | None
    """``None``: the whole space (``*``), the owner's root grant."""
    access: Access
    granted_by: UUID
    mandate: UUID | None
    consent: UUID | None


@dataclass(frozen=True, slots=True)
class MandateClaims:
    jti: UUID
    iat: int
    nbf: int
    exp: int
    sub: UUID
    space: UUID
    owner: UUID


@dataclass(frozen=True, slots=True)
class StateClaims:
    """What one participant holds in a space, signed as a whole: a withdrawal cannot be deleted away."""

    sub: UUID
    space: UUID
    serial: int
    holds: frozenset[UUID]
    withheld: Mapping[UUID, frozenset[UUID]]
    """Single items hidden from her, by section; so that neither can a withholding."""


@dataclass(frozen=True, slots=True)
class WithholdingClaims:
    """A single item is hidden from somebody (with all under it), or shown to her again."""

    jti: UUID
    iat: int
    sub: UUID
    space: UUID
    section: UUID
    item: UUID
    act: str
    """``withhold`` or ``lift``."""
    signed_by: UUID
    mandate: UUID | None


@dataclass(frozen=True, slots=True)
class ConsentClaims:
    jti: UUID
    iat: int
    sub: UUID
    space: UUID
    kind: str
    sha256: str
    given_by: UUID
    mandate: UUID | None


@dataclass(frozen=True, slots=True)
class WithdrawalClaims:
    jti: UUID
    iat: int
    sub: UUID
    space: UUID
    grant: UUID
    withdrawn_by: UUID
    mandate: UUID | None


Claims = GrantClaims | MandateClaims | StateClaims | ConsentClaims | WithholdingClaims | WithdrawalClaims
T = TypeVar("T")


class Signer:
    """Signs and reads the installation's tokens; remembers what it has verified."""

    def __init__(self, keyring: Keyring, issuer: str, *, remember: int = 50_000) -> None:
        self._keyring = keyring
        self._issuer = issuer
        self._read: Memory[Claims | Invalid] = Memory(remember)

    def sign(self, purpose: str, claims: dict[str, Any]) -> str:
        """A compact JWS of ``claims`` with issuer and audience added, under the key in use."""
        key = cast(OKPKey, self._keyring.signing[purpose].keys[0])
        header = {"alg": "Ed25519", "typ": _typ(purpose), "kid": key.kid}
        body = {"iss": self._issuer, "aud": AUDIENCE, **claims}
        return jwt.encode(header, body, key, algorithms=ALGORITHMS)

    def grant(self, token: str) -> GrantClaims | Invalid:
        return self._remembered("grant", token, GrantClaims)

    def mandate(self, token: str) -> MandateClaims | Invalid:
        return self._remembered("mandate", token, MandateClaims)

    def state(self, token: str) -> StateClaims | Invalid:
        return self._remembered("state", token, StateClaims)

    def consent(self, token: str) -> ConsentClaims | Invalid:
        return self._remembered("consent", token, ConsentClaims)

    def withholding(self, token: str) -> WithholdingClaims | Invalid:
        return self._remembered("withholding", token, WithholdingClaims)

    def withdrawal(self, token: str) -> WithdrawalClaims | Invalid:
        return self._remembered("withdrawal", token, WithdrawalClaims)

    def claims(self, purpose: str, token: str) -> dict[str, Any] | Invalid:
        """All that a token says, the login behind it too: for receipts. Asks the signature each time."""
        return claims_in(token, purpose, self._keyring.signing[purpose], self._issuer)

    def _remembered(self, purpose: str, token: str, kind: type[T]) -> T | Invalid:
        """Unchanged bytes under an unchanged key set are verified once (a verification costs 130 µs)."""
        mark, keys = self._keyring.verifying(purpose)
        key = (purpose, mark, token)
        known = self._read.get(key)
        if known is None:
            known = _read(token, purpose, keys, self._issuer)
            self._read.put(key, known)
        if not isinstance(known, kind | Invalid):
            return Invalid("kind")
        return known


class Memory(Generic[T]):
    """A small least-recently-used memory."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[Any, T] = OrderedDict()

    def get(self, key: Any) -> T | None:
        value = self._kept.get(key)
        if value is not None:
            self._kept.move_to_end(key)
        return value

    def put(self, key: Any, value: T) -> None:
        self._kept[key] = value
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)


def _typ(purpose: str) -> str:
    return {
        "grant": "plan-grant+jwt",
        "mandate": "plan-mandate+jwt",
        "withdrawal": "plan-withdrawal+jwt",
        "withholding": "plan-withholding+jwt",
        "state": "plan-access+jwt",
        "consent": "plan-consent+jwt",
        "receipt": "plan-receipt+jwt",
    }[purpose]


def _read(token: str, purpose: str, keys: KeySet, issuer: str) -> Claims | Invalid:
    claims = claims_in(token, purpose, keys, issuer)
    if isinstance(claims, Invalid):
        return claims
    try:
        shaped: Claims = _SHAPES[purpose](claims)
    except (KeyError, ValueError, TypeError, AttributeError):
        return Invalid("shape")
    return shaped


def claims_in(token: str, purpose: str, keys: KeySet, issuer: str) -> dict[str, Any] | Invalid:
    """The claims of a token that is signed as its kind is, under one of ``keys``, by ``issuer``."""
    try:
        decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        return Invalid(f"signature:{type(error).__name__}")
    header, claims = decoded.header, decoded.claims
    # A key set falls back to any of its keys when there is no kid: demand one, of this set.
    if header.get("kid") not in {key.kid for key in keys.keys}:
        return Invalid("kid")
    if header.get("typ") != _typ(purpose):
        return Invalid("typ")
    if claims.get("iss") != issuer:
        return Invalid("iss")
    if claims.get("aud") != AUDIENCE:
        return Invalid("aud")
    for name in _NEEDED[purpose]:
        if name not in claims:
            return Invalid(f"missing_{name}")
    return dict(claims)


def _moment(claims: dict[str, Any], name: str) -> int:
    value = claims[name]
    if type(value) is not int:
        raise TypeError(name)
    return value


def _maybe(value: str | None) -> UUID | None:
    return UUID(value) if value is not None else None


def _grant(claims: dict[str, Any]) -> GrantClaims:
    return GrantClaims(
        jti=UUID(claims["jti"]),
        iat=_moment(claims, "iat"),
        nbf=_moment(claims, "nbf"),
        exp=_moment(claims, "exp"),
        sub=UUID(claims["sub"]),
        space=UUID(claims["space"]),
        section=None if claims["section"] == "*" else UUID(claims["section"]),
        access=Access.named(claims["access"]),
        granted_by=UUID(claims["granted_by"]),
        mandate=_maybe(claims["mandate"]),
        consent=_maybe(claims["consent"]["id"]) if claims["consent"] else None,
    )


def _mandate(claims: dict[str, Any]) -> MandateClaims:
    return MandateClaims(
        jti=UUID(claims["jti"]),
        iat=_moment(claims, "iat"),
        nbf=_moment(claims, "nbf"),
        exp=_moment(claims, "exp"),
        sub=UUID(claims["sub"]),
        space=UUID(claims["space"]),
        owner=UUID(claims["owner"]),
    )


def _state(claims: dict[str, Any]) -> StateClaims:
    return StateClaims(
        sub=UUID(claims["sub"]),
        space=UUID(claims["space"]),
        serial=_moment(claims, "serial"),
        holds=frozenset(UUID(held) for held in claims["holds"]),
        # States signed before there were withholdings say nothing of them.
        withheld={
            UUID(section): frozenset(UUID(item) for item in items)
            for section, items in claims.get("withheld", {}).items()
        },
    )


def _withholding(claims: dict[str, Any]) -> WithholdingClaims:
    if claims["act"] not in ("withhold", "lift"):
        raise ValueError("act")
    return WithholdingClaims(
        jti=UUID(claims["jti"]),
        iat=_moment(claims, "iat"),
        sub=UUID(claims["sub"]),
        space=UUID(claims["space"]),
        section=UUID(claims["section"]),
        item=UUID(claims["item"]),
        act=claims["act"],
        signed_by=UUID(claims["signed_by"]),
        mandate=_maybe(claims["mandate"]),
    )


def _consent(claims: dict[str, Any]) -> ConsentClaims:
    return ConsentClaims(
        jti=UUID(claims["jti"]),
        iat=_moment(claims, "iat"),
        sub=UUID(claims["sub"]),
        space=UUID(claims["space"]),
        kind=claims["kind"],
        sha256=claims["text"]["sha256"],
        given_by=UUID(claims["given_by"]),
        mandate=_maybe(claims["mandate"]),
    )


def _withdrawal(claims: dict[str, Any]) -> WithdrawalClaims:
    return WithdrawalClaims(
        jti=UUID(claims["jti"]),
        iat=_moment(claims, "iat"),
        sub=UUID(claims["sub"]),
        space=UUID(claims["space"]),
        grant=UUID(claims["grant"]),
        withdrawn_by=UUID(claims["withdrawn_by"]),
        mandate=_maybe(claims["mandate"]),
    )


_NEEDED: dict[str, tuple[str, ...]] = {
    "grant": (
        "jti",
        "iat",
        "nbf",
        "exp",
        "sub",
        "space",
        "section",
        "access",
        "granted_by",
        "mandate",
        "consent",
    ),
    "mandate": ("jti", "iat", "nbf", "exp", "sub", "space", "owner"),
    "state": ("sub", "space", "serial", "holds"),
    "consent": ("jti", "iat", "sub", "space", "kind", "text", "given_by", "mandate"),
    "withholding": ("jti", "iat", "sub", "space", "section", "item", "act", "signed_by", "mandate"),
    "withdrawal": ("jti", "iat", "sub", "space", "grant", "withdrawn_by", "mandate"),
    "receipt": ("jti", "iat", "space", "sha256"),
}
_SHAPES: dict[str, Any] = {
    "grant": _grant,
    "mandate": _mandate,
    "state": _state,
    "consent": _consent,
    "withholding": _withholding,
    "withdrawal": _withdrawal,
}
