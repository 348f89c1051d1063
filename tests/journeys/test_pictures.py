"""Pictures of the running plan, phone and desk. `make pictures` keeps those that the README shows current."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.steps import at_plan, live
from tests.journeys.test_meeting_room import at, point, soon, write
from tests.site import Site

SIZES = {"desk": {"width": 1280, "height": 860}, "phone": {"width": 375, "height": 780}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go: the folder that IPPLAN_PICTURES names, else one that is thrown away."""
    path = Path(os.environ.get("IPPLAN_PICTURES", tmp_path))
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.mark.parametrize("size", SIZES)
async def test_the_plan_and_who_sees_what(site: Site, browser: Browser, folder: Path, size: str) -> None:
    await at_plan(site, browser, "berit")
    marte = await at_plan(site, browser, "marte", viewport=SIZES[size])
    page = marte.page
    await expect(page.locator("#live-people .here-now").first).to_be_attached()
    await _picture(page, folder / f"plan-{size}.png")
    await page.goto(f"{site.plan()}/sharing")
    await _picture(page, folder / f"sharing-{size}.png")
    assert not marte.errors


@pytest.mark.parametrize("size", SIZES)
async def test_a_meeting(site: Site, browser: Browser, folder: Path, size: str) -> None:
    path = await soon(site)
    health = await point(site, path, "leila", "health", "De nye dagortosene")
    work = await point(site, path, "marte", "work", "Turen med trinnet")
    wenche = await site.person(browser, "wenche")
    await wenche.page.goto(site.address + path)
    await live(wenche.page)
    await wenche.page.get_by_role("button", name="Begynn møtet").click()
    await at(wenche.page, work).get_by_role("button", name="Snakk om").click()
    marte = await site.person(browser, "marte", viewport=SIZES[size])
    await marte.page.goto(site.address + path)
    await live(marte.page)
    await marte.page.get_by_role("button", name="Jeg er med").click()
    await write(marte.page, work, "Tiril vil være med på hele turen, også overnattingen.")
    await at(marte.page, work).get_by_role("button", name="Del med alle").click()
    await expect(at(marte.page, work).locator(".item.line")).to_have_count(1)
    await expect(at(marte.page, health)).to_be_attached()
    await at(marte.page, work).get_by_role("button", name="Avbryt").click()
    await expect(marte.page.locator(".editor")).to_have_count(0)
    await marte.page.evaluate("window.scrollTo(0, 0)")
    await _picture(marte.page, folder / f"meeting-{size}.png")
    assert not marte.errors


async def _picture(page: Page, path: Path) -> None:
    """Take a picture of a page that is not wider than its window."""
    width = await page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], f"{path.stem} scrolls sideways: {width}"
    picture = await page.screenshot(path=path)
    assert len(picture) > 20_000
