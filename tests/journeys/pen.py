"""Writing a battery of payloads into every field of every kind, through the doors that the forms post to."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2

from ipplan.plan.areas import ON_DEMAND
from ipplan.plan.kinds import KINDS, Kind
from tests.journeys.hostile import PAYLOADS, groups
from tests.page.asking import some_item
from tests.page.sending import picture
from tests.site import Site

Field = tuple[str, str]
WRITTEN = ("line", "words")
"""Fields that are written; the others are chosen from what there is."""
EVERY_FIELD: frozenset[Field] = frozenset(
    (kind.name, one.name)
    for kind in KINDS.values()
    for one in fields(kind.shape)
    if (one.metadata["asked"] and one.metadata["widget"] in WRITTEN) or kind.name == "responsibility"
)
"""All that somebody can write words in."""
TIMES = {"clock": "08:30", "day": "2031-12-31", "days": "", "weekdays": "mon"}
"""What is written where only times are taken."""
ON_PAGE = tuple(kind.name for kind in KINDS.values() if not (kind.at_meetings or kind.apart))
FILES = {"document": ("notat.txt", b"Et notat."), "photo": ("meg.png", picture("PNG", (8, 8)))}
"""What is sent with the kinds that have a file."""
ROOMS = {"duty": "duties", "note": "duties", "roles": "roles", "entry": "diary", "appointment": "home"}
"""Kinds that stand in rooms on demand, or are written beside the others, by the area."""


@dataclass
class Pen:
    """Writes as ``client``; ``written`` is what each field was given, line by line, for a reader to find."""

    site: Site
    client: httpx2.AsyncClient
    asked: str
    """The account of whoever is asked to take responsibility."""
    area: str = "health"
    written: dict[Field, list[str]] = field(default_factory=lambda: defaultdict(list))
    made: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Item ids by kind, in the order made."""
    came: dict[str, list[str]] = field(default_factory=dict)
    """The same of those that came with a room on demand."""
    titles: dict[str, str] = field(default_factory=dict)
    """What the plan's own sections are called now, by area."""
    meeting: str = ""
    """The address of the meeting that has the points and lines."""

    async def write_everything(self) -> None:
        """An item for each group of payloads, of every kind; then the sections' titles."""
        for kind in KINDS.values():
            if kind.name == "section":
                await self.name_sections(kind)
            elif kind.name == "agenda":
                self.meeting = await self._call()
            elif kind.name == "check":
                continue  # nobody writes one: a job does, of a file that it has looked through
            elif not kind.made:
                await self._come(kind)
            else:
                await self.write(kind)

    async def _room_for(self, kind: Kind) -> None:
        """What is written in a room on demand waits for the room."""
        area, sections = (*kind.areas, "")[0], self.site.world.sections["tiril"]
        if area in ON_DEMAND and area not in sections:
            assert (await self.client.post(f"{self.site.plan()}/{area}")).status_code == 303
            query = "SELECT section_id FROM section WHERE space_id = :s AND area = :a"
            space = self.site.world.spaces["tiril"]
            [(sections[area],)] = await self.site.world.sql(query, s=space, a=area)

    async def write(self, kind: Kind) -> None:
        if kind.name == "entry":
            assert (await self.client.post(f"{self.site.plan()}/diary")).status_code == 303
            rows = await self.site.world.sql("SELECT section_id FROM section WHERE area = 'diary'")
            self.site.world.sections["tiril"]["diary"] = rows[0][0]
        await self._room_for(kind)
        parent, several = await self.parent(kind), groups()
        if not any(one.metadata["widget"] == "line" for one in kind.questions):
            several = several[:1]
        # At once: what is pushed then holds much, rather than a little each time.
        made = [self._write(kind, parent, group, whole=group is several[0]) for group in several]
        self.made[kind.name] += await asyncio.gather(*made)

    async def _come(self, kind: Kind) -> None:
        """What comes with a room, or by a way of its own; what can be written in it is written."""
        plan = self.site.plan()
        if kind.name == "assent":
            _, version = await self._newest("roles")
            await self.client.post(f"{plan}/roles/assent", data={"version": version})
            return
        if kind.name == "highlight":
            shown = {f"show-{self.section}/{self.made['goal'][0]}": "yes"}
            assert (await self.client.post(f"{plan}/minute/summary", data=shown)).status_code == 303
            return
        assert (await self.client.post(f"{plan}/{ROOMS[kind.name]}")).status_code == 303
        item, version = await self._newest(kind.name)
        self.came[kind.name] = [item]
        if kind.questions:
            form = dict(self._filled_in(kind, groups()[0], whole=True)) | {"base": version}
            saved = await self.client.post(f"{self.section_of(kind)}/items/{item}", data=form)
            assert saved.status_code == 303, saved.text

    async def _newest(self, kind: str) -> tuple[str, str]:
        query = "SELECT item_id, head, section_id FROM item WHERE kind = :kind ORDER BY seq DESC LIMIT 1"
        item, version, section = (await self.site.world.sql(query, kind=kind))[0]
        self.site.world.sections["tiril"].setdefault(ROOMS[kind], section)
        return str(item), str(version)

    def section_of(self, kind: Kind) -> str:
        """The address of the section in which a kind is written."""
        return self.site.section((*kind.areas, ROOMS.get(kind.name, self.area))[0])

    async def _call(self) -> str:
        """A meeting about the area; its title is written too."""
        day = (self.site.clock.now() + timedelta(days=9)).date().isoformat()
        form = {"title": groups()[0], "day": day, "from": "10:00", "to": "11:00"}
        form |= {f"section-{self.section}": "yes", f"invite-{self.asked}": "yes"}
        made = await self.client.post(f"{self.site.plan()}/meetings", data=form)
        assert made.status_code == 303, made.text
        return f"{self.site.address}{made.headers['location']}"

    @property
    def section(self) -> str:
        """The id of the section that is written in."""
        return str(self.site.world.sections["tiril"][self.area])

    def door(self, kind: Kind, parent: str) -> str:
        """Where an item of a kind is made."""
        if kind.file:
            return f"{self.section_of(kind)}/files?kind={kind.name}"
        if kind.apart:
            return f"{self.site.plan()}/{'diary/entries' if kind.name == 'entry' else 'messages'}"
        if not kind.at_meetings:
            return f"{self.section_of(kind)}/items"
        points = f"{self.meeting}/points"
        return points if kind.name == "point" else f"{points}/{self.section}/{parent}/lines"

    async def _write(self, kind: Kind, parent: str, group: str, *, whole: bool) -> str:
        item = str(uuid4())
        form = dict(self._filled_in(kind, group, whole=whole))
        form |= {"kind": kind.name, "item": item, "under": parent}
        form |= {"starts_on": "2031-03-03"} if kind.needed else {}
        form |= {"status": kind.first_status, "responsible_id": self.asked, "section": self.section}
        file: dict[str, Any] = {"files": {"file": FILES[kind.name]}} if kind.file else {}
        made = await self.client.post(self.door(kind, parent), data=form, **file)
        assert made.status_code == 303, (kind.name, made.text)
        return item

    async def name_sections(self, kind: Kind) -> None:
        """New titles for the sections there are, and new sections for the payloads that are left."""
        sections = list(self.site.world.sections["tiril"].items())
        for number, group in enumerate(groups()):
            form = dict(self._filled_in(kind, group, whole=False))
            path = f"{self.site.plan()}/sections"
            if number < len(sections):
                area, section = sections[number]
                self.titles[area] = form["title"]
                path += f"/{section}/items/{section}"
                rows = await self.site.world.sql("SELECT head FROM item WHERE item_id = :item", item=section)
                form["base"] = str(rows[0][0])
            made = await self.client.post(path, data=form)
            assert made.status_code == 303, made.text

    async def parent(self, kind: Kind) -> str:
        """Under what an item of a kind is made; empty: directly in its section, or its meeting."""
        if kind.alone or kind.name == "point":
            return ""
        known = self.made.get(kind.under[0]) or self.came.get(kind.under[0], [])
        return known[0] if known else await some_item(self.site, self.area, kind.under[0])

    def _filled_in(self, kind: Kind, group: str, *, whole: bool) -> Iterator[tuple[str, str]]:
        """Each field begins with its own name, so that a reader can tell which of them shows what."""
        for one in kind.questions:
            name = f"{kind.name}.{one.name}"
            if one.metadata["widget"] in TIMES:
                yield one.name, "09:30" if one.name == "ends" else TIMES[one.metadata["widget"]]
                continue
            if one.metadata["widget"] not in WRITTEN:
                yield one.name, next(iter(one.metadata["options"]), "")
                continue
            if one.metadata["widget"] == "line":
                lines = [f"{name} {group}"]
            elif whole:
                lines = [f"{name} {payload}" for payload in PAYLOADS]
            else:
                lines = ["Kort."]
            if lines != ["Kort."]:
                self.written[(kind.name, one.name)] += lines
            yield one.name, "\n".join(lines)

    def here(self) -> tuple[str, ...]:
        """Those of a plan's page that are written in the one section."""
        return tuple(one for one in ON_PAGE if not (KINDS[one].areas or one in ROOMS or one == "section"))

    def lines(self, *kinds: str) -> tuple[str, ...]:
        """All that was written in fields of these kinds; where none is named, of what a plan's page shows."""
        known = kinds or ON_PAGE
        return tuple(line for (kind, _), lines in self.written.items() if kind in known for line in lines)


async def versions_of(site: Site, item: str) -> list[Any]:
    """The ids of an item's versions, the oldest first."""
    query = "SELECT version_id FROM version WHERE item_id = :item ORDER BY number"
    return [row[0] for row in await site.world.sql(query, item=item)]
