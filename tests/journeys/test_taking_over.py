"""A coordinator hands over to another: the old one, the new one and who decides, each at her screen."""

from datetime import timedelta

import pytest
from playwright.async_api import Browser, expect

from ipplan.plan.areas import AREA_NAMES
from tests.journeys.judging import LOOKS, NARROW, judge, look_at
from tests.journeys.steps import at_plan
from tests.page.appointing import UNIT, asked, called, role_of, room, said, taking_over
from tests.site import Site

OLD, NEW, OWNER = "wenche", "grete", "marte"


@pytest.mark.alone
async def test_the_new_one_sees_nothing_before_the_signature_and_the_old_one_nothing_after(
    site: Site, browser: Browser
) -> None:
    own = await site.client(OWNER)
    titles = await _titles(site, OLD)
    unit, _, _ = await taking_over(site, NEW)
    old, new, owner = [await at_plan(site, browser, name) for name in (OLD, NEW, OWNER)]
    secret = "Hun sover bedre med døra på gløtt."
    # The old one writes her hand-over in the plan.
    tab = await old.context.new_page()
    await tab.goto(f"{site.plan()}/coordinator")
    await expect(tab.get_by_role("heading", name=f"Du overleverer til {called(NEW)}")).to_be_visible()
    await tab.locator(f"a[href*='{site.world.sections['tiril']['home']}/items/new']").click()
    await expect(tab.locator("[name=title]")).to_have_value("Overlevering")
    await tab.locator("textarea[name=body]").fill(secret)
    await tab.get_by_role("button", name="Lagre").click()
    await expect(owner.page.locator("#live-sections")).to_contain_text(secret)
    # The new one is coordinator, and sees neither a title of the owner's nor a word.
    await expect(new.page.locator("#live-outline")).to_contain_text("Ingen deler er åpne for deg nå.")
    for title in titles:
        await expect(new.page.locator("body")).not_to_contain_text(title)
    look = await new.context.new_page()
    await look.goto(f"{site.plan()}/coordinator")
    await expect(look.locator("main")).to_contain_text("90 00 00 00")
    for title in titles:
        assert title not in await look.locator("main").inner_text()
    assert not any(secret in frame for frame in new.frames.received)
    # The owner's one press.
    await owner.page.get_by_role("link", name="Les forslaget").click()
    await judge(owner.page, "the same access")
    for title in titles:
        await expect(owner.page.locator("main form").first).to_contain_text(title)
    await owner.page.get_by_role("button", name="Signer").click()
    await expect(new.page.locator("#live-sections")).to_contain_text(secret)
    await expect(old.page.locator("#live-sections .section")).to_have_count(0)
    await expect(old.page.locator("body")).not_to_contain_text(secret)
    assert (await unit.post(f"{room(site)}/roles/{await role_of(site, OLD)}/ending")).status_code == 303
    await expect(old.page.locator("#gone")).to_be_visible()
    assert "Tiril" not in await old.page.locator("body").inner_text()
    await expect(new.page.locator("#live-sections")).to_contain_text(secret)
    assert new.errors == []
    await own.aclose()


@pytest.mark.alone
async def test_a_deputys_screen_closes_by_the_clock(site: Site, browser: Browser) -> None:
    ends = site.clock.now().replace(microsecond=0) + timedelta(seconds=5)
    await site.world.coordinates(NEW, kind="deputy", until=ends)
    new = await at_plan(site, browser, NEW)
    await expect(new.page.locator("#gone")).to_be_visible()
    late = (site.clock.now() - ends).total_seconds()
    assert 0 <= late < 1, f"the plan went {late:.2f} s after the role ended"


@pytest.mark.long
@pytest.mark.parametrize("look", LOOKS)
async def test_the_pages_of_coordinating_are_for_everybody(site: Site, browser: Browser, look: str) -> None:
    unit, thea = await site.client(UNIT), await site.client("thea")
    path = await asked(site, unit, "thea", follows=await role_of(site, OLD))
    at_desk = (await site.person(browser, UNIT, **LOOKS[look])).page
    for address in ("/unit/coordinators", "/unit/coordinators/new", f"{room(site)}/coordinator/new"):
        await look_at(at_desk, site.address + address)
    await look_at(at_desk, site.address + path)
    await unit.post(f"{path}/agreement", data={"who": "Tor Vik", "day": "2026-01-01"})
    hers = (await site.person(browser, "thea", **LOOKS[look])).page
    await look_at(hers, f"{site.address}/appointments/{path.rpartition('/')[2]}")
    await said(thea, path)
    await unit.post(f"{path}/appointment")
    await look_at(at_desk, site.address + path)
    await look_at(at_desk, site.address + room(site))
    await look_at(hers, f"{site.plan()}/coordinator")
    if look == NARROW:
        await look_at((await site.person(browser, OLD, **LOOKS[look])).page, f"{site.plan()}/coordinator")


async def _titles(site: Site, name: str) -> list[str]:
    """The names of sections that somebody may open which are the owner's own, and not the template's."""
    visit = await site.world.enter(name)
    opened = await site.world.house.reader.outlines(await visit.open_all())
    found = [outline.title for _, outline in opened.values() if outline.title not in AREA_NAMES.values()]
    assert len(found) > 2
    return found
