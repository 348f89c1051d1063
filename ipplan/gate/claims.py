"""What each kind of signed statement says: its ``typ``, the claims it must have, and their shapes.

A shape is read strictly: a claim of another type than it should have makes the whole token invalid.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ipplan.permit import Access


@dataclass(frozen=True, slots=True)
class TextRef:
    """Which text was shown, to the letter."""

    text_id: str
    version: int
    sha256: str

    @property
    def claims(self) -> dict[str, object]:
        return {"id": self.text_id, "version": self.version, "sha256": self.sha256}


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
    text: TextRef | None
    """What was shown when consent to share was given; ``None``: the owner's root grant."""
    decides_from: int | None = None
    """Of a root grant: the second from which the owner decides herself; ``None``: from the beginning."""


@dataclass(frozen=True, slots=True)
class MandateClaims:
    jti: UUID
    iat: int
    nbf: int
    exp: int
    sub: UUID
    space: UUID
    owner: UUID
    scope: frozenset[UUID] | None
    """The sections in which she acts; ``None``: the whole space."""
    may_grant: bool
    """Whether she decides who sees what, there."""
    instead: bool
    """Whether the owner does not decide while it stands: it rests on a decision that she cannot."""
    signed_by: UUID


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
    text: TextRef
    given_by: UUID
    mandate: UUID | None


@dataclass(frozen=True, slots=True)
class WithdrawalClaims:
    jti: UUID
    iat: int
    sub: UUID
    space: UUID
    ended: tuple[str, UUID]
    """What stands no more: one of `ENDED`, and which."""
    withdrawn_by: UUID
    mandate: UUID | None


ENDED = ("grant", "consent", "ended_mandate")
"""Under which claim a withdrawal names what it ends."""

Claims = GrantClaims | MandateClaims | StateClaims | ConsentClaims | WithholdingClaims | WithdrawalClaims


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of token."""

    typ: str
    needed: frozenset[str]
    shape: Callable[[dict[str, Any]], Claims] | None = None
    """``None``: nothing in the house decides by it."""


def _whole(claims: dict[str, Any], name: str) -> int:
    value = claims[name]
    if type(value) is not int:
        raise TypeError(name)
    return value


def _maybe(value: str | None) -> UUID | None:
    return UUID(value) if value is not None else None


def _text(claims: dict[str, Any]) -> TextRef:
    return TextRef(str(claims["id"]), _whole(claims, "version"), str(claims["sha256"]))


def _grant(claims: dict[str, Any]) -> GrantClaims:
    return GrantClaims(
        jti=UUID(claims["jti"]),
        iat=_whole(claims, "iat"),
        nbf=_whole(claims, "nbf"),
        exp=_whole(claims, "exp"),
        sub=UUID(claims["sub"]),
        space=UUID(claims["space"]),
        section=None if claims["section"] == "*" else UUID(claims["section"]),
        access=Access.named(claims["access"]),
        granted_by=UUID(claims["granted_by"]),
        mandate=_maybe(claims["mandate"]),
        consent=_maybe(claims["consent"]["id"]) if claims["consent"] else None,
        text=_text(claims["consent"]["text"]) if claims["consent"] else None,
        decides_from=_whole(claims, "decides_from") if claims.get("decides_from") is not None else None,
    )


def _mandate(claims: dict[str, Any]) -> MandateClaims:
    return MandateClaims(
        jti=UUID(claims["jti"]),
        iat=_whole(claims, "iat"),
        nbf=_whole(claims, "nbf"),
        exp=_whole(claims, "exp"),
        sub=UUID(claims["sub"]),
        space=UUID(claims["space"]),
        owner=UUID(claims["owner"]),
        # Mandates signed before there were others are over the whole space.
        scope=_sections(claims.get("scope", "*")),
        may_grant=_flag(claims.get("may_grant", True)),
        instead=_flag(claims.get("instead", False)),
        signed_by=UUID(claims["signed_by"]),
    )


def _sections(value: Any) -> frozenset[UUID] | None:
    return None if value == "*" else frozenset(UUID(one) for one in value)


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError("flag")
    return value


def _state(claims: dict[str, Any]) -> StateClaims:
    return StateClaims(
        sub=UUID(claims["sub"]),
        space=UUID(claims["space"]),
        serial=_whole(claims, "serial"),
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
        iat=_whole(claims, "iat"),
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
        iat=_whole(claims, "iat"),
        sub=UUID(claims["sub"]),
        space=UUID(claims["space"]),
        kind=claims["kind"],
        text=_text(claims["text"]),
        given_by=UUID(claims["given_by"]),
        mandate=_maybe(claims["mandate"]),
    )


def ended_by(claims: Mapping[str, Any]) -> tuple[str, str]:
    """What a withdrawal ends: its kind, and its id. Raises ``ValueError`` where it is not one thing."""
    (found,) = ((kind, claims[kind]) for kind in ENDED if kind in claims)
    return found


def _withdrawal(claims: dict[str, Any]) -> WithdrawalClaims:
    kind, ended = ended_by(claims)
    return WithdrawalClaims(
        jti=UUID(claims["jti"]),
        iat=_whole(claims, "iat"),
        sub=UUID(claims["sub"]),
        space=UUID(claims["space"]),
        ended=(kind, UUID(ended)),
        withdrawn_by=UUID(claims["withdrawn_by"]),
        mandate=_maybe(claims["mandate"]),
    )


def _kind(typ: str, needed: str, shape: Callable[[dict[str, Any]], Claims] | None = None) -> Kind:
    return Kind(typ, frozenset(needed.split()), shape)


KINDS: Mapping[str, Kind] = {
    "grant": _kind(
        "plan-grant+jwt",
        "jti iat nbf exp sub space section access granted_by mandate consent",
        _grant,
    ),
    "mandate": _kind("plan-mandate+jwt", "jti iat nbf exp sub space owner signed_by", _mandate),
    "state": _kind("plan-access+jwt", "sub space serial holds", _state),
    "consent": _kind("plan-consent+jwt", "jti iat sub space kind text given_by mandate", _consent),
    "withholding": _kind(
        "plan-withholding+jwt", "jti iat sub space section item act signed_by mandate", _withholding
    ),
    "withdrawal": _kind("plan-withdrawal+jwt", "jti iat sub space withdrawn_by mandate", _withdrawal),
    "receipt": _kind("plan-receipt+jwt", "jti iat space sha256"),
}
"""Every kind of token by the purpose of its key."""
