"""A plan as one person's screen shows it now: the same fragments on a page and in a push."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from ipplan.gate.company import Company
from ipplan.gate.facts import SectionRow
from ipplan.gate.proposals import proposals
from ipplan.gate.standing import Standing
from ipplan.gate.visit import Visit
from ipplan.live.connection import View
from ipplan.live.frames import SECTION, Fragment
from ipplan.memory import Memory
from ipplan.page.fragments import Fragments
from ipplan.page.pieces import Pieces, Setting
from ipplan.permit import Access, Permit
from ipplan.plan.outline import Node, Outline, Reader, in_order
from ipplan.plan.periods import OSLO
from ipplan.plan.responsibilities import asked_of
from ipplan.store.accounts import Account, accounts
from ipplan.store.database import Database

Opened = Mapping[UUID, tuple[Permit, Outline]]
SCREENS = 5_000
"""Screens that a process remembers; what they are made of is shared between people."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a screen depends on: as long as it is the same, so is the screen."""

    standing: Standing
    company: Company
    seq: int
    proposals: int | None
    here: frozenset[UUID]
    today: date
    opened: int
    """How many sections did open: one whose key somebody has edited is not there."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What all see alike who may open the same sections in the same way."""

    rows: Mapping[UUID, SectionRow]
    """Of the sections that may be opened, as they were then."""
    opened: Opened
    names: Mapping[UUID, str]
    outline: Fragment
    sections: tuple[Fragment, ...]
    needing: tuple[tuple[Outline, Node], ...]
    asked: frozenset[UUID]
    """Everybody of whom something is asked here."""
    quiet: Fragment
    """What is shown to those of whom nothing is."""


class Screens:
    """Composes screens; what two people see alike is rendered once."""

    def __init__(self, database: Database, reader: Reader, fragments: Fragments, pieces: Pieces) -> None:
        self._database = database
        self._reader = reader
        self._fragments = fragments
        self._pieces = pieces
        self._screens: Memory[tuple[object, ...], tuple[Inputs, View]] = Memory(SCREENS)
        self._sights: Memory[tuple[object, ...], tuple[tuple[object, ...], Sight]] = Memory(SCREENS)

    async def view(
        self, visit: Visit, permits: Sequence[Permit] | None = None, *, still: bool = False
    ) -> View:
        """All fragments of the plan page for one visit, and when the clock alone changes them.

        ``permits``: those that were opened for it; else the visit's own are made where something has to be
        rendered. ``still``: the same, without anything to press.
        """
        slot = (visit.space.space_id, visit.reader, visit.actor.language, still)
        inputs = _inputs(visit, permits)
        kept = self._screens.get(slot)
        if kept is not None and _same(kept[0], inputs):
            return kept[1]
        view = await self._compose(visit, permits, inputs, still)
        return self._screens.put(slot, (inputs, view))[1]

    async def _compose(
        self, visit: Visit, permits: Sequence[Permit] | None, inputs: Inputs, still: bool
    ) -> View:
        sight = await self._sight(visit, permits, inputs, still)
        values = self._common(visit, inputs, still) | {"names": sight.names}
        fragments = [sight.outline, await self._asked(visit, sight, inputs, values), *sight.sections]
        people = inputs.company.sharing(sight.opened, visit.reader)
        shown = tuple((one, one.account_id in visit.space.here) for one in people)
        values |= {"people": people, "present": visit.space.here}
        language = visit.actor.language
        fragments.append(
            self._fragments.named("live-people", "plan/_people.html", language, values, key=(shown,))
        )
        return View(tuple(fragments), _until(inputs.company, visit))

    async def _sight(
        self, visit: Visit, permits: Sequence[Permit] | None, inputs: Inputs, still: bool
    ) -> Sight:
        """What the visitor's whole group sees, made once after each change."""
        group = inputs.company.groups.get(visit.reader, visit.standing)
        slot = (visit.space.space_id, id(group), visit.actor.language, still)
        state = (group, inputs.company, inputs.today, inputs.opened, inputs.seq)
        kept = self._sights.get(slot)
        if kept is not None and kept[0] == state:
            return kept[1]
        # As long as only content has changed, all is reused of what has not.
        before = kept[1] if kept is not None and kept[0][:-1] == state[:-1] else None
        rows = {row.section_id: row for row in visit.open_sections()}
        opened = await self._opened(visit, permits, rows, before)
        names = await self._names(opened, inputs.company)
        values = self._common(visit, inputs, still) | {"names": names, "opened": opened}
        outlines, today = [outline for _, outline in opened.values()], inputs.today
        needing = [(one, node) for one in outlines for node in one.needing(today)]
        nothing = {"asked": [], "needing": needing, "proposed": [], "people_names": {}}
        language = visit.actor.language
        named = self._fragments.named
        sight = Sight(
            rows,
            opened,
            names,
            named("live-outline", "plan/_outline.html", language, values, key=_listed(visit, opened, today)),
            tuple(self._sections(opened, values, before)),
            tuple(needing),
            frozenset().union(*(one.asked for one in outlines)),
            named(
                "live-asked",
                "plan/_asked.html",
                language,
                values | nothing,
                key=_lacking(visit, needing, today),
            ),
        )
        return self._sights.put(slot, (state, sight))[1]

    async def _opened(
        self,
        visit: Visit,
        permits: Sequence[Permit] | None,
        rows: Mapping[UUID, SectionRow],
        before: Sight | None,
    ) -> Opened:
        """The sections with their permits. Without ``permits``, those are made for what changed since."""
        if permits is not None or before is None:
            return await self._reader.outlines(permits if permits is not None else visit.permits())
        same = {section_id for section_id, row in rows.items() if before.rows.get(section_id) == row}
        fresh = await self._reader.outlines(visit.permits(rows.keys() - same))
        return in_order({one: pair for one, pair in before.opened.items() if one in same} | fresh)

    async def _asked(self, visit: Visit, sight: Sight, inputs: Inputs, values: Mapping[str, Any]) -> Fragment:
        """What is asked of the person, and what needs somebody."""
        proposed = inputs.proposals is not None and visit.decides
        if not proposed and not visit.readers & sight.asked:
            return sight.quiet
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
                values["still"],
                *_lacking(visit, needing, inputs.today),
            )
        calls = {
            "asked": found,
            "needing": needing,
            "proposed": await self._proposals(visit) if proposed else [],
            "people_names": inputs.company.names,
        }
        values = {**values, **calls}
        return self._fragments.named("live-asked", "plan/_asked.html", visit.actor.language, values, key=key)

    async def _proposals(self, visit: Visit) -> list[Any]:
        """Proposals that wait for the answer of who decides."""
        permit = await visit.open_proposals()
        async with self._database.engine.connect() as tx:
            return list(await proposals(tx, permit, only_open=True))

    def _sections(
        self, opened: Opened, values: Mapping[str, Any], before: Sight | None
    ) -> Iterator[Fragment]:
        old = before.opened if before and before.names == values["names"] else {}
        drawn = dict(zip(old, before.sections, strict=True)) if before and old else {}
        for section_id, pair in opened.items():
            yield drawn[section_id] if old.get(section_id) is pair else self._section(*pair, values)

    def _section(self, permit: Permit, outline: Outline, values: Mapping[str, Any]) -> Fragment:
        names, view = values["names"], permit.view
        if values["still"]:
            view = replace(view, access=Access.READ, decides=False)
        shown = tuple(map(names.get, outline.mentioned))
        key = (outline, view, values["still"], values["today"], shown)
        setting = Setting(permit.space_id, permit.section_id, view, values["still"])
        name = f"{SECTION}{outline.section_id}"
        return self._fragments.made(
            name, (view.language, *key), partial(self._pieces.section, outline, setting, values)
        )

    def _common(self, visit: Visit, inputs: Inputs, still: bool) -> dict[str, Any]:
        return {"visit": visit, "space_id": visit.space.space_id, "today": inputs.today, "still": still}

    async def _names(self, opened: Opened, company: Company) -> dict[UUID, str]:
        """Names of all whom the opened sections mention, also of those who never took part."""
        known = dict(company.names)
        wanted = {who for _, outline in opened.values() for who in outline.mentioned} - set(known)
        if wanted:
            async with self._database.engine.connect() as tx:
                found: dict[UUID, Account] = await accounts(tx, wanted)
            known |= {who: one.name for who, one in found.items()}
        return known


def _listed(visit: Visit, opened: Opened, today: date) -> tuple[object, ...]:
    """All that the list of sections shows."""
    rights = [(permit.access, None if visit.decides else permit.expires_at) for permit, _ in opened.values()]
    shown = [(one.section_id, one.title, len(one.needing(today))) for _, one in opened.values()]
    return visit.space.space_id, visit.decides, today, tuple(rights), tuple(shown)


def _lacking(visit: Visit, needing: Sequence[tuple[Outline, Node]], today: date) -> tuple[object, ...]:
    """All that is shown of what needs somebody, to those of whom nothing is asked."""
    paused = visit.standing.paused and (visit.space.space_id, visit.decides, visit.is_coordinator)
    return (
        paused,
        today,
        tuple((node.item.head.version_id, outline.title, node.nobody) for outline, node in needing),
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


def _until(company: Company, visit: Visit) -> datetime:
    """When a right ends, of mine or of those I see, or the day does (what is late is told by the day)."""
    midnight = datetime.combine(
        visit.at.astimezone(OSLO).date() + timedelta(days=1), datetime.min.time(), OSLO
    )
    return min([midnight, *visit.standing.ends(), *([company.ends] if company.ends else [])])
