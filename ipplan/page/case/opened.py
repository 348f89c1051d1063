"""One's own case, opened: what one's parts in it let one see, and no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request

from ipplan.gate.cases import CaseVisit, enter_case
from ipplan.page.house import house_of
from ipplan.page.respond import uuid_in
from ipplan.page.who import who_of
from ipplan.permit import INQUIRY, PAPERS, Permit, Refused
from ipplan.store.cases import CaseEvent, CaseFile, case_events, file_of
from ipplan.unit.acts import ACTS, COUNTED, OPEN
from ipplan.unit.complaints import complaint_of
from ipplan.unit.conditions import PARTS


@dataclass(frozen=True)
class Own:
    """A case as its reader may see it: whom it concerns, who acts for her, or who sent the inquiry."""

    visit: CaseVisit
    file: CaseFile
    events: Sequence[CaseEvent]
    permits: Sequence[Permit]

    @property
    def me(self) -> UUID:
        return self.visit.actor.account_id

    @property
    def sees_state(self) -> bool:
        """Whether she is told how it goes: it is hers, or the person lets her follow it."""
        return self.visit.is_party or "follower" in self.visit.parts

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet. Asked of nobody who is not told (`sees_state`)."""
        return self.file.state in OPEN and self.file.complaint_by is None

    @property
    def takes_more(self) -> bool:
        """Whether something may be added: while it, or a complaint in it, is dealt with."""
        return self.file.state in COUNTED

    @property
    def may_complain(self) -> bool:
        """Whether the unit may be asked to look at it once more: not after the county governor has."""
        complaint = complaint_of(self.events)
        final = complaint is not None and complaint.governor is not None
        over = self.file.state == "closed" and (final or not self.file.asked)
        return self.visit.is_party and self.file.state in ACTS["complaint"].when and not over

    @property
    def inquiry(self) -> CaseEvent | None:
        return next((one for one in self.events if one.kind == "inquiry"), None)

    @property
    def sent_by_other(self) -> bool:
        return self.file.asked_by != "self"

    @property
    def person(self) -> str:
        """Whom it concerns: to who sent it as she wrote it herself, since a register's name would tell her
        whether the person has an account."""
        if self.visit.is_party:
            return self.file.owner_name
        return str(self.inquiry.said["person"]["name"]) if self.inquiry else ""

    @property
    def letters(self) -> list[CaseEvent]:
        """What has been written to her, the newest first: a receipt is who sent the inquiry's own."""
        return [
            one
            for one in reversed(self.events)
            if "letter" in one.said
            and (one.kind != "inquiry" or one.author_id == self.me or not self.sent_by_other)
        ]

    def letter(self, number: str) -> CaseEvent:
        """One of them; raises `Refused`."""
        for one in self.letters:
            if str(one.number) == number:
                return one
        raise Refused("no_letter")

    @property
    def granted(self) -> bool:
        """Whether something that was asked for is given."""
        return any(getattr(self.file, part) == "granted" for part in PARTS)

    def last(self, kind: str) -> CaseEvent | None:
        """The newest event of a kind."""
        return next((one for one in reversed(self.events) if one.kind == kind), None)


async def open_own(request: Request, *, road: str = "case") -> Own:
    """Open the case of the path; raises `Refused`, also for the unit, which has pages of its own."""
    house = house_of(request)
    visit = await enter_case(house.gate, who_of(request).actor, uuid_in(request, "case"), road=road)
    return await opened(request, visit)


async def opened(request: Request, visit: CaseVisit) -> Own:
    """The same, of a case that has been entered."""
    check_own(visit)
    permits = [await visit.open(room) for room in (INQUIRY, PAPERS) if visit.may(room)]
    async with house_of(request).database.engine.connect() as tx:
        file = await file_of(tx, visit.space.space_id)
        events = await case_events(tx, *permits) if permits else []
    if file is None:
        raise Refused("no_file")
    if not visit.is_party:
        # What the person has added herself is hers; who sent the inquiry reads her own words.
        events = [one for one in events if one.author_id == visit.actor.account_id]
    return Own(visit, file, events, permits)


def check_own(visit: CaseVisit) -> None:
    """Raises `Refused` for who is in the case by her work in the unit alone."""
    if not visit.parts.keys() - {"caseworker"}:
        raise Refused("the_units")
