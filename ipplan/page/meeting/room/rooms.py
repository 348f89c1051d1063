"""A meeting's page as one person's screen shows it now: the same fragments on the page and in a push."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from uuid import UUID

from ipplan.gate.viewer import place_is_secret, viewer_of
from ipplan.gate.visit import Visit
from ipplan.live.connection import View
from ipplan.live.frames import SECTION, Fragment
from ipplan.page.meeting.beside import Beside, beside
from ipplan.page.meeting.minutes.approving import Minutes, minutes_of
from ipplan.page.meeting.room.becoming import may_decide, moves_told, outcomes
from ipplan.page.screen.fragments import Fragments
from ipplan.page.screen.screen import until_of
from ipplan.permit import Access, Permit
from ipplan.plan.agendas import agenda_id, agenda_in
from ipplan.plan.gathering import EARLIEST, Gathering, gathering_of
from ipplan.plan.meetings import Meeting, Viewer, meetings_of, one_meeting
from ipplan.plan.outline import Node, Outline, Reader
from ipplan.plan.periods import OSLO
from ipplan.plan.points import in_order, may_write_lines, suggestions
from ipplan.store.accounts import accounts
from ipplan.store.database import Database
from ipplan.store.gatherings import events_of
from ipplan.store.items import sections_with


@dataclass(frozen=True)
class Screen:
    """Which page of a meeting somebody has open."""

    meeting_id: UUID
    shared: bool = False
    """Whether it is on a projector: there stands only what everybody in the room may read."""


@dataclass(frozen=True)
class Look:
    """A meeting as one viewer may know of it, before any section is opened."""

    visit: Visit
    viewer: Viewer
    permit: Permit
    meeting: Meeting
    before: Meeting | None
    """The last that was over before this one."""
    beside: Beside
    gathering: Gathering
    sections: frozenset[UUID]
    """Those that it is about, or that hold something of it, and are open to her."""

    @property
    def runs(self) -> bool:
        """Whether she may run it."""
        meeting = self.meeting
        called = meeting.standing is not None and not meeting.cancelled
        return self.permit.access >= Access.WRITE and called

    @property
    def room(self) -> frozenset[UUID]:
        """Everybody who may look at a shared screen: who is there; before it begins, who is invited."""
        there = self.gathering.present or self.meeting.newest.words.invited
        return there | {self.viewer.account_id}


class Rooms:
    """Composes the pages of meetings."""

    def __init__(self, database: Database, reader: Reader, fragments: Fragments) -> None:
        self._database = database
        self._reader = reader
        self._fragments = fragments

    async def look(self, visit: Visit, meeting_id: UUID, permit: Permit | None = None) -> Look:
        """What a viewer may know of a meeting; raises `Refused` for who may know nothing.

        ``permit``: that to the meetings, where it was opened already; a screen's is a line of its own.
        """
        viewer, permit = viewer_of(visit), permit or visit.gate.permits.for_meetings(visit)
        async with self._database.engine.connect() as tx:
            meeting = await one_meeting(tx, permit, viewer, meeting_id)
            starts = meeting.newest.when.starts_at
            meetings = await meetings_of(tx, permit, viewer)
            past = [
                one
                for one in meetings
                if one.newest.when.ends_at <= starts and not one.cancelled and one.meeting_id != meeting_id
            ]
            gathering = gathering_of(await events_of(tx, permit, meeting_id))
            ids = {agenda_id(meeting_id, section): section for section in viewer.open_to}
            holding = await sections_with(tx, permit, ids)
        about = frozenset(meeting.newest.when.sections)
        # What was decided is shown beside its line, to those to whom its own section is open.
        holding |= {one.section for one in gathering.decided}
        last = past[-1] if past else None
        others = beside(meetings, viewer, meeting, visit.at)
        sections = viewer.open_to & (about | holding)
        return Look(visit, viewer, permit, meeting, last, others, gathering, sections)

    async def view(self, look: Look, permits: Sequence[Permit], *, shared: bool = False) -> View:
        """All fragments of the page; ``permits`` are those of the look's sections."""
        opened = {
            permit.section_id: (permit, outline)
            for permit, outline in (await self._reader.outlines(permits)).values()
        }
        if shared:
            opened = _shared(look, opened)
        names = await self._names(look, opened)
        minutes = Minutes() if shared else await minutes_of(self._database, look, opened)
        values = _values(look, opened, names) | {"shared": shared, "minutes": minutes}
        values |= {"outcomes": partial(outcomes, look, opened)}
        values |= {"moves": [] if shared else await moves_told(self._database, look)}
        made = [
            self._named("live-head", "meetings/_head.html", look, values),
            *([] if shared else [self._named("live-mine", "meetings/_mine.html", look, values)]),
            *([] if shared else [self._named("live-approval", "meetings/_approval.html", look, values)]),
            *self._points(look, opened, values),
            *([] if shared else [self._named("live-more", "meetings/_more.html", look, values)]),
            self._named("live-coming", "meetings/_coming.html", look, values),
        ]
        until = until_of(look.visit.company(), look.visit)
        when = look.meeting.newest.when
        turns = [one for one in (when.starts_at - EARLIEST, when.ends_at) if one > look.visit.at]
        return View(tuple(made), min([until, *turns, *minutes.turns]))

    def _named(self, name: str, template: str, look: Look, values: Mapping[str, Any]) -> Fragment:
        return self._fragments.named(name, template, look.visit.actor.language, values)

    def _points(self, look: Look, opened: "Opened", values: Mapping[str, Any]) -> list[Fragment]:
        meeting_id, outlines = look.meeting.meeting_id, [outline for _, outline in opened.values()]
        made = []
        for number, (outline, node) in enumerate(in_order(outlines, meeting_id), start=1):
            permit = opened[outline.section_id][0]
            here = {"outline": outline, "node": node, "view": permit.view, "number": number}
            here |= {"room": f"/plans/{look.visit.space.space_id}/sections/{outline.section_id}"}
            here |= {"may_write": _may_write(look, permit, values)}
            name = f"{SECTION}{node.item_id}"
            made.append(self._named(name, "meetings/_point.html", look, {**values, **here}))
        for outline in outlines:
            agenda = agenda_in(outline, meeting_id)
            if agenda is not None and agenda.of("line"):
                permit = opened[outline.section_id][0]
                here = {"outline": outline, "node": agenda, "view": permit.view}
                here |= {"room": f"/plans/{look.visit.space.space_id}/sections/{outline.section_id}"}
                here |= {"may_write": _may_write(look, permit, values)}
                name = f"{SECTION}{agenda.item_id}"
                made.append(self._named(name, "meetings/_loose.html", look, {**values, **here}))
        return made

    async def _names(self, look: Look, opened: "Opened") -> dict[UUID, str]:
        known = dict(look.visit.company().names)
        wanted = {who for _, outline in opened.values() for who in outline.mentioned}
        wanted |= {event.author_id for event in look.gathering.after}
        wanted -= set(known)
        if wanted:
            async with self._database.engine.connect() as tx:
                known |= {who: one.name for who, one in (await accounts(tx, wanted)).items()}
        return known


Opened = Mapping[UUID, tuple[Permit, Outline]]


def _may_write(look: Look, permit: Permit, values: Mapping[str, Any]) -> bool:
    return not values["shared"] and may_write_lines(permit, look.viewer, look.meeting)


def _values(look: Look, opened: Opened, names: Mapping[UUID, str]) -> dict[str, Any]:
    visit, meeting = look.visit, look.meeting
    today = visit.at.astimezone(OSLO).date()
    company = visit.company()
    shown = {node.item_id for _, node in in_order([one for _, one in opened.values()], meeting.meeting_id)}
    sharing = company.sharing(look.sections, visit.reader)
    own = {section: outline for section, (_, outline) in opened.items()}
    return {
        "look": look,
        "beside": look.beside,
        "may_call": look.viewer.arranges and bool(look.viewer.open_to) and not visit.standing.paused,
        "visit": visit,
        "space_id": visit.space.space_id,
        "meeting": meeting,
        "gathering": look.gathering,
        "current": look.gathering.current if look.gathering.current in shown else None,
        "about": [
            outline.title for section, outline in own.items() if section in meeting.newest.when.sections
        ],
        "names": names,
        "invited": sorted(meeting.newest.words.invited, key=lambda who: names.get(who, "")),
        "here": visit.space.here & ({one.account_id for one in sharing} | {visit.reader}),
        "me": look.viewer.account_id,
        "over": meeting.over(visit.at),
        "secret": place_is_secret(visit),
        "today": today,
        "suggested": suggestions(own, meeting, look.before, today) if look.viewer.arranges else [],
        "opened": opened,
        "early": visit.at < meeting.newest.when.starts_at - EARLIEST,
        "path": f"/plans/{visit.space.space_id}/meetings/{meeting.meeting_id}",
        "still": False,
        "may_decide": may_decide(look),
        "titles": {section: outline.title for section, outline in own.items()},
        "Access": Access,
    }


def _shared(look: Look, opened: Opened) -> dict[UUID, tuple[Permit, Outline]]:
    """What everybody in the room may read. Guests may read nothing of the plan."""
    if look.gathering.guests:
        return {}
    standings = look.visit.company().standings
    room = [standings.get(who) for who in look.room]
    found = {}
    for section, (permit, outline) in opened.items():
        if all(one is not None and one.may(section) for one in room):
            hidden = frozenset[UUID]().union(*(one.hidden(section) for one in room if one is not None))
            found[section] = (permit, without(outline, hidden))
    return found


def without(outline: Outline, hidden: Collection[UUID]) -> Outline:
    """A section without some items, and all under them."""
    if not hidden:
        return outline
    nodes, agendas, apart = (_cut(some, hidden) for some in (outline.nodes, outline.agendas, outline.apart))
    return replace(outline, nodes=nodes, agendas=agendas, apart=apart)


def _cut(nodes: Sequence[Node], hidden: Collection[UUID]) -> tuple[Node, ...]:
    return tuple(Node(one.item, _cut(one.below, hidden)) for one in nodes if one.item_id not in hidden)
