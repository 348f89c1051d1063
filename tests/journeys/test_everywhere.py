"""Every page and state that any role can come to is well: by axe's rules and by ours, in every look.

The table of ways (sweep/) is held against the table of doors: a new page that nobody goes to fails here.
"""

import pytest
from playwright.async_api import Browser

from ipplan.page.routes import DOORS
from tests.journeys.judging import in_every_look
from tests.journeys.sweep.steps import Scene
from tests.journeys.sweep.walking import page_of, take
from tests.journeys.sweep.ways import NO_PAGE, PRESSES, WALKS
from tests.page.comparing import spelled
from tests.site import Site

SCENES = list(dict.fromkeys(walk.scene for walk in WALKS))


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


@pytest.mark.long
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: f"{scene.__module__[-4:]}.{scene.__name__}")
async def test_every_page_is_well_in_every_look(site: Site, browser: Browser, scene: Scene) -> None:
    ids, wrong = await scene(site), list[str]()
    for walk in (one for one in WALKS if one.scene is scene):
        page = await page_of(site, browser, walk.who)
        for step in walk.steps():
            said = await take(site, page, step, ids)
            wrong += [said] if said else await in_every_look(page, f"{walk.who} {step.method} {step.address}")
        await page.context.close()
    assert wrong == [], "\n\n".join(wrong)
