"""A plan as one person's screen shows it now: the same fragments on a page and in a push."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from ipplan.gate.agreeing import Agreement, agreements
from ipplan.gate.company import Company
from ipplan.gate.proposals import proposals
from ipplan.gate.visit import Visit
from ipplan.live.connection import View
from ipplan.live.frames import Fragment
from ipplan.memory import Memory
from ipplan.page.meeting.calls import Call, calls_of
from ipplan.page.screen.fragments import Drawn, Fragments
from ipplan.page.screen.pieces import Pieces
from ipplan.page.screen.sight import Inputs, Sight, Sights, common, lacking
from ipplan.permit import Permit
from ipplan.plan.outline import Node, Outline, Reader
from ipplan.plan.periods import OSLO
from ipplan.plan.responsibilities import asked_of
from ipplan.store.database import Database, Tx
from ipplan.store.gatherings import any_awaited
from ipplan.store.meetings import any_coming
from ipplan.store.polls import any_polls

SCREENS = 5_000
"""Screens that a process remembers; what they are made of is shared between people."""


class Screens:
    """Composes screens; what two people see alike is rendered once."""

    def __init__(self, database: Database, reader: Reader, fragments: Fragments, pieces: Pieces) -> None:
        self._database = database
        self._fragments = fragments
        self._sights = Sights(database, reader, fragments, pieces)
        self._screens: Memory[tuple[object, ...], tuple[Inputs, View, Drawn]] = Memory(SCREENS)
        self._meets: Memory[UUID, tuple[int, bool]] = Memory(SCREENS)

    async def view(
        self, visit: Visit, permits: Sequence[Permit] | None = None, *, still: bool = False
    ) -> View:
        """All fragments of the plan page for one visit, and when the clock alone changes them.

        ``permits``: those that were opened for it; else the visit's own are made where something has to be
        rendered. ``still``: the same, without anything to press.
        """
        slot = (visit.space.space_id, visit.reader, visit.actor.language, still, visit.unseen)
        inputs = _inputs(visit, permits)
        kept = self._screens.get(slot)
        if kept is not None and _same(kept[0], inputs):
            return kept[1]
        view, people = await self._compose(visit, permits, inputs, still, kept[2] if kept else None)
        return self._screens.put(slot, (inputs, view, people))[1]

    async def alone(self, visit: Visit, permit: Permit) -> tuple[Outline, Fragment]:
        """One section by itself, to read or to print; raises `Refused`."""
        return await self._sights.alone(visit, permit, _inputs(visit, [permit]))

    async def _compose(
        self,
        visit: Visit,
        permits: Sequence[Permit] | None,
        inputs: Inputs,
        still: bool,
        before: Drawn | None,
    ) -> tuple[View, Drawn]:
        """The view, and of its fragments that of the people; ``before``: that of this person's last view."""
        sight = await self._sights.of(visit, permits, inputs, still)
        values = common(visit, inputs, still) | {"names": sight.names}
        called = await self._calls(visit)
        asked = await self._asked(visit, sight, inputs, values, called)
        fragments = [sight.outline.fragment, asked, *sight.sections]
        people = inputs.company.sharing(sight.opened, visit.reader)
        shown = tuple((one, one.account_id in visit.space.here) for one in people)
        values |= {"people": people, "present": visit.space.here}
        language = visit.actor.language
        drawn = self._fragments.again(
            before, "live-people", "plan/_people.html", language, values, key=(shown,)
        )
        until = min([until_of(inputs.company, visit), *(one.until for one in called)])
        view = View((*fragments, drawn.fragment), until)
        return view, drawn

    async def _asked(
        self,
        visit: Visit,
        sight: Sight,
        inputs: Inputs,
        values: Mapping[str, Any],
        called: Sequence[Call],
    ) -> Fragment:
        """What is asked of the person, and what needs somebody."""
        proposed = inputs.proposals is not None and visit.decides
        if not proposed and not called and not visit.readers & sight.asked:
            return sight.quiet.fragment
        found = [
            one
            for permit, outline in sight.opened.values()
            if outline.asked & visit.readers
            for one in asked_of(visit.readers, permit, outline, inputs.today)
        ]
        own = {one.node.item_id for one in found}
        needing = [pair for pair in sight.needing if pair[1].item_id not in own]
        key = None
        if not proposed:
            mine = ((one.node.item.head.version_id, _version(one.action), one.section.title) for one in found)
            key = (
                visit.space.space_id,
                tuple(mine),
                tuple(called),
                values["still"],
                *lacking(visit, needing, inputs.today, values),
            )
        calls = {
            "asked": found,
            "called": called,
            "needing": needing,
            "proposed": await self._proposals(visit) if proposed else [],
            "agreed": await self._agreements(visit) if proposed and visit.standing.joint else [],
            "people_names": inputs.company.names,
        }
        values = {**values, **calls}
        return self._fragments.named("live-asked", "plan/_asked.html", visit.actor.language, values, key=key)

    async def _calls(self, visit: Visit) -> list[Call]:
        """Meetings that wait for the reader's word; where there are none, nothing of them is opened."""
        if visit.looking or visit.assisting or visit.standing.closed:
            return []
        space_id, seq = visit.space.space_id, visit.space.seq
        known = self._meets.get(space_id)
        if known == (seq, False):
            return []
        async with self._database.engine.connect() as tx:
            if known is None or known[0] != seq:
                known = self._meets.put(space_id, (seq, await _meets(tx, space_id, visit.at)))
            return await calls_of(tx, visit) if known[1] else []

    async def _proposals(self, visit: Visit) -> list[Any]:
        """Proposals that wait for the answer of who decides."""
        permit = await visit.open_proposals()
        async with self._database.engine.connect() as tx:
            return list(await proposals(tx, permit, only_open=True))

    async def _agreements(self, visit: Visit) -> list[Agreement]:
        """What the other of two who decide together has signed, and this one has not."""
        async with self._database.engine.connect() as tx:
            found = await agreements(tx, visit)
        return [one for one in found if one.signed_by != visit.actor.account_id]


async def _meets(tx: Tx, space_id: UUID, at: datetime) -> bool:
    """Whether a space has any meeting, poll or minutes that may wait for somebody, by what is in clear."""
    return (
        await any_coming(tx, space_id, at)
        or await any_polls(tx, space_id)
        or await any_awaited(tx, space_id, at)
    )


def _version(node: Node | None) -> UUID | None:
    return node.item.head.version_id if node else None


def _inputs(visit: Visit, permits: Collection[Permit] | None) -> Inputs:
    return Inputs(
        visit.standing,
        visit.company(),
        visit.space.seq,
        visit.space.proposals,
        visit.space.here,
        visit.at.astimezone(OSLO).date(),
        len(permits) if permits is not None else -1,
    )


def _same(kept: Inputs, now: Inputs) -> bool:
    """The two large ones are the same only if they are the very same: they are remembered, never rebuilt."""
    return (
        kept.standing is now.standing
        and kept.company is now.company
        and kept.seq == now.seq
        and kept.proposals == now.proposals
        and kept.today == now.today
        and kept.here == now.here
        and (now.opened in (-1, kept.opened))
    )


def until_of(company: Company, visit: Visit) -> datetime:
    """When a right ends, of mine or of those I see, or the day does (what is late is told by the day)."""
    midnight = datetime.combine(
        visit.at.astimezone(OSLO).date() + timedelta(days=1), datetime.min.time(), OSLO
    )
    return min([midnight, *visit.standing.ends(), *([company.ends] if company.ends else [])])
