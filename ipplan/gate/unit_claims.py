"""What the statements say that the coordinating unit signs, or its cases rest on, as the house reads them."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class AppointmentClaims:
    """Somebody works in a municipality's coordinating unit."""

    jti: UUID
    iat: int
    exp: int
    sub: UUID
    municipality: str
    role: str = "caseworker"
    """One of `UNIT_ROLES`."""


UNIT_ROLES = ("lead", "caseworker")
"""Who leads the unit, and who works in it: appointments from before there were roles are of caseworkers."""


@dataclass(frozen=True, slots=True)
class RoleClaims:
    """Somebody coordinates in a space: by the unit's word, or as her deputy by a coordinator's."""

    jti: UUID
    iat: int
    nbf: int
    exp: int | None
    """``None``: until it is ended."""
    sub: UUID
    space: UUID
    kind: str
    """One of `ROLES`."""
    signed_by: UUID
    follows: UUID | None = None
    """The role that it takes over from, or stands in for."""


@dataclass(frozen=True, slots=True)
class ConfirmationClaims:
    """The unit's second signature, for access that who registered a sheet is given by it herself."""

    jti: UUID
    iat: int
    space: UUID
    attestation: UUID
    signed_by: UUID


@dataclass(frozen=True, slots=True)
class OpeningClaims:
    """The unit lets somebody take a copy of an archived plan."""

    jti: UUID
    iat: int
    exp: int
    sub: UUID
    """For whom."""
    space: UUID
    decided_by: UUID


@dataclass(frozen=True, slots=True)
class CaseClaims:
    """Somebody's part in a case of the coordinating unit, and with it what she reads of it."""

    jti: UUID
    iat: int
    exp: int
    sub: UUID
    space: UUID
    role: str
    """One of `CASE_ROLES`."""
    granted_by: UUID
    owner: UUID | None
    """For whom she acts, as a representative."""


@dataclass(frozen=True, slots=True)
class ExcerptClaims:
    """Parts of a plan, as they stood then, that who decides has attached to a complaint."""

    jti: UUID
    iat: int
    sub: UUID
    """The case."""
    space: UUID
    """The plan."""
    sections: frozenset[UUID]
    sha256: str
    """Of what is shown."""
    granted_by: UUID
    mandate: UUID | None


@dataclass(frozen=True, slots=True)
class ApprovalClaims:
    """What somebody has answered of a plan as it stood at one moment."""

    jti: UUID
    iat: int
    sub: UUID
    space: UUID
    edition: int
    role: str
    """``decides`` or ``coordinator``."""
    answer: str
    """``approved`` or ``declined``."""
    sha256: str
    """Of all its sections."""
    seen: frozenset[UUID]
    """Those that she could read herself."""
    mandate: UUID | None


CASE_ROLES = ("party", "representative", "sender", "follower", "caseworker")
