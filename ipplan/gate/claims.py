"""What each kind of signed statement says, as the house reads it (shapes.py reads it)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ipplan.gate.unit_claims import (
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
    alone: bool = False
    """Of a root grant: whether she alone decides, whatever mandates are signed: before a birth."""
    also: UUID | None = None
    """The mandate of the other who signed it, where two decide together."""
    attested: UUID | None = None
    """The attestation it rests on, where it was given on paper."""
    registered_by: UUID | None = None
    """Who registered it then."""


@dataclass(frozen=True, slots=True)
class CrisisClaims:
    """Whoever holds a secret address and logs in reads one section of a plan, until a day."""

    jti: UUID
    iat: int
    nbf: int
    exp: int
    space: UUID
    section: UUID
    sha256: str
    """Of the secret in the address."""
    granted_by: UUID
    mandate: UUID | None
    consent: UUID
    text: TextRef
    also: UUID | None = None
    """Where two decide together nobody signs one alone: there is none."""


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
    joint: bool
    """Whether what is granted on it must be signed by another, on another joint mandate, too."""
    signed_by: UUID
    before: UUID | None = None
    """The mother's own space before the birth, out of which she may move things into this plan."""


ROLES = ("coordinator", "child_coordinator", "deputy")


@dataclass(frozen=True, slots=True)
class AgreementClaims:
    """What one of two who decide together has signed: it opens nothing before the other has, too."""

    jti: UUID
    iat: int
    exp: int
    sub: UUID
    """Who signed."""
    space: UUID
    mandate: UUID
    wishes: tuple[tuple[UUID, UUID, Access, int], ...]
    """For whom, which section, what access, until which second."""
    consent: str | None
    """Which consent is given anew; ``None``: none."""


@dataclass(frozen=True, slots=True)
class StateClaims:
    """What one participant holds in a space, signed as a whole: a withdrawal cannot be deleted away."""

    sub: UUID
    space: UUID
    serial: int
    holds: frozenset[UUID]
    withheld: Mapping[UUID, frozenset[UUID]]
    """Single items hidden from her, by section; so that neither can a withholding."""
    closed: UUID | None = None
    """Of an owner: the statement that closed her plan. No row that is edited or deleted opens it again."""
    silenced: Mapping[str, object] | None = None
    """Of the owner: the statement that nobody is sent anything about the space; nothing undoes it."""
    kept: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    """Single items of a child's that are kept from her by section, also while she decides for the child."""


def both_hidden(
    withheld: Mapping[UUID, frozenset[UUID]], kept: Mapping[UUID, frozenset[UUID]]
) -> Mapping[UUID, frozenset[UUID]]:
    """What is withheld from somebody, and what was kept from her as a child's representative."""
    if not kept:
        return withheld
    nothing = frozenset[UUID]()
    return {one: withheld.get(one, nothing) | kept.get(one, nothing) for one in {*withheld, *kept}}


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
    """``withhold`` or ``lift``; ``keep`` or ``unkeep``, where it binds who decides too."""
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
    attested: UUID | None = None
    """The attestation it rests on, where it was given on paper."""
    registered_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class PaperClaims:
    """The unit has recorded that an owner has no electronic id, and so consents on paper."""

    jti: UUID
    iat: int
    exp: int
    sub: UUID
    """The owner."""
    space: UUID
    signed_by: UUID
    registrars: frozenset[UUID] = frozenset()
    """Who coordinated then: only they register what she signs. Of older records it is nobody."""


@dataclass(frozen=True, slots=True)
class AttestationClaims:
    """What an owner has signed on paper, as a coordinator attests it: to the letter, and which sheet."""

    jti: UUID
    iat: int
    sub: UUID
    """Who registered it."""
    space: UUID
    owner: UUID
    wishes: frozenset[tuple[UUID, UUID, Access, int]]
    """For whom, which section, what access, until which second."""
    consents: frozenset[str]
    """Which consents are given."""


@dataclass(frozen=True, slots=True)
class AssistanceClaims:
    """A helper writes an owner's own words, together with her, on one login and for an hour at most."""

    jti: UUID
    iat: int
    exp: int
    sub: UUID
    """The helper."""
    space: UUID
    owner: UUID
    session: str
    """A hash of the login that it holds on."""
    ground: str
    """Why the owner does not write herself: one of `GROUNDS`."""


GROUNDS = ("paper", "child")


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


@dataclass(frozen=True, slots=True)
class ClosingClaims:
    """A plan is closed, for good."""

    jti: UUID
    iat: int
    sub: UUID
    """Whose plan it was."""
    space: UUID
    reason: str
    """One of `REASONS`."""
    closed_by: UUID
    mandate: UUID | None
    copy_until: int
    """The second until which the owner, and who acts for her, may still read it and take a copy."""
    keep_until: int
    """The second from which the archive's key is destroyed."""


REASONS = ("wish", "withdrawal", "death", "moving")
"""Why a plan is closed."""


@dataclass(frozen=True, slots=True)
class MinutesClaims:
    """The minutes of a meeting, as they stood when they were locked."""

    jti: UUID
    iat: int
    space: UUID
    meeting: UUID
    locked_by: UUID
    sections: Mapping[UUID, str]
    """By section, a digest of all that it has in them: hexadecimal SHA-256."""


ENDED = ("grant", "consent", "ended_mandate", "paper", "assistance", "role", "crisis")
"""Under which claim a withdrawal names what it ends."""

Claims = (
    GrantClaims
    | CrisisClaims
    | MandateClaims
    | StateClaims
    | ConsentClaims
    | WithholdingClaims
    | WithdrawalClaims
    | AppointmentClaims
    | RoleClaims
    | AgreementClaims
    | ClosingClaims
    | OpeningClaims
    | PaperClaims
    | AttestationClaims
    | ConfirmationClaims
    | AssistanceClaims
    | MinutesClaims
    | CaseClaims
    | ExcerptClaims
    | ApprovalClaims
)


def ended_by(claims: Mapping[str, Any]) -> tuple[str, str]:
    """What a withdrawal ends: its kind, and its id. Raises ``ValueError`` where it is not one thing."""
    (found,) = ((kind, claims[kind]) for kind in ENDED if kind in claims)
    return found
