"""What the database says, now, about a space and everybody in it: rows as they stand, nothing judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from ipplan.permit import Audience
from ipplan.store.accounts import Account


@dataclass(frozen=True, slots=True)
class SectionRow:
    section_id: UUID
    area: str
    head_seq: int
    key_id: UUID
    wrapped: bytes


@dataclass(frozen=True, slots=True)
class MandateRow:
    mandate_id: UUID
    representative_id: UUID
    owner_id: UUID
    not_before: int
    expires_at: int
    withdrawn_at: int | None
    withdrawal: str | None
    token: str


@dataclass(frozen=True, slots=True)
class GrantRow:
    grant_id: UUID
    participant_id: UUID
    section_id: UUID | None
    access: str
    not_before: int
    expires_at: int
    granted_by: UUID
    mandate_id: UUID | None
    consent_id: UUID | None
    token: str


@dataclass(frozen=True, slots=True)
class StateRow:
    participant_id: UUID
    serial: int
    token: str


@dataclass(frozen=True, slots=True)
class ConsentRow:
    consent_id: UUID
    kind: str
    sha256: str
    given_by: UUID
    token: str


@dataclass(frozen=True, slots=True)
class ClosingRow:
    closing_id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """That the owner has no electronic id, as the unit has recorded it."""

    paper_id: UUID
    withdrawn_at: int | None
    withdrawal: str | None
    token: str


@dataclass(frozen=True, slots=True)
class AttestationRow:
    """What was signed on paper, and perhaps the unit's second signature."""

    attestation_id: UUID
    token: str
    confirmation: str | None


@dataclass(frozen=True, slots=True)
class AssistanceRow:
    """Somebody writes together with the owner."""

    assistance_id: UUID
    helper_id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class RoleRow:
    """That somebody coordinates; rows of roles that were ended are not here."""

    role_id: UUID
    account_id: UUID
    not_before: int
    expires_at: int | None
    token: str


@dataclass(frozen=True, slots=True)
class AudienceRow:
    """An item that is not for all who may read its section."""

    section_id: UUID
    item_id: UUID
    created_by: UUID
    audience: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Audiences:
    """All of them in a space; and by section what a permit is told of them, made once."""

    rows: tuple[AudienceRow, ...] = ()
    told: Mapping[UUID, Mapping[UUID, Audience]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[AudienceRow]) -> "Audiences":
        """The rows, sorted."""
        found, told = tuple(rows), dict[UUID, dict[UUID, Audience]]()
        for row in found:
            told.setdefault(row.section_id, {})[row.item_id] = (row.created_by, row.audience)
        return cls(found, told)

    def within(self, section_id: UUID) -> Mapping[UUID, Audience]:
        """Of one section."""
        return self.told.get(section_id) or {}


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is one person's own in a space; somebody who takes no part has an id and nothing else."""

    account_id: UUID
    account_state: str | None = None
    role: str | None = None
    participant_state: str | None = None
    grants: tuple[GrantRow, ...] = ()
    state: StateRow | None = None
    account: Account | None = None
    relation: str = ""
    work_until: int | None = None
    """Of somebody who takes part in her work and leaves it: the second from which she takes part no more."""


class Basis:
    """Stands for everything that verdicts in a space rest on: as long as all of it is the same, it is the
    same object, and what was concluded is remembered in it."""

    __slots__ = ("company", "standings")

    def __init__(self) -> None:
        self.standings: dict[UUID, Any] = {}
        """By person; with how long each holds (remembered.py, the only one who writes here)."""
        self.company: Any = None


@dataclass(frozen=True, slots=True)
class SpaceFacts:
    """A space as it stands. ``people`` holds all who take part in it, or did."""

    space_id: UUID
    kind: str
    state: str
    owner_id: UUID
    municipality_id: str
    seq: int
    access_seq: int
    master_id: str
    wrapped: bytes
    sections: tuple[SectionRow, ...]
    mandates: tuple[MandateRow, ...]
    consents: tuple[ConsentRow, ...]
    roots: tuple[GrantRow, ...]
    owner_state: StateRow | None
    people: Mapping[UUID, PersonFacts] = field(default_factory=dict)
    here: frozenset[UUID] = frozenset()
    """Who has a page of it open now."""
    proposals: int | None = None
    """A mark of what waits for an answer of who decides: proposals, and what the other of two has signed.
    ``None``: nothing does."""
    closing: ClosingRow | None = None
    """The statement that has closed it."""
    papers: tuple[PaperRow, ...] = ()
    attestations: tuple[AttestationRow, ...] = ()
    assistances: tuple[AssistanceRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    audiences: Audiences = Audiences()
    basis: Basis = field(default_factory=Basis, compare=False)

    def facts(self, account_id: UUID, at: datetime) -> "Facts":
        """As one person's ask."""
        return Facts(at, self, self.people.get(account_id) or PersonFacts(account_id))


@dataclass(frozen=True, slots=True)
class Facts:
    """The answer to one ask, all read in one snapshot at ``at``."""

    at: datetime
    space: SpaceFacts | None
    person: PersonFacts
