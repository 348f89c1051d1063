"""The ten main pages, as the pictures of them are taken: who looks, and what she has before her."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from playwright.async_api import Browser, Page, expect

from ipplan.config import ROOT
from tests.journeys.steps import live
from tests.journeys.test_meeting_room import at, point, soon, write
from tests.site import Site

SIZES: dict[str, dict[str, int]] = {
    "desk": {"width": 1280, "height": 860},
    "phone": {"width": 375, "height": 780},
}
FOLDER = ROOT / "docs/pictures"
MADE_FROM = "made-from.txt"
"""Beside the pictures: the digest of all that decides what they show."""
DRAWN_BY = ("web/templates", "web/static", "ipplan/demo", "ipplan/translations")


@dataclass(frozen=True)
class Stage:
    """A site with something on in it."""

    site: Site
    browser: Browser
    meeting: str
    points: dict[str, str]


@dataclass(frozen=True)
class View:
    """One page, as somebody has it before her."""

    name: str
    who: str
    path: Callable[[Stage], str]
    ready: Callable[[Stage, Page], Awaitable[None]] | None = None


async def staged(site: Site, browser: Browser) -> Stage:
    """A meeting that is on, and a conversation."""
    path = await soon(site)
    points = {
        "health": await point(site, path, "leila", "health", "De nye dagortosene"),
        "work": await point(site, path, "marte", "work", "Turen med trinnet"),
    }
    wenche = await site.person(browser, "wenche")
    await wenche.page.goto(site.address + path)
    await live(wenche.page)
    await wenche.page.get_by_role("button", name="Begynn møtet").click()
    await at(wenche.page, points["work"]).get_by_role("button", name="Snakk om").click()
    return Stage(site, browser, path, points)


async def _writing(stage: Stage, page: Page) -> None:
    """Her line has just been shared."""
    work = stage.points["work"]
    await live(page)
    with_us = page.get_by_role("button", name="Jeg er med")
    if await with_us.count():
        await with_us.click()
        await write(page, work, "Tiril vil være med på hele turen, også overnattingen.")
        await at(page, work).get_by_role("button", name="Del med alle").click()
        await expect(at(page, work).locator(".item.line")).to_have_count(1)
        await at(page, work).get_by_role("button", name="Avbryt").click()
        await expect(page.locator(".editor")).to_have_count(0)
    await page.evaluate("window.scrollTo(0, 0)")


async def _seen(stage: Stage, page: Page) -> None:
    await live(page)


def _of_plan(place: str) -> Callable[[Stage], str]:
    return lambda stage: stage.site.plan() + place


VIEWS = (
    View("front", "marte", lambda stage: f"{stage.site.address}/"),
    View("plan", "marte", _of_plan(""), _seen),
    View("sharing", "marte", _of_plan("/sharing")),
    View("meeting", "marte", lambda stage: stage.site.address + stage.meeting, _writing),
    View("overview", "wenche", _of_plan("/overview")),
    View("minute", "leila", _of_plan("/minute")),
    View("week", "marte", _of_plan("/week")),
    View("network", "marte", _of_plan("/network")),
    View("messages", "marte", _of_plan("/messages")),
    View("unit", "ingeborg", lambda stage: f"{stage.site.address}/unit"),
)


def made_from() -> str:
    """The digest of what decides what the pictures show: a picture is out of date when it is another."""
    told = sha256()
    for folder in DRAWN_BY:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and path.suffix != ".pyc" and "vendor" not in path.parts:
                told.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return told.hexdigest()


async def take(page: Page) -> bytes:
    """A picture of a page that is not wider than its window."""
    width: list[Any] = await page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], f"{page.url} scrolls sideways: {width}"
    return await page.screenshot()
