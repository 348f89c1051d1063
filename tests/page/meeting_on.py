"""A meeting of Tiril's that is on, with a point and lines of minutes: for tests of what becomes of them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import httpx2

from ipplan.plan.agendas import agenda_id
from tests.site import Site

PEOPLE_THERE = ("leila", "sindre", "wenche")


@dataclass
class Held:
    """It, by its address without the host."""

    site: Site
    path: str
    marte: httpx2.AsyncClient

    @property
    def meeting_id(self) -> UUID:
        return UUID(self.path.rpartition("/")[2])

    def section(self, area: str) -> UUID:
        return self.site.world.sections["tiril"][area]

    def at(self, area: str, item: str) -> str:
        """The address of what is done to a point or a line."""
        return f"{self.path}/points/{self.section(area)}/{item}"

    async def point(self, area: str, title: str = "Hjelpemidler") -> str:
        item = str(uuid4())
        form = {"item": item, "section": str(self.section(area)), "title": title}
        made = await self.marte.post(f"{self.path}/points", data=form)
        assert made.status_code == 303, made.text
        return item

    async def line(self, area: str, point: str, words: str, by: httpx2.AsyncClient | None = None) -> str:
        item = str(uuid4())
        form = {"kind": "line", "item": item, "body": words}
        made = await (by or self.marte).post(f"{self.at(area, point)}/lines", data=form)
        assert made.status_code == 303, made.text
        return item

    async def agenda(self, area: str) -> str:
        return str(agenda_id(self.meeting_id, self.section(area)))

    async def there(self, name: str, *, there: bool = True) -> None:
        """Somebody is in the room, or has left."""
        form = {"who": str(self.site.world.accounts[name]), "there": "yes" if there else "no"}
        assert (await self.marte.post(f"{self.path}/attendance", data=form)).status_code == 303


async def begun(
    site: Site, areas: tuple[str, ...] = ("health",), people: tuple[str, ...] = PEOPLE_THERE
) -> Held:
    """Called by Marte, and on, in an hour that comes."""
    marte = await site.client("marte")
    starts = site.clock.now() + timedelta(days=2)
    form = {
        "title": "Møte i ansvarsgruppa",
        "day": starts.date().isoformat(),
        "from": "14:00",
        "to": "15:30",
        **{f"section-{site.world.sections['tiril'][area]}": "yes" for area in areas},
        **{f"invite-{site.world.accounts[name]}": "yes" for name in (*people, "marte")},
    }
    made = await marte.post(f"{site.plan()}/meetings", data=form)
    assert made.status_code == 303, made.text
    held = Held(site, made.headers["location"], marte)
    await site.world.sql("DELETE FROM procrastinate_jobs")
    rows = await site.world.sql("SELECT starts_at FROM meeting WHERE meeting_id = :m", m=held.meeting_id)
    site.clock.move(rows[0][0] - site.clock.now())
    # Logins last for hours: what comes now comes by fresh ones.
    held.marte = await site.client("marte")
    assert (await held.marte.post(f"{held.path}/beginning")).status_code == 303
    return held


async def goal_of(site: Site, area: str) -> tuple[str, str]:
    """An open goal of a section: what its form calls it, and its id."""
    rows = await site.world.sql(
        "SELECT item_id FROM item WHERE section_id = :s AND kind = 'goal' AND NOT closed"
        " AND status = 'active' AND parent_id IS NULL ORDER BY seq",
        s=site.world.sections["tiril"][area],
    )
    return f"{site.world.sections['tiril'][area]}/{rows[0][0]}", str(rows[0][0])


def decision(site: Site, who: str, under: str, **more: str) -> dict[str, str]:
    """A form that would be taken."""
    ids = {name: str(uuid4()) for name in ("line", "action", "duty", "goal")}
    due = (site.clock.now() + timedelta(days=14)).date().isoformat()
    words = {"what": "Ringe hjelpemiddelsentralen", "who": str(site.world.accounts[who])}
    return {**ids, **words, "due_on": due, "under": under, "new_goal": "", **more}
