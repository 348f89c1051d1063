"""A stale page plus the fragments pushed to it equals a freshly rendered page, for every kind of change."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from ipplan.gate.signing import Wish, sign_wishes, withdraw_all
from ipplan.gate.visit import Visit
from ipplan.permit import Access
from ipplan.plan import changes
from ipplan.plan.forms import fill
from ipplan.plan.kinds import KINDS
from ipplan.plan.responsibilities import answer
from ipplan.plan.sections import add_room, name_room, place_room
from ipplan.store.items import Item, one_item, section_items
from ipplan.store.spaces import Writing
from ipplan.store.versions import Clear
from tests.conftest import Ground
from tests.journeys.steps import at_plan
from tests.site import Person, Site, open_site

Change = Callable[[Site], Awaitable[None]]
LONG = bool(os.environ.get("IPPLAN_TESTS"))
WATCHERS = ("marte", "wenche", "sindre") if LONG else ("marte", "sindre")


def writing(site: Site, name: str = "marte") -> AbstractAsyncContextManager[tuple[Writing, Visit]]:
    return site.world.house.gate.writing(site.world.spaces["tiril"], site.world.actor(name))


async def first(site: Site, area: str, kind: str) -> Item:
    """The first item of a kind in a section."""
    permit = await site.world.open("marte", area)
    async with site.world.house.database.engine.connect() as tx:
        return next(one for one in await section_items(tx, permit) if one.clear.kind == kind)


async def created(site: Site) -> None:
    async with writing(site) as (held, visit):
        permit = await visit.open(site.world.sections["tiril"]["leisure"])
        kind = KINDS["goal"]
        filled = fill(kind, {"title": "Et helt nytt mål", "status": "active"}, Clear("goal"), {})
        await changes.create(held, permit, uuid4(), kind, None, filled)


async def saved(site: Site) -> None:
    found = await first(site, "health", "goal")
    async with writing(site) as (held, visit):
        permit = await visit.open(site.world.sections["tiril"]["health"])
        item = await one_item(held.tx, permit, found.item_id)
        typed = {**item.content, "title": "Et mål med andre ord", "status": "reached"}
        assert (
            await changes.save(
                held, permit, item, item.head.version_id, fill(KINDS["goal"], typed, item.clear, item.content)
            )
            is None
        )


async def closed(site: Site) -> None:
    found = await first(site, "meetings", "text")
    async with writing(site) as (held, visit):
        permit = await visit.open(site.world.sections["tiril"]["meetings"])
        await changes.set_closed(held, permit, await one_item(held.tx, permit, found.item_id), True)


async def reopened(site: Site) -> None:
    permit = await site.world.open("marte", "meetings")
    async with site.world.house.database.engine.connect() as tx:
        item = next(one for one in await section_items(tx, permit, closed=True) if one.clear.closed)
    async with writing(site) as (held, visit):
        permit = await visit.open(permit.section_id)
        await changes.undo(held, permit, await one_item(held.tx, permit, item.item_id), item.head.version_id)


async def shifted(site: Site) -> None:
    found = await first(site, "health", "text")
    async with writing(site) as (held, visit):
        permit = await visit.open(site.world.sections["tiril"]["health"])
        await changes.shift(held, permit, await one_item(held.tx, permit, found.item_id), 1)


async def moved(site: Site) -> None:
    found = await first(site, "health", "goal")
    async with writing(site) as (held, visit):
        here = await visit.open(site.world.sections["tiril"]["health"])
        there = await visit.open(site.world.sections["tiril"]["leisure"])
        await changes.move(held, here, there, await one_item(held.tx, here, found.item_id))


async def answered(site: Site) -> None:
    permit = await site.world.open("sindre", "health")
    async with site.world.house.database.engine.connect() as tx:
        found = next(
            one
            for one in await section_items(tx, permit)
            if one.clear.responsible_id == site.world.accounts["sindre"] and one.clear.status == "accepted"
        )
    async with writing(site, "sindre") as (held, visit):
        permit = await visit.open(permit.section_id)
        await answer(held, permit, await one_item(held.tx, permit, found.item_id), "declined", "Jeg slutter.")


async def section_renamed(site: Site) -> None:
    async with writing(site) as (held, visit):
        section = site.world.sections["tiril"]["leisure"]
        permit = await visit.open(section)
        title = await one_item(held.tx, permit, section)
        filled = fill(KINDS["section"], {"title": "Fri og fest"}, title.clear, title.content)
        assert await changes.save(held, permit, title, title.head.version_id, filled) is None


async def section_added(site: Site) -> None:
    async with writing(site) as (held, visit):
        section = await add_room(held, area="other", space_key=visit.gate.space_key(visit))
        again = await visit.gate.visit_within(held, visit.actor)
        await name_room(held, await again.open(section), "Drømmer", 3.5)
        wish = Wish(site.world.accounts["sindre"], section, Access.READ, held.now + timedelta(days=9))
        await sign_wishes(held, await visit.gate.visit_within(held, visit.actor), visit.gate.signer, [wish])


async def section_placed(site: Site) -> None:
    async with writing(site) as (held, visit):
        section = site.world.sections["tiril"]["leisure"]
        permit = await visit.open(section)
        await place_room(held, permit, await one_item(held.tx, permit, section), 0.5)


async def section_closed(site: Site) -> None:
    async with writing(site) as (held, visit):
        section = site.world.sections["tiril"]["health"]
        permit = await visit.open(section)
        await changes.set_closed(held, permit, await one_item(held.tx, permit, section), True)


async def _wish(site: Site, area: str, access: Access | None) -> None:
    async with writing(site) as (held, visit):
        until = held.now + timedelta(days=30) if access else None
        wish = Wish(site.world.accounts["sindre"], site.world.sections["tiril"][area], access, until)
        await sign_wishes(held, visit, visit.gate.signer, [wish])


async def granted(site: Site) -> None:
    await _wish(site, "home", Access.READ)


async def widened(site: Site) -> None:
    await _wish(site, "about", Access.WRITE)


async def narrowed(site: Site) -> None:
    await _wish(site, "health", Access.READ)


async def withdrawn(site: Site) -> None:
    await _wish(site, "health", None)


async def somebody_lost_everything(site: Site) -> None:
    async with writing(site) as (held, visit):
        await withdraw_all(held, visit, visit.gate.signer, site.world.accounts["leila"])


async def time_passed(site: Site) -> None:
    """Silje's right to the school section ends, and so does a day: what was due is late."""
    site.clock.move(timedelta(minutes=1))
    async with writing(site) as (held, visit):
        wish = Wish(
            site.world.accounts["sindre"],
            site.world.sections["tiril"]["meetings"],
            Access.READ,
            held.now.replace(microsecond=0) + timedelta(seconds=2),
        )
        await sign_wishes(held, visit, visit.gate.signer, [wish])


ALL: tuple[Change, ...] = (
    created,
    saved,
    closed,
    reopened,
    shifted,
    answered,
    moved,
    section_renamed,
    section_added,
    section_placed,
    granted,
    widened,
    somebody_lost_everything,
    time_passed,
    narrowed,
    withdrawn,
    section_closed,
)


async def content(page: Page) -> str:
    """What the page shows, as markup without the traces that scripts leave on elements."""
    return str(
        await page.locator("#live").evaluate(
            'live => live.outerHTML.replace(/ data-htmx-powered="[^"]*"/g, \'\')'
        )
    )


async def fresh(page: Page) -> str:
    """The same page, rendered anew."""
    tab = await page.context.new_page()
    await tab.goto(page.url)
    await expect(tab.locator("#plan[data-live=on]")).to_be_attached()
    markup = await content(tab)
    await tab.close()
    return markup


@pytest.fixture(scope="module")
async def watched(ground: Ground, browser: Browser) -> AsyncIterator[tuple[Site, dict[str, Person]]]:
    """One site, and three people who keep the plan open through all the changes."""
    name = ground.fresh()
    async with open_site(ground.postgres, name, ground.settings(name)) as site:
        yield site, {name: await at_plan(site, browser, name) for name in WATCHERS}


@pytest.mark.parametrize("change", ALL if LONG else ALL[::5], ids=lambda change: change.__name__)
async def test_stale_plus_pushed_equals_fresh(
    watched: tuple[Site, dict[str, Person]], change: Change
) -> None:
    site, people = watched
    before = {name: await content(person.page) for name, person in people.items()}
    await change(site)
    for name, person in people.items():
        expected = await until_steady(person.page)
        assert await content(person.page) == expected, f"{change.__name__}: {name}'s page differs"
    changed = [name for name, person in people.items() if await content(person.page) != before[name]]
    assert changed, "the change shows on nobody's page: the test proves nothing"
    assert not [error for person in people.values() for error in person.errors]


async def until_steady(page: Page) -> str:
    """A fresh rendering, made anew until the stale page equals it, or pushes have had time enough."""
    expected = ""
    for _ in range(12):
        expected = await fresh(page)
        if await content(page) == expected:
            break
    return expected
