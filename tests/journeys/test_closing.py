"""A plan closed with those it concerns at their screens, its archive, and the end of that; a text struck."""

import asyncio
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from ipplan.gate.archiving import tend
from ipplan.gate.unit import appoint
from ipplan.plan.periods import OSLO
from tests.journeys.steps import at_plan
from tests.page.cast import earlier_version, fresh_item
from tests.page.test_taking import PARTS
from tests.site import Site
from tests.world import PEOPLE


async def test_a_plan_is_closed_copied_archived_opened_for_next_of_kin_and_destroyed(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    marte, leila, wenche = await asyncio.gather(
        *(at_plan(site, browser, name) for name in ("marte", "leila", "wenche"))
    )
    page = await marte.context.new_page()
    await page.goto(f"{site.plan()}/deciding")
    await page.get_by_role("link", name="Avslutt planen for godt").click()
    await page.get_by_label("Ja, jeg vil avslutte planen for godt").check()
    await page.get_by_role("button", name="Avslutt planen").click()
    # The others lose it without doing anything; who decides reads on, and is told.
    for other in (leila, wenche):
        await expect(other.page.locator("#gone")).to_be_visible()
        await expect(other.page.locator("main")).not_to_contain_text("Kroppen min")
    await expect(marte.page.locator("#live-asked")).to_contain_text("Planen er avsluttet.")
    await expect(marte.page.locator("#live")).to_contain_text("Kroppen min")
    await expect(marte.page.locator(".edit-button")).to_have_count(0)
    await page.get_by_role("link", name="Last ned en kopi").click()
    assert await _downloaded(page, tmp_path / "own.zip") == PARTS

    rules = site.world.house.gate.rules
    await _later(site, rules.copy_after_closing.time)
    await page.goto(site.address)
    again = await site.person(browser, "marte")
    await expect(again.page.locator("main")).to_contain_text("Du er ikke med i noen plan akkurat nå.")

    unit = await site.person(browser, "ingeborg")
    await _decide(site, unit.page)
    solveig = await site.person(browser, "solveig")
    await solveig.page.get_by_role("link", name="Kopi av planen til Tiril Aasen Vollan").click()
    await expect(solveig.page.locator("blockquote")).to_have_text("Hun er besteforelder.")
    assert await _downloaded(solveig.page, tmp_path / "kin.zip") == PARTS
    await unit.page.reload()
    await expect(unit.page.locator("main")).to_contain_text("Lastet ned 1 gang")

    await _later(site, rules.archive_kept.time)
    late = await site.person(browser, "ingeborg")
    await late.page.goto(f"{site.address}/unit/closed/{site.world.spaces['tiril']}")
    await expect(late.page.locator("main")).to_contain_text("Nøkkelen er ødelagt")
    await expect(late.page.get_by_role("button", name="Signer avgjørelsen")).to_have_count(0)
    assert (await site.world.sql("SELECT count(*) FROM keyring.archive_key"))[0][0] == 0
    kin = await site.person(browser, "solveig")
    await expect(kin.page.get_by_role("link", name="Kopi av planen")).to_have_count(0)
    for person in (again, unit, solveig, late, kin):
        assert person.errors == []
    for one in (marte, leila, wenche, again, unit, solveig, late, kin):
        await one.context.close()


async def test_a_text_is_struck_while_another_has_its_history_open(site: Site, browser: Browser) -> None:
    item = await fresh_item(site, "tiril", "health")
    await earlier_version(site, "tiril", "health", item)
    marte, leila = [await site.person(browser, name) for name in ("marte", "leila")]
    history = f"{site.section('health')}/items/{item}/history"
    for one in (marte, leila):
        await one.page.goto(history)
        await expect(one.page.get_by_text("Et mål", exact=False).first).to_be_visible()
    await expect(leila.page.get_by_text("Slett denne teksten for godt …")).to_have_count(0)
    await marte.page.get_by_text("Slett denne teksten for godt …").click()
    await marte.page.get_by_label("Den handler om noen andre").check()
    await marte.page.get_by_role("button", name="Slett teksten for godt").click()
    await expect(marte.page.locator("main")).to_contain_text("Teksten er slettet for godt")
    # What she saw there she cannot get back: the button of her page that is old now finds nothing.
    await leila.page.get_by_role("button", name="Hent tilbake denne").click()
    await expect(leila.page.locator("main")).not_to_contain_text("Et mål")
    await leila.page.goto(history)
    await expect(leila.page.locator("main")).to_contain_text("Teksten er slettet for godt")
    await expect(leila.page.locator("main")).not_to_contain_text("Et mål")
    assert marte.errors == []
    assert len(leila.errors) == 1
    for one in (marte, leila):
        await one.context.close()


async def _downloaded(page: Page, where: Path) -> set[str]:
    async with page.expect_download() as begun:
        await page.get_by_role("link", name="Last ned", exact=True).click()
    download: Any = await begun.value
    await download.save_as(where)
    with zipfile.ZipFile(where) as file:
        assert file.testzip() is None
        return set(file.namelist())


async def _later(site: Site, time: timedelta) -> None:
    """Time goes by, and the worker comes by at night; the unit's people are appointed anew each year."""
    site.clock.move(time)
    world, gate = site.world, site.world.house.gate
    assert await tend(gate) == 1
    async with world.house.database.begin() as tx:
        await appoint(tx, gate.signer, world.accounts["ingeborg"], "fjordvik", site.clock.now())


async def _decide(site: Site, page: Page) -> None:
    person, last = PEOPLE["solveig"], site.clock.now().astimezone(OSLO).date() + timedelta(days=14)
    await page.get_by_role("link", name="Koordinerende enhet").click()
    await page.get_by_role("link", name="Planer som er avsluttet").click()
    await page.get_by_role("link", name="Tiril Aasen Vollan").click()
    await page.get_by_label("Navn", exact=True).fill(person["name"])
    await page.get_by_label("Fødselsnummer").fill(person["pid"])
    await page.get_by_label("E-post").fill(person["email"])
    await page.get_by_label("Hva er personen for planeieren?").fill("Bestemor")
    await page.get_by_label("Begrunnelse").fill("Hun er besteforelder.")
    await page.get_by_label("Siste dag").fill(last.isoformat())
    await page.get_by_role("button", name="Signer avgjørelsen").click()
    await expect(page.get_by_role("heading", name=person["name"])).to_be_visible()
