"""The gate: the one way into a space, for pages, pushes, exports and jobs alike."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from ipplan.clock import Clock
from ipplan.gate.access_log import AccessLog
from ipplan.gate.asking import Answer, Knowledge
from ipplan.gate.facts import Facts, PersonFacts, SectionRow, SpaceFacts
from ipplan.gate.keys import Keyring
from ipplan.gate.mint import Mint
from ipplan.gate.papers import mark_of
from ipplan.gate.remembered import Verdicts
from ipplan.gate.standing import Allowed, Denied, Standing
from ipplan.gate.tokens import Signer
from ipplan.gate.visit import Actor, Looking, Visit
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
from ipplan.rules import Rules
from ipplan.store.database import Database, Pinned, Tx, raw
from ipplan.store.spaces import Writing, writing
from ipplan.store.together import Together

if TYPE_CHECKING:
    from ipplan.gate.appointing import Waiting
    from ipplan.gate.cases import CaseVisit
    from ipplan.gate.claims import CaseClaims
    from ipplan.gate.unit import Case


class Gate:
    """Checks everything again at each entry; nothing but verified signatures is remembered."""

    def __init__(
        self, database: Database, keyring: Keyring, signer: Signer, clock: Clock, rules: Rules
    ) -> None:
        self.database = database
        self.keyring = keyring
        self.signer = signer
        self.clock = clock
        self.log = AccessLog(database)
        self.rules = rules
        self.verdicts = Verdicts(keyring, signer, rules)
        self._knowledge = Knowledge()
        self._connection = Pinned(database.url)
        self._asked = Together(partial(self._knowledge.ask, self._connection))
        self._mint = Mint(keyring)

    async def close(self) -> None:
        """Let go of the connection that checks share."""
        await self._connection.close()

    async def enter(self, space_id: UUID, actor: Actor, *, road: str) -> Visit:
        """Enter a space to read; raises `Refused`."""
        return self.admit(actor, await self._facts(space_id, actor.account_id), road)

    async def enter_many(self, space_ids: Sequence[UUID], actor: Actor, *, road: str) -> list[Visit]:
        """Enter those of several spaces that are open to the person, by one statement."""
        found = []
        for answer in await self._asked.ask_all(space_ids):
            if answer is not None and answer.space is not None:
                visit = self._try(actor, answer.space.facts(actor.account_id, answer.at), road)
                found += [visit] if isinstance(visit, Visit) else []
        return found

    async def watch(self, space_id: UUID, actors: Sequence[Actor], *, road: str) -> list[Visit | None]:
        """The entries of all who watch one space, by one statement; ``None`` for who is refused."""
        answer = await self._ask(space_id)
        if answer.space is None:
            return [None] * len(actors)
        tries = [self._try(one, answer.space.facts(one.account_id, answer.at), road) for one in actors]
        return [visit if isinstance(visit, Visit) else None for visit in tries]

    async def access_seq(self, space_id: UUID) -> int | None:
        """Number of the last change of access in a space: whether what was checked before still is so."""
        query = "SELECT access_seq FROM space WHERE space_id = %(space)s"
        row = await (await self._connection.execute(query, {"space": space_id})).fetchone()
        return row[0] if row else None

    async def look(
        self, visit: Visit, account_id: UUID, *, language: str, at: datetime | None = None
    ) -> tuple[Facts, Standing | Denied, Visit | None]:
        """The space as another is shown it now, or would be ``at`` a later time; raises `Refused`.

        Only for who decides, by her own right to each section, and logged as her reading. Returns what the
        other's standing rests on, the standing, and the visit; ``None`` where for her there is no plan.
        """
        if not visit.decides:
            raise Refused("decides")
        facts = await self._facts(visit.space.space_id, account_id)
        actor = replace(visit.actor, language=language)
        found = self._try(actor, facts, visit.road, at)
        standing = self.verdicts.standing(facts, self._moment(facts, at))
        if isinstance(found, Denied):
            return facts, standing, None
        return facts, standing, replace(found, looking=Looking(visit, account_id))

    @asynccontextmanager
    async def writing(
        self, space_id: UUID, actor: Actor, *, road: str = "edit", paused: bool = False, closed: bool = False
    ) -> AsyncIterator[tuple[Writing, Visit]]:
        """Enter to write; the check is made under the space's lock, so that no withdrawal slips in.

        ``paused``: also where the consent to the plan does not stand, for what may be done all the same: to
        give it anew, to take access away. ``closed``: also in a plan that is closed. Raises `Refused`.

        It is made once before, too: an outsider never holds the lock, and a space that is not there costs her
        the same queries as one that is not hers.
        """
        await self.enter(space_id, actor, road=road)
        async with writing(self.database, self.clock, space_id) as held:
            visit = await self.visit_within(held, actor, road=road)
            if visit.standing.paused and not paused:
                raise Refused("paused")
            if visit.standing.closed and not closed:
                raise Refused("closed")
            yield held, visit
            if held.moved:
                # Here, so that no mover can forget it. (The room above imports this one.)
                from ipplan.gate.withholding import carry_along

                await carry_along(held, self.signer, actor)

    async def visit_within(self, held: Writing, actor: Actor, *, road: str = "edit") -> Visit:
        """Enter inside a transaction, to see what it has itself made; raises `Refused`."""
        answers = await self._knowledge.ask(await raw(held.tx), [held.space_id])
        answer = answers[held.space_id]
        if answer.space is None:
            raise Refused("no_space")
        return self.admit(actor, answer.space.facts(actor.account_id, answer.at), road)

    def permit(self, visit: Visit, row: SectionRow, allowed: Allowed) -> Permit:
        """The permit for one section of a visit; raises `Refused` where its key was edited."""
        by = visit
        if visit.looking:
            by = visit.looking.by
            own = by.standing.sections.get(row.section_id)
            if not isinstance(own, Allowed):
                raise Refused("not_own")
            allowed = replace(allowed, grant_id=own.grant_id)
        return self._mint.permit(
            allowed,
            visit.space,
            row,
            account_id=by.actor.account_id,
            on_behalf_of=by.standing.on_behalf_of,
            view=ViewClass(
                allowed.access,
                visit.decides,
                withheld=visit.withheld(row.section_id),
                language=visit.actor.language,
                keeps=visit.keeps(row.section_id),
            ),
            road=visit.road,
            at=by.at,
            assisted=by.assisting,
        )

    def space_key(self, visit: Visit) -> bytes:
        """The key under which a new section's key is wrapped; raises `Refused` for all who do not decide."""
        if not (visit.decides and visit.standing.whole):
            raise Refused("decides")
        return self._mint.space_key(visit.space)

    def permit_for_proposals(self, visit: Visit) -> Permit:
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

    def permit_for_decisions(self, visit: Visit) -> Permit:
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

    def permit_for_meetings(self, visit: Visit) -> Permit:
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

    def permit_for_sheets(self, visit: Visit) -> Permit:
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

    def permit_for_keepings(self, visit: Visit) -> Permit:
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

    def permit_to_decide(self, case: "Case") -> Permit:
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

    def permit_in_case(self, visit: "CaseVisit", room: UUID, access: Access, part: "CaseClaims") -> Permit:
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

    def permit_to_appoint(self, case: "Case") -> Permit:
        """For the unit's hand: who is asked to coordinate, and what became of it."""
        return self._beside(case.space, APPOINTMENTS, case.by.account_id, "unit", case.at)

    def permit_for_appointments(self, visit: Visit) -> Permit:
        """For who decides, and who coordinates: the same; raises `Refused`."""
        if not (visit.decides or visit.is_coordinator):
            raise Refused("not_coordinator")
        return self._beside(visit.space, APPOINTMENTS, visit.actor.account_id, visit.road, visit.at)

    def permit_of_asked(self, space: SpaceFacts, asked: "Waiting", actor: Actor, at: datetime) -> Permit:
        """For who is asked to coordinate, or whose manager she is: what was written to her, and her answer.

        ``asked``: what waits for her, as it was looked up for her (appointing.py); raises `Refused`.
        """
        if asked.space_id != space.space_id or asked.waits_for != actor.account_id:
            raise Refused("not_asked")
        return self._beside(space, APPOINTMENTS, actor.account_id, "asked", at)

    def permit_beside_proposals(self, space: SpaceFacts, permit: Permit) -> Permit:
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

    async def space(self, space_id: UUID, within: Tx | None = None) -> tuple[SpaceFacts, datetime]:
        """A space as it stands, for the unit, which opens nothing in it; raises `Refused`.

        ``within``: inside that transaction.
        """
        if within is None:
            answer = await self._ask(space_id)
        else:
            answer = (await self._knowledge.ask(await raw(within), [space_id]))[space_id]
        if answer.space is None:
            raise Refused("no_space")
        return answer.space, self.clock.sight(answer.at)

    def admit(self, actor: Actor, facts: Facts, road: str) -> Visit:
        """The visit that ``facts`` allow; raises `Refused`."""
        visit = self._try(actor, facts, road)
        if isinstance(visit, Denied):
            raise Refused(visit.reason)
        return visit

    async def _ask(self, space_id: UUID) -> Answer:
        answer = await self._asked.ask(space_id)
        assert answer is not None, "every ask is answered, also for what is not there"
        return answer

    async def _facts(self, space_id: UUID, account_id: UUID) -> Facts:
        answer = await self._ask(space_id)
        if answer.space is None:
            return Facts(answer.at, None, PersonFacts(account_id))
        return answer.space.facts(account_id, answer.at)

    def _moment(self, facts: Facts, at: datetime | None) -> datetime:
        now = self.clock.sight(facts.at)
        return max(at, now) if at else now

    def _try(self, actor: Actor, facts: Facts, road: str, at: datetime | None = None) -> Visit | Denied:
        now = self._moment(facts, at)
        standing = self.verdicts.standing(facts, now)
        if isinstance(standing, Denied):
            return standing
        if (reason := standing.shut_out) is not None:
            return Denied(reason)
        if facts.space is None:
            return Denied("no_space")
        helping = standing.together
        if helping is not None and helping.session == mark_of(actor.session):
            return Visit(self, actor, facts.space, helping.standing, "together", now)
        return Visit(self, actor, facts.space, standing, road, now)
