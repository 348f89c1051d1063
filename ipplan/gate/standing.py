"""A standing: what one person may open in one space at one moment, and why not the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from ipplan.permit import Access


@dataclass(frozen=True, slots=True)
class Allowed:
    """Somebody may open a section, on this grant, until then."""

    access: Access
    grant_id: UUID
    expires_at: datetime
    left_over: bool = False
    """Whether it was granted on a mandate that has ended since: it runs on for a while."""
    attested: bool = False
    """Whether it was given on paper, and registered by somebody else than who decides."""


@dataclass(frozen=True, slots=True)
class Denied:
    """Somebody may not; ``reason`` is for the log and never leaves the house."""

    reason: str


Verdict = Allowed | Denied


@dataclass(frozen=True, slots=True)
class Standing:
    """One person's standing in one space at one moment."""

    role: str
    decides: bool
    """The owner, or who acts for her."""
    on_behalf_of: UUID | None
    mandate_id: UUID | None
    sections: dict[UUID, Verdict]
    withheld: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    """Single items hidden from her, by section, as her signed access state says: no row of the database opens
    them. From who decides nothing is hidden so but what is kept from her."""
    paused: bool = False
    """Whether the owner's consent to the plan does not stand: nothing is written, and others open nothing."""
    whole: bool = True
    """Whether who decides does so for the whole space, and not for some sections of it."""

    joint: bool = False
    """Whether what she grants must be signed by another, who decides together with her, too."""
    closed: datetime | None = None
    """Of a plan that is closed: until when she may still read it, and take a copy."""
    rests_on: str = ""
    """Which of the first consents stands; empty: none."""
    silent: bool = False
    """Whether nobody is sent anything about the space, for good."""

    assistance_id: UUID | None = None
    """Set where she writes the owner's own words, together with her: then she decides nothing."""
    ends_at: datetime | None = None
    """When that ends by the clock."""
    role_ends: datetime | None = None
    """When a coordinator's role ends by the clock; ``None``: at no set time."""
    together: "Together | None" = None
    """How she stands on the one login on which she writes together with the owner."""
    kept: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    """Those of the withheld that were kept from a child's representative: not for who decides to lift."""
    keeps: bool = False
    """Whether she may keep a child's items from who acts for the child, and learn why it was done."""

    outside: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    """Single items that are for others, by section (audiences.py): nobody's to lift but their author's."""

    def may(self, section_id: UUID, at_least: Access = Access.READ) -> bool:
        """Whether a section may be opened with that access."""
        verdict = self.sections.get(section_id)
        return isinstance(verdict, Allowed) and verdict.access >= at_least

    def hidden(self, section_id: UUID) -> frozenset[UUID]:
        """Single items of a section that are hidden here, with all under them."""
        return self.withheld.get(section_id, frozenset()) | self.outside.get(section_id, frozenset())

    def ends(self) -> list[datetime]:
        """When the rights end by the clock."""
        found = [one.expires_at for one in self.sections.values() if isinstance(one, Allowed)]
        return [*found, self.role_ends] if self.role_ends else found

    @property
    def nothing(self) -> bool:
        """Whether no section is open: then, but for a coordinator, the space is not there."""
        return not any(isinstance(verdict, Allowed) for verdict in self.sections.values())

    @property
    def shut_out(self) -> str | None:
        """Why the whole space is not there for her, or ``None``: a coordinator sees that there is one."""
        if self.role == "coordinator" or not self.nothing:
            return None
        reasons = {one.reason for one in self.sections.values() if isinstance(one, Denied)}
        return "nothing:" + ",".join(sorted(reasons - {"no_grant"}) or ["no_grant"])


@dataclass(frozen=True, slots=True)
class Together:
    """A standing that holds on one login only."""

    session: str
    """A hash of the login (papers.py)."""
    standing: Standing
