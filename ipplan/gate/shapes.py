"""How each kind of signed statement is read: its ``typ``, the claims it must have, and their shapes.

A shape is read strictly: a claim of another type than it should have makes the whole token invalid.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from ipplan.gate.claims import (
    GROUNDS,
    REASONS,
    ROLES,
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
    TextRef,
    WithdrawalClaims,
    WithholdingClaims,
    ended_by,
)
from ipplan.gate.unit_claims import (
    CASE_ROLES,
    UNIT_ROLES,
    AppointmentClaims,
    ApprovalClaims,
    CaseClaims,
    ConfirmationClaims,
    ExcerptClaims,
    OpeningClaims,
    RoleClaims,
)
from ipplan.permit import Access


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of token."""

    typ: str
    needed: frozenset[str]
    shape: Callable[[dict[str, Any]], Claims] | None = None
    """``None``: nothing in the house decides by it."""


Shape = TypeVar("Shape")


def _read(
    shape: Callable[..., Shape], claims: Mapping[str, Any], ids: str, moments: str, **more: object
) -> Shape:
    """What all kinds have alike: claims that are ids, and claims that are whole seconds."""
    named: dict[str, object] = {name: UUID(claims[name]) for name in ids.split()}
    return shape(**named, **{name: _whole(claims, name) for name in moments.split()}, **more)


def _whole(claims: Mapping[str, Any], name: str) -> int:
    value = claims[name]
    if type(value) is not int:
        raise TypeError(name)
    return value


def _maybe(value: str | None) -> UUID | None:
    return UUID(value) if value is not None else None


def _text(claims: Mapping[str, Any]) -> TextRef:
    return TextRef(str(claims["id"]), _whole(claims, "version"), str(claims["sha256"]))


def _grant(claims: dict[str, Any]) -> GrantClaims:
    section, shared, decides = claims["section"], claims["consent"], claims.get("decides_from")
    return _read(
        GrantClaims,
        claims,
        "jti sub space granted_by",
        "iat nbf exp",
        section=None if section == "*" else UUID(section),
        access=Access.named(claims["access"]),
        mandate=_maybe(claims["mandate"]),
        consent=_maybe(shared["id"]) if shared else None,
        text=_text(shared["text"]) if shared else None,
        decides_from=None if decides is None else _whole(claims, "decides_from"),
        also=_maybe(claims.get("also")),
        alone=_flag(claims.get("alone", False)),
        **_on_paper(claims),
    )


def _crisis(claims: dict[str, Any]) -> CrisisClaims:
    shared = claims["consent"]
    return _read(
        CrisisClaims,
        claims,
        "jti space section granted_by",
        "iat nbf exp",
        sha256=str(claims["sha256"]),
        mandate=_maybe(claims["mandate"]),
        consent=UUID(shared["id"]),
        text=_text(shared["text"]),
    )


def _mandate(claims: dict[str, Any]) -> MandateClaims:
    return _read(
        MandateClaims,
        claims,
        "jti sub space owner signed_by",
        "iat nbf exp",
        # Mandates signed before there were others are over the whole space.
        scope=_sections(claims.get("scope", "*")),
        may_grant=_flag(claims.get("may_grant", True)),
        instead=_flag(claims.get("instead", False)),
        joint=_flag(claims.get("joint", False)),
        before=_maybe(claims.get("before")),
    )


def _sections(value: Any) -> frozenset[UUID] | None:
    return None if value == "*" else frozenset(UUID(one) for one in value)


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise TypeError("flag")
    return value


def _state(claims: dict[str, Any]) -> StateClaims:
    return _read(
        StateClaims,
        claims,
        "sub space",
        "serial",
        holds=frozenset(UUID(held) for held in claims["holds"]),
        # States signed before there were withholdings say nothing of them.
        withheld=_places(claims.get("withheld", {})),
        kept=_places(claims.get("kept", {})),
        closed=_maybe(claims.get("closed")),
        # What is said of it in any other way than this is no state: then nothing is sent either.
        silenced=_silence(claims["silenced"]) if "silenced" in claims else None,
    )


def _silence(statement: dict[str, Any]) -> dict[str, Any]:
    _whole(statement, "at")
    return dict(statement)


def _places(value: Any) -> dict[UUID, frozenset[UUID]]:
    return {UUID(section): frozenset(UUID(item) for item in items) for section, items in value.items()}


def _withholding(claims: dict[str, Any]) -> WithholdingClaims:
    if claims["act"] not in ("withhold", "lift", "keep", "unkeep"):
        raise ValueError("act")
    mandate = _maybe(claims["mandate"])
    ids = "jti sub space section item signed_by"
    return _read(WithholdingClaims, claims, ids, "iat", act=claims["act"], mandate=mandate)


def _consent(claims: dict[str, Any]) -> ConsentClaims:
    return _read(
        ConsentClaims,
        claims,
        "jti sub space given_by",
        "iat",
        kind=claims["kind"],
        text=_text(claims["text"]),
        mandate=_maybe(claims["mandate"]),
        **_on_paper(claims),
    )


def _on_paper(claims: dict[str, Any]) -> dict[str, object]:
    return {name: _maybe(claims.get(name)) for name in ("attested", "registered_by")}


def _withdrawal(claims: dict[str, Any]) -> WithdrawalClaims:
    kind, ended = ended_by(claims)
    return _read(
        WithdrawalClaims,
        claims,
        "jti sub space withdrawn_by",
        "iat",
        ended=(kind, UUID(ended)),
        mandate=_maybe(claims["mandate"]),
    )


def _appointment(claims: dict[str, Any]) -> AppointmentClaims:
    role = claims.get("role", "caseworker")
    if role not in UNIT_ROLES:
        raise ValueError("role")
    place = str(claims["municipality"])
    return _read(AppointmentClaims, claims, "jti sub", "iat exp", municipality=place, role=role)


def _role(claims: dict[str, Any]) -> RoleClaims:
    if claims["kind"] not in ROLES:
        raise ValueError("kind")
    return _read(
        RoleClaims,
        claims,
        "jti sub space signed_by",
        "iat nbf",
        exp=None if claims["exp"] is None else _whole(claims, "exp"),
        kind=claims["kind"],
        follows=_maybe(claims["follows"]),
    )


def _agreement(claims: dict[str, Any]) -> AgreementClaims:
    wishes = tuple(map(_wish, claims["wishes"]))
    consent = claims["consent"]
    if consent is not None and not isinstance(consent, str):
        raise TypeError("consent")
    return _read(AgreementClaims, claims, "jti sub space mandate", "iat exp", wishes=wishes, consent=consent)


def _closing(claims: dict[str, Any]) -> ClosingClaims:
    if claims["reason"] not in REASONS:
        raise ValueError("reason")
    return _read(
        ClosingClaims,
        claims,
        "jti sub space closed_by",
        "iat copy_until keep_until",
        reason=claims["reason"],
        mandate=_maybe(claims["mandate"]),
    )


def _opening(claims: dict[str, Any]) -> OpeningClaims:
    return _read(OpeningClaims, claims, "jti sub space decided_by", "iat exp")


def _wish(one: dict[str, Any]) -> tuple[UUID, UUID, Access, int]:
    return UUID(one["sub"]), UUID(one["section"]), Access.named(one["access"]), _whole(one, "exp")


def _paper(claims: dict[str, Any]) -> PaperClaims:
    # Who coordinates is an unsigned column: in records that do not name them nobody registers.
    named = frozenset(UUID(one) for one in claims.get("registrars", ()))
    return _read(PaperClaims, claims, "jti sub space signed_by", "iat exp", registrars=named)


def _attestation(claims: dict[str, Any]) -> AttestationClaims:
    return _read(
        AttestationClaims,
        claims,
        "jti sub space owner",
        "iat",
        wishes=frozenset(map(_wish, claims["wishes"])),
        consents=frozenset(map(str, claims["consents"])),
    )


def _confirmation(claims: dict[str, Any]) -> ConfirmationClaims:
    return _read(ConfirmationClaims, claims, "jti space attestation signed_by", "iat")


def _assistance(claims: dict[str, Any]) -> AssistanceClaims:
    if claims["ground"] not in GROUNDS:
        raise ValueError("ground")
    words = {"session": str(claims["session"]), "ground": claims["ground"]}
    return _read(AssistanceClaims, claims, "jti sub space owner", "iat exp", **words)


def _minutes(claims: dict[str, Any]) -> MinutesClaims:
    sections = {UUID(section): str(digest) for section, digest in claims["sections"].items()}
    return _read(MinutesClaims, claims, "jti space meeting locked_by", "iat", sections=sections)


def _case(claims: dict[str, Any]) -> CaseClaims:
    if claims["role"] not in CASE_ROLES:
        raise ValueError("role")
    named = {"role": claims["role"], "owner": _maybe(claims["owner"])}
    return _read(CaseClaims, claims, "jti sub space granted_by", "iat exp", **named)


def _excerpt(claims: dict[str, Any]) -> ExcerptClaims:
    sections = frozenset(UUID(one) for one in claims["sections"])
    more = {"sha256": str(claims["sha256"]), "mandate": _maybe(claims["mandate"])}
    return _read(ExcerptClaims, claims, "jti sub space granted_by", "iat", sections=sections, **more)


def _approval(claims: dict[str, Any]) -> ApprovalClaims:
    words = {name: str(claims[name]) for name in ("role", "answer", "sha256")}
    seen = frozenset(UUID(one) for one in claims["seen"])
    ids, mandate = "jti sub space", _maybe(claims["mandate"])
    return _read(ApprovalClaims, claims, ids, "iat edition", seen=seen, mandate=mandate, **words)


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
    "appointment": _kind("plan-appointment+jwt", "jti iat exp sub municipality", _appointment),
    "role": _kind("plan-role+jwt", "jti iat nbf exp sub space kind signed_by follows", _role),
    "agreement": _kind("plan-agreement+jwt", "jti iat exp sub space mandate wishes consent", _agreement),
    "closing": _kind(
        "plan-closing+jwt",
        "jti iat sub space reason closed_by mandate copy_until keep_until",
        _closing,
    ),
    "opening": _kind("plan-opening+jwt", "jti iat exp sub space decided_by", _opening),
    "paper": _kind("plan-paper+jwt", "jti iat exp sub space signed_by", _paper),
    "attestation": _kind(
        "plan-attestation+jwt", "jti iat sub space owner wishes consents sheet signed_on", _attestation
    ),
    "confirmation": _kind("plan-confirmation+jwt", "jti iat space attestation signed_by", _confirmation),
    "assistance": _kind("plan-assistance+jwt", "jti iat exp sub space owner session ground", _assistance),
    "minutes": _kind("minutes+jwt", "jti iat space meeting locked_by sections", _minutes),
    "case": _kind("case-grant+jwt", "jti iat exp sub space role granted_by owner", _case),
    "excerpt": _kind("plan-excerpt+jwt", "jti iat sub space sections sha256 granted_by mandate", _excerpt),
    "approval": _kind(
        "plan-approval+jwt", "jti iat sub space edition role answer sha256 seen mandate", _approval
    ),
    "crisis": _kind(
        "plan-crisis+jwt", "jti iat nbf exp space section sha256 granted_by mandate consent", _crisis
    ),
    "receipt": _kind("plan-receipt+jwt", "jti iat space sha256"),
    "export": _kind("plan-export+jwt", "jti iat sub space owner sha256"),
}
"""Every kind of token by the purpose of its key."""
