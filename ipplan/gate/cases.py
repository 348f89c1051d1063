"""The gate of a case: whom it concerns, who sent it, and those of the unit who have taken it on.

Each reads on a signed grant of a part in the case. A caseworker's holds only while she works in the unit of
the municipality, by her own signed appointment, and has no other part in the same case.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from ipplan.gate.case_parts import read_parts, sent_by_work
from ipplan.gate.facts import SpaceFacts
from ipplan.gate.gate import Gate
from ipplan.gate.unit import desk_of, unit_of
from ipplan.gate.unit_claims import CaseClaims
from ipplan.gate.visit import Actor
from ipplan.permit import INQUIRY, PAPERS, WORK, Access, Permit, Refused
from ipplan.store.database import Tx
from ipplan.store.spaces import Writing, create_space, hold, writing
from ipplan.store.tables import account, case_grant

READ, WRITE = Access.READ, Access.WRITE
ROOMS: Mapping[str, Mapping[UUID, Access]] = {
    "party": {INQUIRY: WRITE, PAPERS: WRITE},
    "representative": {INQUIRY: WRITE, PAPERS: WRITE},
    "sender": {INQUIRY: WRITE},
    # She is told the state of it, which stands in clear, and reads nothing.
    "follower": {},
    "caseworker": {INQUIRY: WRITE, PAPERS: WRITE, WORK: WRITE},
}
"""What each part in a case opens."""


@dataclass(frozen=True, slots=True)
class CaseVisit:
    """One person's checked entry into a case. It holds no content: `open` gives permits."""

    gate: Gate
    actor: Actor
    space: SpaceFacts
    parts: Mapping[str, CaseClaims]
    """Her parts in it, by name: one of `ROOMS`."""
    road: str
    at: datetime

    @property
    def is_unit(self) -> bool:
        return "caseworker" in self.parts

    @property
    def is_party(self) -> bool:
        """Whom it concerns, or who acts for her in it."""
        return "party" in self.parts or "representative" in self.parts

    @property
    def on_behalf_of(self) -> UUID | None:
        acting = self.parts.get("representative")
        return acting.owner if acting and "party" not in self.parts else None

    def may(self, room: UUID, at_least: Access = READ) -> bool:
        """Whether a room may be opened with that access."""
        return any(ROOMS[part].get(room, 0) >= at_least for part in self.parts)

    async def open(self, room: UUID, at_least: Access = READ) -> Permit:
        """Open one room: leaves a line in the access log; raises `Refused`."""
        for part, claims in self.parts.items():
            access = ROOMS[part].get(room)
            if access is not None and access >= at_least:
                permit = self.gate.permits.in_case(self, room, access, claims)
                await self.gate.log.note([permit], self.actor.session)
                return permit
        raise Refused("not_in_case")

    async def open_all(self) -> list[Permit]:
        """Open all that is hers to read: INQUIRY, PAPERS, WORK, in this order."""
        return [await self.open(room) for room in (INQUIRY, PAPERS, WORK) if self.may(room)]


async def enter_case(gate: Gate, actor: Actor, space_id: UUID, *, road: str = "case") -> CaseVisit:
    """Enter a case to read; raises `Refused`."""
    async with gate.database.engine.connect() as tx:
        return await _entered(gate, tx, actor, space_id, road)


@asynccontextmanager
async def writing_case(
    gate: Gate, actor: Actor, space_id: UUID, *, road: str = "case"
) -> AsyncIterator[tuple[Writing, CaseVisit]]:
    """Enter a case to write, under its lock; raises `Refused`. An outsider never holds the lock."""
    await enter_case(gate, actor, space_id, road=road)
    async with writing(gate.database, gate.clock, space_id) as held:
        yield held, await _entered(gate, held.tx, actor, space_id, road)


async def case_within(gate: Gate, held: Writing, actor: Actor, *, road: str = "case") -> CaseVisit:
    """Enter inside a transaction, to see what it has itself made; raises `Refused`."""
    return await _entered(gate, held.tx, actor, held.space_id, road)


async def found_case(
    gate: Gate, tx: Tx, *, municipality_id: str, owner_id: UUID, now: datetime, space_id: UUID | None = None
) -> Writing:
    """A new case about somebody, with a key of its own, in which nobody has any part yet (`give_part`).

    `Writing.finish` comes last. ``space_id``: its id, of what becomes one case however often it is sent;
    raises `PlanExists` the second time.
    """
    held, _ = await create_space(
        tx,
        kind="case",
        municipality_id=municipality_id,
        owner_id=owner_id,
        master=gate.keyring.master,
        now=now,
        space_id=space_id,
    )
    return held


@asynccontextmanager
async def taking_on(gate: Gate, actor: Actor, space_id: UUID) -> AsyncIterator[tuple[Writing, SpaceFacts]]:
    """Under the lock of a case of the unit's own municipality, for who works there: to say who has it.

    It opens nothing. Raises `Refused`, also for who has another part in the case: nobody works on her own.
    """
    await _office(gate, actor, space_id)
    async with gate.database.begin() as tx:
        held = await hold(tx, gate.clock, space_id)
        yield held, await _office(gate, actor, space_id, tx)
        await held.finish()


async def _office(gate: Gate, actor: Actor, space_id: UUID, within: Tx | None = None) -> SpaceFacts:
    desk = await desk_of(gate, actor, within)
    space, _ = await gate.space(space_id, within)
    if space.kind != "case" or space.municipality_id != desk.municipality_id:
        raise Refused("not_the_units")
    return space


async def _entered(gate: Gate, tx: Tx, actor: Actor, space_id: UUID, road: str) -> CaseVisit:
    # Before the space is looked for: what is not there costs an outsider the same as what is not hers.
    query = (
        select(case_grant)
        .join(account, account.c.account_id == case_grant.c.account_id)
        .where(
            case_grant.c.space_id == space_id,
            case_grant.c.account_id == actor.account_id,
            case_grant.c.ended_at.is_(None),
            account.c.state == "active",
            ~sent_by_work(gate.clock.now()),
        )
    )
    rows = (await tx.execute(query)).all()
    if not rows:
        raise Refused("no_part")
    space, at = await gate.space(space_id, tx)
    if space.kind != "case":
        raise Refused("no_case")
    parts = {claims.role: claims for claims in read_parts(rows, gate.signer, space_id, at)}
    if "caseworker" in parts:
        office = await unit_of(tx, gate.signer, actor.account_id, at)
        # Nobody works on a case in which she has another part: she reads it as what else she is.
        if office != space.municipality_id or len(parts) > 1 or actor.account_id == space.owner_id:
            del parts["caseworker"]
    if not parts:
        raise Refused("part_over")
    return CaseVisit(gate, actor, space, parts, road, at)
