"""A plan as one person's screen shows it now: the same fragments on a page and in a push."""

import base64
import hmac
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from ipplan.gate.gate import Actor, Gate, Visit
from ipplan.gate.proposals import proposals
from ipplan.live.frames import SECTION, Fragment
from ipplan.live.hub import View
from ipplan.permit import Access, Permit
from ipplan.plan.outline import Outline, Reader
from ipplan.plan.periods import OSLO
from ipplan.plan.responsibilities import asked_of
from ipplan.render import Renderer
from ipplan.store.accounts import Account, accounts
from ipplan.store.database import Database
from ipplan.store.people import Participant, participants
from ipplan.store.presence import here

Opened = Mapping[UUID, tuple[Permit, Outline]]


@dataclass(frozen=True, slots=True)
class Company:
    """Who takes part in a space, and which sections each may open now."""

    people: tuple[Participant, ...]
    visits: Mapping[UUID, Visit]

    def sharing(self, sections: set[UUID], me: UUID) -> list[Participant]:
        """The others who share at least one section with me, by name."""
        found = [
            one
            for one in self.people
            if one.account_id != me
            and (visit := self.visits.get(one.account_id))
            and any(row.section_id in sections for row in visit.open_sections())
        ]
        return sorted(found, key=lambda one: one.account.name)

    def readers_of(self, section_id: UUID, among: Collection[UUID] = ()) -> list[Participant]:
        """Everybody who may open one section, by name; the owner too, who may have no login.

        ``among``: only those from whom none of these items is withheld.
        """
        found = [
            one
            for one in self.people
            if (visit := self.visits.get(one.account_id))
            and visit.may(section_id)
            and not visit.withheld(section_id).intersection(among)
        ]
        return sorted(found, key=lambda one: one.account.name)


class Screens:
    """Renders screens; a section is rendered once for all who see it alike."""

    def __init__(
        self, database: Database, gate: Gate, reader: Reader, render: Renderer, digest_key: bytes
    ) -> None:
        self._database = database
        self._gate = gate
        self._reader = reader
        self._render = render
        self._key = digest_key
        self._kept: OrderedDict[tuple[object, ...], Fragment] = OrderedDict()

    async def company(self, space_id: UUID, at: datetime | None = None) -> Company:
        """Everybody in the space, each checked now; or ``at`` a later time, for looking ahead."""
        async with self._database.engine.connect() as tx:
            people = await participants(tx, space_id)
        actors = [Actor(one.account_id, b"") for one in people]
        visits = await self._gate.standings(space_id, actors, road="company", at=at)
        return Company(tuple(people), visits)

    async def view(
        self, visit: Visit, permits: Sequence[Permit], company: Company, *, still: bool = False
    ) -> View:
        """All fragments of the plan page for one visit, and when the clock alone changes them.

        ``still``: the same, without anything to press.
        """
        opened = await self._reader.outlines(permits)
        today = visit.at.astimezone(OSLO).date()
        present = await here(self._database, visit.space.space_id)
        names = await self._names(opened, company)
        common = {"visit": visit, "space_id": visit.space.space_id, "today": today, "names": names}
        common["still"] = still
        proposed = await self._proposed(visit, company)
        calls = common | _calls(visit.readers, opened, today) | proposed
        fragments = [
            self._fragment("live-outline", "plan/_outline.html", visit, common | {"opened": opened}),
            self._fragment("live-asked", "plan/_asked.html", visit, calls),
        ]
        fragments += [self._section(*pair, visit, common) for pair in opened.values()]
        people = company.sharing(set(opened), visit.reader)
        fragments.append(
            self._fragment(
                "live-people", "plan/_people.html", visit, common | {"people": people, "present": present}
            )
        )
        return View(tuple(fragments), _until(company, permits, visit.at))

    async def _proposed(self, visit: Visit, company: Company) -> dict[str, Any]:
        """Proposals that wait for the answer of who decides, with the names they need."""
        if not visit.decides:
            return {"proposed": [], "people_names": {}}
        async with self._database.engine.connect() as tx:
            found = await proposals(tx, visit, only_open=True)
        return {
            "proposed": found,
            "people_names": {one.account_id: one.account.name for one in company.people},
        }

    def _section(self, permit: Permit, outline: Outline, visit: Visit, common: Mapping[str, Any]) -> Fragment:
        shown_names = tuple(sorted((who, common["names"].get(who, "")) for who in outline.people()))
        view = permit.view
        if common["still"]:
            view = replace(view, access=Access.READ, decides=False)
        name = (permit.section_id, permit.head_seq, view, common["still"], common["today"], shown_names)
        known = self._kept.get(name)
        if known is None:
            values = {**common, "outline": outline, "view": view, "Access": Access}
            known = self._fragment(f"{SECTION}{outline.section_id}", "section/_fragment.html", visit, values)
            self._kept[name] = known
            if len(self._kept) > 2_000:
                self._kept.popitem(last=False)
        else:
            self._kept.move_to_end(name)
        return known

    def _fragment(self, name: str, template: str, visit: Visit, values: Mapping[str, Any]) -> Fragment:
        inner = self._render(template, visit.actor.language, values)
        digest = base64.urlsafe_b64encode(hmac.digest(self._key, (name + inner).encode(), "sha256")[:12])
        shown = digest.decode()
        html = f'<div id="{name}" class="live" data-seen="{shown}">{inner}</div>'
        return Fragment(name, shown, html)

    async def _names(self, opened: Opened, company: Company) -> dict[UUID, str]:
        """Names of all whom the opened sections mention, those who have left the plan too."""
        known = {one.account_id: one.account.name for one in company.people}
        wanted = {who for _, outline in opened.values() for who in outline.people()} - set(known)
        if wanted:
            async with self._database.engine.connect() as tx:
                found: dict[UUID, Account] = await accounts(tx, wanted)
            known |= {who: one.name for who, one in found.items()}
        return known


def _calls(mine: Collection[UUID], opened: Opened, today: date) -> dict[str, Any]:
    """What is asked of the person, and what needs somebody."""
    asked = [one for permit, outline in opened.values() for one in asked_of(mine, permit, outline, today)]
    own = {one.node.item_id for one in asked}
    needing = [
        (outline, node)
        for _, outline in opened.values()
        for node in outline.needing(today)
        if node.item_id not in own
    ]
    return {"asked": asked, "needing": needing}


def _until(company: Company, permits: Sequence[Permit], at: datetime) -> datetime:
    """When a right ends, of mine or of those I see, or the day does (what is late is told by the day)."""
    midnight = datetime.combine(at.astimezone(OSLO).date() + timedelta(days=1), datetime.min.time(), OSLO)
    ends = [permit.expires_at for permit in permits]
    for visit in company.visits.values():
        ends += visit.ends()
    return min([midnight, *ends])
