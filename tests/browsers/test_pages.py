"""The main pages in each browser, on a phone and on a desk; IPPLAN_PICTURES_BROWSERS: where pictures go."""

import os
from pathlib import Path

import pytest

from tests.browsers.conftest import DESK, PHONE, People
from tests.journeys.test_meeting_room import point, soon
from tests.site import Site

SIZES = {"desk": DESK, "phone": PHONE}
WIDER = """() => [...document.querySelectorAll("body *")].filter((one) =>
  one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
async def test_no_page_is_wider_than_its_window(
    site: Site, people: People, tmp_path: Path, request: pytest.FixtureRequest, size: str
) -> None:
    meeting = await soon(site)
    await point(site, meeting, "marte", "work", "Turen med trinnet")
    folder = Path(os.environ.get("IPPLAN_PICTURES_BROWSERS", tmp_path))
    family = request.node.callspec.params["opener"]
    pages = {
        "start": site.address,
        "plan": site.plan(),
        "mine": f"{site.section('about')}/items/{site.world.sections['tiril']['about']}/edit",
        "sharing": f"{site.plan()}/sharing",
        "meeting": site.address + meeting,
        "file": f"{site.section('work')}/files/new?kind=document",
        "overview": f"{site.plan()}/overview",
        "week": f"{site.plan()}/week",
        "network": f"{site.plan()}/network",
        "messages": f"{site.plan()}/messages",
        "settings": f"{site.address}/settings",
        "about": f"{site.address}/info?page=plan",
    }
    marte = await people("marte")
    await marte.engine.resize(*SIZES[size])
    for name, address in pages.items():
        await marte.goto(address)
        await marte.holds("() => document.querySelector('h1')?.checkVisibility()")
        (folder / f"{name}-{size}-{family}.png").write_bytes(await marte.engine.picture())
        page, window = await marte.width()
        assert page <= window == SIZES[size][0], f"{name}: {page} {await marte.engine.call(WIDER)}"
