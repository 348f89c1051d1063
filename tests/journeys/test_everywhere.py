"""Every page and state that any role can come to is well: by axe's rules and by ours, in every look.

The table of ways (sweep/) is held against the table of doors: a new page that nobody goes to fails here.
"""

from collections.abc import Iterable
from datetime import date

import pytest
from playwright.async_api import Browser, Page

from ipplan.page.routes import DOORS
from tests.journeys.judging import NARROW, SWEEP, judge
from tests.journeys.sweep import rules
from tests.journeys.sweep.ids import Ids
from tests.journeys.sweep.scenes_plan import rooms
from tests.journeys.sweep.scenes_unit import unit
from tests.journeys.sweep.steps import Scene, Step
from tests.journeys.sweep.walking import page_of, take, wear
from tests.journeys.sweep.ways import NO_PAGE, PRESSES, SAME_PAGE, WALKS
from tests.page.comparing import spelled
from tests.site import Site

SCENES = list(dict.fromkeys(walk.scene for walk in WALKS))
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
A_DAY = 8
"""How many of the pages of a plan a short run goes to: others each day."""


def test_there_is_a_way_to_every_page_and_to_every_forms_errors() -> None:
    gone_to = {spelled(step.door) for walk in WALKS for step in walk.steps()}
    left_out = _doors(NO_PAGE) | _doors(PRESSES)
    known = {spelled(door) for door in DOORS if door.method != "SOCKET"}
    assert known - gone_to - left_out == set(), "say in tests/journeys/sweep how one comes there"
    assert left_out - known == set(), "no longer a door"
    assert gone_to & left_out == set()


def _doors(lines: str) -> set[str]:
    parts = lines.split()
    return {f"{method} {path}" for method, path in zip(parts[::2], parts[1::2], strict=True)}


async def test_some_pages_of_a_plan_are_well_each_day(site: Site, browser: Browser) -> None:
    ids, page = await rooms(site), await page_of(site, browser, "marte")
    steps = [step for walk in WALKS if (walk.scene, walk.who) == (rooms, "marte") for step in walk.steps()]
    every = len(steps) // A_DAY
    chosen = steps[date.today().toordinal() % every :: every]
    assert await _walked(site, page, chosen, ids, [NARROW]) == []
    await page.context.close()


@pytest.mark.long
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"{scene.__module__[-4:]}.{scene.__name__}")
async def test_every_page_is_well_in_every_look(site: Site, browser: Browser, scene: Scene) -> None:
    ids, wrong = await scene(site), list[str]()
    for walk in (one for one in WALKS if one.scene is scene):
        page = await page_of(site, browser, walk.who)
        wrong += [f"{walk.who}, {one}" for one in await _walked(site, page, walk.steps(), ids, SWEEP)]
        await page.context.close()
    assert wrong == [], "\n\n".join(wrong)


@pytest.mark.long
@pytest.mark.parametrize("scene", [unit], ids=lambda scene: scene.__name__)
async def test_every_target_is_large_enough_for_a_finger(site: Site, browser: Browser, scene: Scene) -> None:
    ids, wrong = await scene(site), list[str]()
    for walk in (one for one in WALKS if one.scene is scene):
        page = await page_of(site, browser, walk.who, **PHONE)
        for step in (one for one in walk.steps() if one.method == "GET"):
            found = await take(site, page, step, ids) or await rules.fingers(page)
            wrong += [f"{walk.who}, {step.address}: {one}" for one in found]
        assert await page.evaluate("matchMedia('(pointer: coarse)').matches")
        await page.context.close()
    assert wrong == [], "\n".join(wrong)


async def _walked(site: Site, page: Page, steps: Iterable[Step], ids: Ids, looks: Iterable[str]) -> list[str]:
    """What is wrong on the way; of two pages none may be called as the other."""
    wrong, called = list[str](), dict[str, str]()
    for step in steps:
        found = await take(site, page, step, ids) or await _faults(page, step, looks)
        title = await page.title()
        if step.method == "GET" and step.door.path not in SAME_PAGE:
            known = called.setdefault(title, step.door.path)
            found += [f"is called as {known} is: {title}"] if known != step.door.path else []
        wrong += [f"{step.method} {step.address}: {one}" for one in found]
    return wrong


async def _faults(page: Page, step: Step, looks: Iterable[str]) -> list[str]:
    found = await rules.said_first(page) if (step.method, step.status) == ("POST", 422) else []
    found += await rules.whole(page)
    for name in looks:
        await wear(page, SWEEP[name])
        try:
            await judge(page, name)
        except AssertionError as wrong:
            found.append(str(wrong))
    return found + await rules.stops(page)
