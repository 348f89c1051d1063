"""Pictures of the ten main pages, phone and desk. `make pictures` takes those that the README shows."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.journeys.pictures import FOLDER, MADE_FROM, SIZES, VIEWS, made_from, staged, take
from tests.site import Site


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the pictures go: the folder that IPPLAN_PICTURES names, else one that is thrown away."""
    path = Path(os.environ.get("IPPLAN_PICTURES", tmp_path))
    path.mkdir(parents=True, exist_ok=True)
    return path


@pytest.mark.long
async def test_the_ten_main_pages(site: Site, browser: Browser, folder: Path) -> None:
    stage = await staged(site, browser)
    for size, viewport in SIZES.items():
        for view in VIEWS:
            person = await site.person(browser, view.who, viewport=viewport)
            await person.page.goto(view.path(stage))
            if view.ready:
                await view.ready(stage, person.page)
            picture = await take(person.page)
            assert len(picture) > 15_000, view.name
            assert not person.errors
            (folder / f"{view.name}-{size}.png").write_bytes(picture)
            await person.context.close()
    (folder / MADE_FROM).write_text(f"{made_from()}\n")


@pytest.mark.long
def test_the_pictures_of_the_readme_are_current() -> None:
    assert (FOLDER / MADE_FROM).read_text().strip() == made_from(), "make pictures"
    assert {one.name for one in FOLDER.glob("*.png")} == {
        f"{view.name}-{size}.png" for view in VIEWS for size in SIZES
    }
