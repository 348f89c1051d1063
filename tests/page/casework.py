"""The unit at work on a case, in tests: one of its people logged in, and what she does step by step."""

import html
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import httpx2

from ipplan.gate.cases import enter_case
from ipplan.gate.unit import appoint
from ipplan.store.cases import case_events
from ipplan.unit.deadlines import day_of
from tests.page.case_stage import file_in, inquire
from tests.site import Site

UNIT = "ingeborg"
PLACE = "fjordvik"
CONDITIONS = ("long_term", "coordinated", "under_age", "serious")
WHY = "Hjelpen kommer fra hjemmesykepleien og NAV, og vil vare i flere år."


@dataclass
class Office:
    """Somebody of the unit, with one case before her."""

    site: Site
    client: httpx2.AsyncClient
    case: UUID
    answers: list[httpx2.Response] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/unit/cases/{self.case}"

    async def get(self, road: str = "") -> httpx2.Response:
        return await self.client.get(self.path + road)

    async def post(self, road: str, **fields: str) -> httpx2.Response:
        return await self.client.post(self.path + road, data=fields)

    async def done(self, road: str, **fields: str) -> httpx2.Response:
        """The same, and it was taken."""
        answer = await self.post(road, **fields)
        assert answer.status_code == 303, said_wrong(answer) or answer.text
        return answer

    async def page(self, road: str = "") -> str:
        answer = await self.get(road)
        assert answer.status_code == 200, answer.status_code
        return html.unescape(answer.text)

    async def state(self) -> str:
        return (await file_in(self.site, self.case)).state

    async def assess(self, met: str = "yes", **other: str) -> httpx2.Response:
        answers = {f"met-{name}": met for name in CONDITIONS} | {f"reason-{name}": WHY for name in CONDITIONS}
        return await self.done("/assessment", **answers | other)

    async def write(self, outcome: str = "granted", **other: str) -> httpx2.Response:
        """Write the decision on a coordinator and a plan, up to its preview."""
        parts = {f"outcome-{name}": outcome for name in ("coordinator", "plan")}
        reasons = {
            f"reason-{name}": "Du har to tjenester som må samordnes." for name in ("coordinator", "plan")
        }
        return await self.done("/decision", **{"language": "nb", **parts, **reasons, **other})

    async def as_another(self, name: str) -> "Office":
        return Office(self.site, await self.site.client(name), self.case)


def said_wrong(answer: httpx2.Response) -> list[str]:
    """What a page says is wrong."""
    found = re.findall(r'(?:role="alert"><p class="ds-paragraph"|data-color="danger")>([^<]+)<', answer.text)
    return [html.unescape(one) for one in found]


async def at_office(site: Site, who: str = "leila", **fields: str) -> Office:
    """Somebody's own inquiry, which one of the unit has taken on."""
    sender = await site.client(who)
    office = Office(site, await site.client(UNIT), await inquire(site, sender, **fields))
    await office.done("/taking")
    return office


async def employ(site: Site, name: str, place: str = PLACE, role: str = "lead") -> None:
    """Let somebody work in a municipality's unit."""
    world = site.world
    if place != PLACE:
        await world.sql("INSERT INTO municipality (municipality_id, name) VALUES (:p, 'Annen')", p=place)
    async with world.house.database.begin() as tx:
        await appoint(tx, world.house.gate.signer, world.accounts[name], place, world.clock.now(), role=role)


async def set_up(site: Site, **values: object) -> None:
    """What the municipality has set."""
    columns = ", ".join(f"{name} = :{name}" for name in values)
    await site.world.sql(f"UPDATE municipality SET {columns} WHERE municipality_id = 'fjordvik'", **values)


async def decided(site: Site) -> Office:
    office = await at_office(site)
    await office.assess()
    await office.write()
    await office.done("/decision/signature")
    return office


async def letter_in(site: Site, case: UUID) -> int:
    """The number of the newest event that bears a letter."""
    rows = await site.world.sql(
        "SELECT max(number) FROM case_event WHERE space_id = :s AND kind IN"
        " ('interim', 'question', 'decided', 'consent_asked')",
        s=case,
    )
    return int(rows[0][0])


async def said_in(site: Site, office: Office) -> list[dict[str, object]]:
    world = site.world
    visit = await enter_case(world.house.gate, world.actor(UNIT), office.case)
    permits = await visit.open_all()
    async with world.house.database.engine.connect() as tx:
        return [dict(one.said) for one in await case_events(tx, *permits)]


async def promised(site: Site) -> set[tuple[str, str]]:
    rows = await site.world.sql("SELECT task_name, args ->> 'account_id' FROM procrastinate_jobs")
    return {tuple(row) for row in rows}


async def plan_of(site: Site, owner: str) -> UUID | None:
    rows = await site.world.sql(
        "SELECT space_id FROM space WHERE owner_id = :o AND kind IN ('plan', 'coordination')",
        o=site.world.accounts[owner],
    )
    return UUID(str(rows[0][0])) if rows else None


def in_days(site: Site, days: int) -> str:
    day: date = day_of(site.clock.now()) + timedelta(days=days)
    return day.isoformat()
