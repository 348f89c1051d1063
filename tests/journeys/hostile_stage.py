"""A plan with a guest whose very name is an attack, and two screens that are watched."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from playwright.async_api import Browser, Page

from tests.conftest import Ground
from tests.journeys.hostile import PAYLOADS, Alarm, groups, hostile_person
from tests.journeys.pen import Pen
from tests.journeys.steps import live
from tests.site import Person, Site, open_site
from tests.world import PEOPLE

GUEST = dict(zip(("name", "title", "organisation", "relation"), groups(), strict=False))
"""Odd, as a coordinator with bad intentions would enter him."""
LETTER = "\n".join(PAYLOADS)[:2_000]
"""What the longest of the other fields have room for."""
LINES = tuple(LETTER.split("\n"))


@dataclass
class Stage:
    """A plan with a hostile guest; Marte and the guest have it open, with the alarm set."""

    site: Site
    alarm: Alarm
    pen: Pen
    marte: Person
    odd: Person
    guest: str

    @property
    def pages(self) -> dict[str, Page]:
        return {"marte": self.marte.page, "odd": self.odd.page}


@asynccontextmanager
async def staged(ground: Ground, browser: Browser, **more: Any) -> AsyncIterator[Stage]:
    name = ground.fresh()
    async with open_site(ground.postgres, name, ground.settings(name, **more)) as site:
        scribe, alarm = await site.client("marte"), Alarm()
        guest = await add_guest(site, scribe)
        marte = await hostile_person(site, browser, "marte", alarm)
        odd = await hostile_person(site, browser, "odd", alarm)
        for person in (marte, odd):
            await person.page.goto(site.plan())
            await live(person.page)
        yield Stage(site, alarm, Pen(site, scribe, guest), marte, odd, guest)
        for person in (marte, odd):
            await person.context.close()
        await scribe.aclose()
    ground.drop(name)


async def add_guest(site: Site, scribe: httpx2.AsyncClient) -> str:
    """Odd takes part, and may write in one section; the rest of the payloads come as invitations."""
    wenche = await site.client("wenche")
    form = {**GUEST, "pid": PEOPLE["odd"]["pid"], "email": "odd@example.org"}
    assert (await wenche.post(f"{site.plan()}/people", data=form)).status_code == 303
    for group in groups():
        invited = {"name": group, "title": group, "organisation": group, "email": "a@example.org"}
        assert (await wenche.post(f"{site.plan()}/invitations", data=invited)).status_code == 303
    await wenche.aclose()
    index = site.world.house.pids.indexed(PEOPLE["odd"]["pid"])
    rows = await site.world.sql("SELECT account_id FROM account WHERE pid_index = :index", index=index)
    guest, health = str(rows[0][0]), site.world.sections["tiril"]["health"]
    form = {f"access-{guest}-{health}": "write", f"until-{guest}": "1y"}
    assert (await scribe.post(f"{site.plan()}/sharing", data=form)).status_code == 303
    return guest
