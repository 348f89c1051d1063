"""A visit: one person's checked entry into one space, on one login, by one road."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ipplan.gate.company import Company
from ipplan.gate.facts import SectionRow, SpaceFacts
from ipplan.gate.standing import Allowed, Denied, Standing
from ipplan.permit import Access, Permit, Refused

if TYPE_CHECKING:
    from ipplan.gate.gate import Gate


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, on which login."""

    account_id: UUID
    session: bytes
    """Hash of the session's cookie; what shares a log line."""
    acr: str = ""
    auth_time: datetime | None = None
    language: str = "nb"


@dataclass(frozen=True, slots=True)
class Visit:
    """One person's checked entry into one space. It holds no content and no keys: `open` gives permits."""

    gate: "Gate"
    actor: Actor
    space: SpaceFacts
    standing: Standing
    road: str
    at: datetime
    looking: "Looking | None" = None
    """Set where who decides sees the space as another does: nothing may be written on such a visit."""

    @property
    def reader(self) -> UUID:
        """Whose screen this is."""
        return self.looking.account_id if self.looking else self.actor.account_id

    @property
    def readers(self) -> frozenset[UUID]:
        """Whose duties this screen shows: the reader's own, and the owner's she acts for.

        Where she writes the owner's own words, the owner's alone: her own answers would pass for the owner's.
        """
        if self.assisting:
            return frozenset({self.space.owner_id})
        return frozenset({self.reader, self.standing.on_behalf_of or self.reader})

    @property
    def decides(self) -> bool:
        """The owner, or her representative."""
        return self.standing.decides

    @property
    def kind(self) -> str:
        """What the space is: by the consent that it rests on, or while none stands as it is called."""
        return self.standing.rests_on or self.space.kind

    @property
    def assisting(self) -> bool:
        """Whether the owner's own words are written here, by a helper who sits with her."""
        return self.standing.assistance_id is not None

    @property
    def is_coordinator(self) -> bool:
        return self.standing.role == "coordinator"

    def may(self, section_id: UUID, at_least: Access = Access.READ) -> bool:
        """Whether a section may be opened with that access."""
        return self.standing.may(section_id, at_least)

    def area(self, section_id: UUID) -> str:
        """What part of the template a section was made from; empty for one that is not there."""
        return next((row.area for row in self.space.sections if row.section_id == section_id), "")

    def withheld(self, section_id: UUID) -> frozenset[UUID]:
        """Single items of a section that are hidden here, with all under them.

        Who sees the space as another does still does not see what is hidden from her herself.
        """
        own = self.looking.by.withheld(section_id) if self.looking else frozenset[UUID]()
        return self.standing.hidden(section_id) | own

    @property
    def unseen(self) -> frozenset[UUID]:
        """What is hidden from who sees the space as another does; nothing for who sees it as herself."""
        if self.looking is None:
            return frozenset()
        own = self.looking.by.standing
        return frozenset[UUID]().union(*own.withheld.values(), *own.outside.values())

    def keeps(self, section_id: UUID) -> bool:
        """Whether she may keep items of a section from who acts for a child: the child what it reads, a
        professional where she writes."""
        least = Access.READ if self.standing.role == "owner" else Access.WRITE
        return self.standing.keeps and self.may(section_id, least)

    def company(self, at: datetime | None = None) -> Company:
        """Everybody in the space, as of this entry; or at a later time, of what is signed now."""
        return self.gate.verdicts.company(self.space, max(at, self.at) if at else self.at)

    def open_sections(self) -> list[SectionRow]:
        """The sections that may be opened, unordered (their order is content)."""
        return [row for row in self.space.sections if self.may(row.section_id)]

    async def open(self, section_id: UUID, at_least: Access = Access.READ) -> Permit:
        """Open one section: leaves a line in the access log; raises `Refused`."""
        verdict = self.standing.sections.get(section_id)
        if verdict is None:
            raise Refused("no_section")
        if isinstance(verdict, Denied):
            raise Refused(verdict.reason)
        if verdict.access < at_least:
            raise Refused(f"access_{verdict.access.word}")
        row = next(row for row in self.space.sections if row.section_id == section_id)
        permit = self.gate.permit(self, row, verdict)
        await self.gate.log.note([permit], self.actor.session)
        return permit

    async def open_all(self) -> list[Permit]:
        """Open every section there is a right to: leaves their lines in the access log."""
        permits = self.permits()
        await self.gate.log.note(permits, self.actor.session)
        return permits

    async def open_proposals(self) -> Permit:
        """Open what is proposed of access, and why: leaves a line in the access log.

        Raises `Refused` for who can neither propose nor answer.
        """
        permit = self.gate.permits.for_proposals(self)
        await self.gate.log.note([permit], self.actor.session)
        return permit

    async def open_decisions(self) -> Permit:
        """Open what was decided of the owner: leaves a line in the access log; raises `Refused`."""
        permit = self.gate.permits.for_decisions(self)
        await self.gate.log.note([permit], self.actor.session)
        return permit

    async def open_meetings(self) -> Permit:
        """Open what is agreed of meetings: leaves a line in the access log; raises `Refused`."""
        permit = self.gate.permits.for_meetings(self)
        await self.gate.log.note([permit], self.actor.session)
        return permit

    async def open_appointments(self) -> Permit:
        """Open who was asked to coordinate: leaves a line in the access log; raises `Refused`."""
        permit = self.gate.permits.for_appointments(self)
        await self.gate.log.note([permit], self.actor.session)
        return permit

    async def open_sheets(self) -> Permit:
        """Open what was signed on paper: leaves a line in the access log; raises `Refused`."""
        permit = self.gate.permits.for_sheets(self)
        await self.gate.log.note([permit], self.actor.session)
        return permit

    async def open_keepings(self) -> Permit:
        """Open why something is kept from who acts for a child: leaves a line in the access log.

        Raises `Refused` for all but the child, when its word weighs, and professionals.
        """
        permit = self.gate.permits.for_keepings(self)
        await self.gate.log.note([permit], self.actor.session)
        return permit

    def permits(self, among: Collection[UUID] | None = None) -> list[Permit]:
        """Permits for every open section (``among`` these), for a subscription with its own log line."""
        rows = [row for row in self.open_sections() if among is None or row.section_id in among]
        return [permit for row in rows if (permit := self._permit(row))]

    def _permit(self, row: SectionRow) -> Permit | None:
        """A section whose key somebody has edited is not there; the others are."""
        verdict = self.standing.sections[row.section_id]
        try:
            return self.gate.permit(self, row, verdict) if isinstance(verdict, Allowed) else None
        except Refused:
            return None


@dataclass(frozen=True, slots=True)
class Looking:
    """Who decides sees the space as somebody else does, by her own right and in her own name."""

    by: Visit
    account_id: UUID
