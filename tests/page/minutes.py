"""A meeting that was held, with points and lines in sections that not everybody sees."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2

from ipplan.plan.periods import OSLO
from tests.page.test_meetings import form
from tests.site import Site
from tests.world import PEOPLE

OPEN, SECRET = "Barnehagen tar over treningen.", "Gjelden er på 40 000 kroner."
"""A line that Leila sees, and one that she does not."""
OPEN_POINT, SECRET_POINT = "Trening i hverdagen", "Økonomien hjemme"


@dataclass
class Held:
    """A meeting about health and economy, held and ended: Marte, Wenche and Leila were there."""

    site: Site
    path: str
    marte: httpx2.AsyncClient
    wenche: httpx2.AsyncClient
    leila: httpx2.AsyncClient
    points: dict[str, str]
    lines: dict[str, str]

    @property
    def meeting_id(self) -> str:
        return self.path.rpartition("/")[2]

    async def press(self, by: httpx2.AsyncClient, door: str, /, **form: str) -> httpx2.Response:
        return await by.post(f"{self.path}/{door}", data=form)

    async def seen(self, who: httpx2.AsyncClient) -> str:
        """What the page of somebody would approve."""
        page = (await who.get(self.path)).text
        return page.partition('name="seen" value="')[2].partition('"')[0]

    async def approve(self, who: httpx2.AsyncClient, door: str = "approval") -> httpx2.Response:
        return await self.press(who, door, seen=await self.seen(who))

    async def events(self) -> list[Any]:
        query = (
            "SELECT kind, due_at - at FROM meeting_event WHERE meeting_id = CAST(:m AS uuid) ORDER BY number"
        )
        rows = await self.site.world.sql(query, m=self.meeting_id)
        return [tuple(row) for row in rows]

    async def kinds(self) -> list[str]:
        return [kind for kind, _ in await self.events()]

    async def write(self, who: httpx2.AsyncClient, area: str, body: str) -> str:
        """Release a line under a section's point; returns its id."""
        item = str(uuid4())
        where = f"{self.path}/points/{self.site.world.sections['tiril'][area]}/{self.points[area]}/lines"
        made = await who.post(where, data={"item": item, "kind": "line", "body": body})
        assert made.status_code == 303, made.text
        return item

    async def edit(self, who: httpx2.AsyncClient, area: str, item: str, body: str) -> httpx2.Response:
        rows = await self.site.world.sql("SELECT head FROM item WHERE item_id = CAST(:i AS uuid)", i=item)
        typed = {"base": str(rows[0][0]), "kind": "line", "body": body}
        return await who.post(f"{self.site.section(area)}/items/{item}", data=typed)


async def hold(site: Site, *, invited: tuple[str, ...] = ("leila", "wenche", "marte")) -> Held:
    """Call it, hold it, end it."""
    clients = {name: await site.client(name) for name in ("marte", "wenche", "leila")}
    marte, start = clients["marte"], (site.clock.now() + timedelta(hours=2)).astimezone(OSLO)
    moment = {"day": start.date().isoformat(), "from": start.strftime("%H:%M")}
    moment["to"] = (start + timedelta(minutes=30)).strftime("%H:%M")
    made = await marte.post(
        f"{site.plan()}/meetings", data=form(site, invited, ("health", "economy")) | moment
    )
    assert made.status_code == 303, made.text
    held = Held(site, made.headers["location"], marte, clients["wenche"], clients["leila"], {}, {})
    for area, title in (("economy", SECRET_POINT), ("health", OPEN_POINT)):
        held.points[area] = str(uuid4())
        section = str(site.world.sections["tiril"][area])
        point = {"title": title, "section": section, "item": held.points[area]}
        assert (await held.press(marte, "points", **point)).status_code == 303
    assert (await held.press(marte, "beginning")).status_code == 303
    for name in ("marte", "wenche", "leila"):
        there = {"who": str(site.world.accounts[name]), "there": "yes"}
        await held.press(marte, "attendance", **there)
    held.lines = {
        "economy": await held.write(marte, "economy", SECRET),
        "health": await held.write(held.leila, "health", OPEN),
    }
    assert (await held.press(marte, "ending")).status_code == 303
    return held


def email(name: str) -> str:
    return str(PEOPLE[name]["email"])
