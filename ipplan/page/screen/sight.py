"""What all see alike who may open the same sections in the same way: made once after each change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from ipplan.gate.company import Company
from ipplan.gate.facts import SectionRow
from ipplan.gate.rooms import offers
from ipplan.gate.standing import Standing
from ipplan.gate.visit import Visit
from ipplan.live.frames import SECTION, Fragment
from ipplan.memory import Memory
from ipplan.page.screen.fragments import Drawn, Fragments
from ipplan.page.screen.pieces import Pieces, Setting
from ipplan.permit import Access, Permit, Refused
from ipplan.plan.outline import Node, Outline, Reader, in_order
from ipplan.store.accounts import Account, accounts
from ipplan.store.database import Database

Opened = Mapping[UUID, tuple[Permit, Outline]]
REMEMBERED = 5_000


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
    outline: Drawn
    sections: tuple[Fragment, ...]
    needing: tuple[tuple[Outline, Node], ...]
    asked: frozenset[UUID]
    """Everybody of whom something is asked here."""
    quiet: Drawn
    """What is shown to those of whom nothing is."""


class Sights:
    """Makes sights; as long as only content has changed, out of what has not."""

    def __init__(self, database: Database, reader: Reader, fragments: Fragments, pieces: Pieces) -> None:
        self._database = database
        self._reader = reader
        self._fragments = fragments
        self._pieces = pieces
        self._kept: Memory[tuple[object, ...], tuple[tuple[object, ...], Sight]] = Memory(REMEMBERED)

    async def of(self, visit: Visit, permits: Sequence[Permit] | None, inputs: Inputs, still: bool) -> Sight:
        """What the visitor's whole group sees, made once after each change."""
        group = visit.standing
        if not visit.assisting:
            group = inputs.company.groups.get(visit.reader, group)
        slot = (visit.space.space_id, id(group), visit.actor.language, still, visit.unseen)
        state = (group, inputs.company, inputs.today, inputs.opened, inputs.seq)
        kept = self._kept.get(slot)
        if kept is not None and kept[0] == state:
            return kept[1]
        # As long as only content has changed, all is reused of what has not.
        before = kept[1] if kept is not None and kept[0][:-1] == state[:-1] else None
        rows = {row.section_id: row for row in visit.open_sections()}
        opened = await self._opened(visit, permits, rows, before)
        names = await self._names(opened, inputs.company)
        values = common(visit, inputs, still) | {"names": names, "opened": opened}
        outlines, today = [outline for _, outline in opened.values()], inputs.today
        needing = [(one, node) for one in outlines for node in one.needing(today)]
        nothing = {
            "asked": [],
            "called": [],
            "needing": needing,
            "proposed": [],
            "agreed": [],
            "people_names": {},
        }
        language = visit.actor.language
        draw, offered = self._fragments.again, offers(visit)
        listed = _listed(visit, opened, today)
        lacks = lacking(visit, needing, today, values)
        outline = draw(
            before.outline if before else None,
            "live-outline",
            "plan/_outline.html",
            language,
            values | {"offers": offered},
            key=(*listed, offered),
        )
        quiet = draw(
            before.quiet if before else None,
            "live-asked",
            "plan/_asked.html",
            language,
            values | nothing,
            key=lacks,
        )
        sight = Sight(
            rows,
            opened,
            names,
            outline,
            tuple(self._sections(opened, rows, values, before)),
            tuple(needing),
            frozenset().union(*(one.asked for one in outlines)),
            quiet,
        )
        return self._kept.put(slot, (state, sight))[1]

    async def alone(self, visit: Visit, permit: Permit, inputs: Inputs) -> tuple[Outline, Fragment]:
        """One section by itself, without anything to press; raises `Refused`."""
        found = await self._reader.outlines([permit])
        if permit.section_id not in found:
            raise Refused("section_closed")
        names = await self._names(found, inputs.company)
        values = common(visit, inputs, still=True) | {"names": names}
        outline = found[permit.section_id][1]
        return outline, self._section(permit, outline, visit.area(permit.section_id), values)

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

    def _sections(
        self,
        opened: Opened,
        rows: Mapping[UUID, SectionRow],
        values: Mapping[str, Any],
        before: Sight | None,
    ) -> Iterator[Fragment]:
        old = before.opened if before and before.names == values["names"] else {}
        drawn = dict(zip(old, before.sections, strict=True)) if before and old else {}
        for section_id, pair in opened.items():
            kept = drawn.get(section_id) if old.get(section_id) is pair else None
            yield kept or self._section(*pair, rows[section_id].area, values)

    def _section(self, permit: Permit, outline: Outline, area: str, values: Mapping[str, Any]) -> Fragment:
        names, view = values["names"], permit.view
        if values["still"]:
            view = replace(view, access=Access.READ, decides=False)
        shown = tuple(map(names.get, outline.mentioned))
        key = (view.language, view, values["still"])
        setting = Setting(permit.space_id, permit.section_id, view, values["still"], area)
        name = f"{SECTION}{outline.section_id}"
        render = partial(self._pieces.section, outline, setting, values)
        return self._fragments.made(name, key, render, (outline, values["today"], shown))

    async def _names(self, opened: Opened, company: Company) -> dict[UUID, str]:
        """Names of all whom the opened sections mention, also of those who never took part."""
        known = dict(company.names)
        wanted = {who for _, outline in opened.values() for who in outline.mentioned} - set(known)
        if wanted:
            async with self._database.engine.connect() as tx:
                found: dict[UUID, Account] = await accounts(tx, wanted)
            known |= {who: one.name for who, one in found.items()}
        return known


def common(visit: Visit, inputs: Inputs, still: bool) -> dict[str, Any]:
    """What every part of a screen is drawn with."""
    here = {"visit": visit, "space_id": visit.space.space_id, "rules": visit.gate.rules}
    new = {"unbegun": is_unbegun(visit), "unseeing": _unseeing(visit, inputs.company), "shut": _shut(visit)}
    return {**here, **new, "today": inputs.today, "still": still}


def is_unbegun(visit: Visit) -> bool:
    """Whether nobody has consented to it yet: its rooms have no names before somebody has."""
    return not any(row.head_seq for row in visit.space.sections)


def _unseeing(visit: Visit, company: Company) -> tuple[tuple[UUID, str], ...]:
    """Who coordinates, while nothing is open to anybody: for who decides, to begin with."""
    standing, others = visit.standing, [one for one in company.people if one.role == "coordinator"]
    if not visit.decides or standing.paused or standing.closed:
        return ()
    if any(person.grants for person in visit.space.people.values()):
        return ()
    return tuple((one.account_id, one.account.name) for one in others)


def _shut(visit: Visit) -> bool:
    """Whether nothing is open to who coordinates."""
    standing = visit.standing
    if not visit.is_coordinator or standing.paused or standing.closed:
        return False
    return not any(visit.may(row.section_id) for row in visit.space.sections)


def _listed(visit: Visit, opened: Opened, today: date) -> tuple[object, ...]:
    """All that the list of sections shows."""
    rights = [(permit.access, None if visit.decides else permit.expires_at) for permit, _ in opened.values()]
    shown = [(one.section_id, one.title, len(one.needing(today))) for _, one in opened.values()]
    own, closed = visit.standing.role == "owner", visit.standing.closed
    return visit.space.space_id, own, visit.decides, closed, today, tuple(rights), tuple(shown)


def lacking(
    visit: Visit,
    needing: Sequence[tuple[Outline, Node]],
    today: date,
    values: Mapping[str, Any],
) -> tuple[object, ...]:
    """All that is shown of what needs somebody, to those of whom nothing is asked."""
    standing = visit.standing
    rest = (visit.space.space_id, visit.decides, visit.is_coordinator, standing.closed)
    paused = standing.paused and rest
    return (
        paused,
        (values["unseeing"] or values["shut"])
        and (visit.space.space_id, values["unseeing"], values["still"]),
        standing.paused and (visit.kind, is_unbegun(visit)),
        standing.silent,
        visit.standing.assistance_id,
        today,
        tuple((node.item.head.version_id, outline.title, node.nobody) for outline, node in needing),
    )
