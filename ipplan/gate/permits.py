"""Permits for what lies beside a space's sections: proposals, decisions, meetings; and for a case's rooms.

Who may have each is judged by where she stands in the space, or by her part in the case; the mint makes them.
"""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from ipplan.gate.facts import SectionRow, SpaceFacts
from ipplan.gate.mint import Mint
from ipplan.gate.standing import Allowed
from ipplan.gate.visit import Actor, Visit
from ipplan.permit import (
    APPOINTMENTS,
    DECISIONS,
    KEPT,
    MEETINGS,
    NO_GRANT,
    PROPOSALS,
    SHEETS,
    Access,
    Permit,
    Refused,
    ViewClass,
)

if TYPE_CHECKING:
    from ipplan.gate.appointing import Waiting
    from ipplan.gate.cases import CaseVisit
    from ipplan.gate.unit import Case
    from ipplan.gate.unit_claims import CaseClaims


class Permits:
    """The gate's hand for them."""

    def __init__(self, mint: Mint) -> None:
        self._mint = mint

    def for_proposals(self, visit: Visit) -> Permit:
        """The permit for the space's proposals; raises `Refused` for who can neither propose nor answer."""
        if not (visit.decides or visit.is_coordinator):
            raise Refused("not_coordinator")
        root = next((one for one in visit.standing.sections.values() if isinstance(one, Allowed)), None)
        return self._mint.apart(
            visit.space,
            PROPOSALS,
            account_id=visit.actor.account_id,
            on_behalf_of=visit.standing.on_behalf_of,
            view=ViewClass(Access.WRITE, visit.decides, language=visit.actor.language),
            # A coordinator reads her own proposals by her role, on nobody's grant.
            grant_id=root.grant_id if root and visit.decides else NO_GRANT,
            road=visit.road,
            at=visit.at,
        )

    def for_decisions(self, visit: Visit) -> Permit:
        """The permit for what was decided of the owner, for her and who acts for her; raises `Refused`."""
        root = next((one for one in visit.standing.sections.values() if isinstance(one, Allowed)), None)
        if visit.standing.role not in ("owner", "representative") or root is None:
            raise Refused("not_concerned")
        return self._mint.apart(
            visit.space,
            DECISIONS,
            account_id=visit.actor.account_id,
            on_behalf_of=visit.standing.on_behalf_of,
            view=ViewClass(Access.READ, visit.decides, language=visit.actor.language),
            grant_id=root.grant_id,
            road=visit.road,
            at=visit.at,
        )

    def for_meetings(self, visit: Visit) -> Permit:
        """The permit for the space's meetings, for all to whom some section is open; raises `Refused`.

        Which of them are there for her is judged by what each is about (plan/meetings.py).
        """
        grant = next((one for one in visit.standing.sections.values() if isinstance(one, Allowed)), None)
        if grant is None:
            raise Refused("no_section")
        arranges = (visit.decides or visit.is_coordinator) and not visit.standing.paused
        return self._mint.apart(
            visit.space,
            MEETINGS,
            account_id=visit.actor.account_id,
            on_behalf_of=visit.standing.on_behalf_of,
            view=ViewClass(
                Access.WRITE if arranges else Access.READ, visit.decides, language=visit.actor.language
            ),
            grant_id=grant.grant_id,
            road=visit.road,
            at=visit.at,
        )

    def for_sheets(self, visit: Visit) -> Permit:
        """The permit for what was signed on paper; raises `Refused`.

        For the owner and who acts for her; and for a coordinator, who opens what she has registered herself
        (attesting.py).
        """
        root = next((one for one in visit.standing.sections.values() if isinstance(one, Allowed)), None)
        concerned = visit.standing.role in ("owner", "representative") and root is not None
        if not (concerned or visit.is_coordinator):
            raise Refused("not_concerned")
        return self._mint.apart(
            visit.space,
            SHEETS,
            account_id=visit.actor.account_id,
            on_behalf_of=visit.standing.on_behalf_of,
            view=ViewClass(Access.WRITE if visit.is_coordinator else Access.READ, visit.decides),
            grant_id=root.grant_id if root and concerned else NO_GRANT,
            road=visit.road,
            at=visit.at,
        )

    def for_keepings(self, visit: Visit) -> Permit:
        """The permit for why something is kept from who acts for a child; raises `Refused` for who acts."""
        found = visit.standing.sections.items()
        root = next((one for room, one in found if isinstance(one, Allowed) and visit.keeps(room)), None)
        if root is None or visit.looking:
            raise Refused("not_keeping")
        return self._mint.apart(
            visit.space,
            KEPT,
            account_id=visit.actor.account_id,
            on_behalf_of=None,
            view=ViewClass(Access.WRITE, language=visit.actor.language),
            grant_id=root.grant_id,
            road=visit.road,
            at=visit.at,
        )

    def by_code(
        self,
        space: SpaceFacts,
        section: SectionRow,
        allowed: Allowed,
        actor: Actor,
        hidden: frozenset[UUID],
        at: datetime,
    ) -> Permit:
        """The permit for a plan's crisis page, by its code, for who takes no part in the plan (crisis.py)."""
        return self._mint.permit(
            allowed,
            space,
            section,
            account_id=actor.account_id,
            on_behalf_of=None,
            view=ViewClass(allowed.access, withheld=hidden, language=actor.language),
            road="crisis",
            at=at,
            audiences=space.audiences.within(section.section_id),
        )

    def to_decide(self, case: "Case") -> Permit:
        """For the unit's hand, at work on a case: to write a decision down. It opens none (decisions.py)."""
        return self._mint.apart(
            case.space,
            DECISIONS,
            account_id=case.by.account_id,
            on_behalf_of=None,
            view=ViewClass(Access.WRITE),
            grant_id=NO_GRANT,
            road="unit",
            at=case.at,
        )

    def in_case(self, visit: "CaseVisit", room: UUID, access: Access, part: "CaseClaims") -> Permit:
        """The permit for one room of a case, on somebody's part in it (cases.py)."""
        return self._mint.apart(
            visit.space,
            room,
            account_id=visit.actor.account_id,
            on_behalf_of=visit.on_behalf_of,
            view=ViewClass(access, language=visit.actor.language),
            grant_id=part.jti,
            road=visit.road,
            at=visit.at,
        )

    def to_appoint(self, case: "Case") -> Permit:
        """For the unit's hand: who is asked to coordinate, and what became of it."""
        return self._beside(case.space, APPOINTMENTS, case.by.account_id, "unit", case.at)

    def for_appointments(self, visit: Visit) -> Permit:
        """For who decides, and who coordinates: the same; raises `Refused`."""
        if not (visit.decides or visit.is_coordinator):
            raise Refused("not_coordinator")
        return self._beside(visit.space, APPOINTMENTS, visit.actor.account_id, visit.road, visit.at)

    def of_asked(self, space: SpaceFacts, asked: "Waiting", actor: Actor, at: datetime) -> Permit:
        """For who is asked to coordinate, or whose manager she is: what was written to her, and her answer.

        ``asked``: what waits for her, as it was looked up for her (appointing.py); raises `Refused`.
        """
        if asked.space_id != space.space_id or asked.waits_for != actor.account_id:
            raise Refused("not_asked")
        return self._beside(space, APPOINTMENTS, actor.account_id, "asked", at)

    def beside_proposals(self, space: SpaceFacts, permit: Permit) -> Permit:
        """For whoever lets a coordinator begin: to write down that the owner is asked to let her in. It is
        she who reads that. Raises `Refused`."""
        if (permit.section_id, permit.space_id) != (APPOINTMENTS, space.space_id):
            raise Refused("not_appointments")
        return self._beside(space, PROPOSALS, permit.account_id, permit.road, permit.checked_at)

    def _beside(self, space: SpaceFacts, what: UUID, account_id: UUID, road: str, at: datetime) -> Permit:
        return self._mint.apart(
            space,
            what,
            account_id=account_id,
            on_behalf_of=None,
            view=ViewClass(Access.WRITE),
            grant_id=NO_GRANT,
            road=road,
            at=at,
        )
