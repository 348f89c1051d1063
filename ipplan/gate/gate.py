"""The gate: the one way into a space, for pages, pushes, exports and jobs alike."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from uuid import UUID

from ipplan.clock import Clock
from ipplan.gate.access_log import AccessLog
from ipplan.gate.asking import Answer, Knowledge
from ipplan.gate.facts import Facts, PersonFacts, SectionRow, SpaceFacts
from ipplan.gate.keys import Keyring
from ipplan.gate.mint import Mint
from ipplan.gate.papers import mark_of
from ipplan.gate.permits import Permits
from ipplan.gate.remembered import Verdicts
from ipplan.gate.standing import Allowed, Denied, Standing
from ipplan.gate.tokens import Signer
from ipplan.gate.visit import Actor, Looking, Visit
from ipplan.permit import Permit, Refused, ViewClass
from ipplan.rules import Rules
from ipplan.store.database import Database, Pinned, Tx, raw
from ipplan.store.spaces import Writing, writing
from ipplan.store.together import Together


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
        self.permits = Permits(self._mint)

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
            audiences=visit.space.audiences.within(row.section_id),
        )

    def space_key(self, visit: Visit) -> bytes:
        """The key under which a new section's key is wrapped; raises `Refused` for all who do not decide."""
        if not (visit.decides and visit.standing.whole):
            raise Refused("decides")
        return self._mint.space_key(visit.space)

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
