"""Signed statements: JWS (RFC 7515) with Ed25519 (RFC 9864), one ``typ`` and one key set per kind.

Reading a token asks only whether it is what it says: signature, kind, key, issuer, audience, shape.
Whether it holds *now* is the verdict's question.
"""

from dataclasses import dataclass
from typing import Any, TypeVar, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from ipplan.gate.claims import (
    AgreementClaims,
    AssistanceClaims,
    AttestationClaims,
    Claims,
    ClosingClaims,
    ConsentClaims,
    CrisisClaims,
    GrantClaims,
    MandateClaims,
    MinutesClaims,
    PaperClaims,
    StateClaims,
    WithdrawalClaims,
    WithholdingClaims,
)
from ipplan.gate.keys import Keyring
from ipplan.gate.shapes import KINDS
from ipplan.gate.unit_claims import (
    AppointmentClaims,
    ApprovalClaims,
    CaseClaims,
    ConfirmationClaims,
    ExcerptClaims,
    OpeningClaims,
    RoleClaims,
)
from ipplan.memory import Memory

AUDIENCE = "ipplan-gate"
ALGORITHMS = ["Ed25519"]


@dataclass(frozen=True, slots=True)
class Invalid:
    """A token that is not what it says; ``reason`` is for the log."""

    reason: str


T = TypeVar("T")


class Signer:
    """Signs and reads the installation's tokens; remembers what it has verified."""

    def __init__(self, keyring: Keyring, issuer: str, *, remember: int = 50_000) -> None:
        self._keyring = keyring
        self._issuer = issuer
        self._read: Memory[tuple[str, str, str], Claims | Invalid] = Memory(remember)

    def sign(self, purpose: str, claims: dict[str, Any]) -> str:
        """A compact JWS of ``claims`` with issuer and audience added, under the key in use."""
        key = cast(OKPKey, self._keyring.signing[purpose].keys[0])
        header = {"alg": "Ed25519", "typ": KINDS[purpose].typ, "kid": key.kid}
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

    def appointment(self, token: str) -> AppointmentClaims | Invalid:
        return self._remembered("appointment", token, AppointmentClaims)

    def role(self, token: str) -> RoleClaims | Invalid:
        return self._remembered("role", token, RoleClaims)

    def agreement(self, token: str) -> AgreementClaims | Invalid:
        return self._remembered("agreement", token, AgreementClaims)

    def closing(self, token: str) -> ClosingClaims | Invalid:
        return self._remembered("closing", token, ClosingClaims)

    def opening(self, token: str) -> OpeningClaims | Invalid:
        return self._remembered("opening", token, OpeningClaims)

    def paper(self, token: str) -> PaperClaims | Invalid:
        return self._remembered("paper", token, PaperClaims)

    def attestation(self, token: str) -> AttestationClaims | Invalid:
        return self._remembered("attestation", token, AttestationClaims)

    def confirmation(self, token: str) -> ConfirmationClaims | Invalid:
        return self._remembered("confirmation", token, ConfirmationClaims)

    def assistance(self, token: str) -> AssistanceClaims | Invalid:
        return self._remembered("assistance", token, AssistanceClaims)

    def minutes(self, token: str) -> MinutesClaims | Invalid:
        return self._remembered("minutes", token, MinutesClaims)

    def case(self, token: str) -> CaseClaims | Invalid:
        return self._remembered("case", token, CaseClaims)

    def excerpt(self, token: str) -> ExcerptClaims | Invalid:
        return self._remembered("excerpt", token, ExcerptClaims)

    def approval(self, token: str) -> ApprovalClaims | Invalid:
        return self._remembered("approval", token, ApprovalClaims)

    def crisis(self, token: str) -> CrisisClaims | Invalid:
        return self._remembered("crisis", token, CrisisClaims)

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


def _read(token: str, purpose: str, keys: KeySet, issuer: str) -> Claims | Invalid:
    claims = claims_in(token, purpose, keys, issuer)
    if isinstance(claims, Invalid):
        return claims
    shape = KINDS[purpose].shape
    try:
        return shape(claims) if shape else Invalid("shape")
    except (KeyError, ValueError, TypeError, AttributeError):
        return Invalid("shape")


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
    if header.get("typ") != KINDS[purpose].typ:
        return Invalid("typ")
    if claims.get("iss") != issuer:
        return Invalid("iss")
    if claims.get("aud") != AUDIENCE:
        return Invalid("aud")
    for name in sorted(KINDS[purpose].needed):
        if name not in claims:
            return Invalid(f"missing_{name}")
    return dict(claims)
