"""A plan is taken to another installation by its owner, in a browser; a participant takes along her part."""

import asyncio
import json
import re
import zipfile
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from ipplan.commands.verify import verify_archive
from tests.conftest import Ground
from tests.elsewhere import open_elsewhere
from tests.journeys.judging import judge
from tests.journeys.steps import seldom
from tests.site import Site
from tests.world import PEOPLE

PHONE = {"viewport": {"width": 390, "height": 844}}


async def test_the_owner_takes_his_plan_to_another_municipality(
    site: Site, ground: Ground, browser: Browser, tmp_path: Path
) -> None:
    roar, grete, marte = await asyncio.gather(
        *(site.person(browser, name, **PHONE) for name in ("roar", "grete", "marte"))
    )
    await roar.page.goto(site.plan("roar"))
    await (await seldom(roar.page)).get_by_role("link", name="Ta med deg").click()
    await judge(roar.page, "taking the plan along")
    code = await roar.page.locator(".export-code").inner_text()
    own = await downloaded(roar.page, tmp_path / "own.zip")
    await grete.page.goto(site.plan("roar"))
    await (await seldom(grete.page)).get_by_role("link", name="Ta med deg").click()
    await expect(grete.page.locator("main")).to_contain_text("Det du ikke har tilgang til, er ikke med.")
    await expect(grete.page.locator(".export-code")).to_have_count(0)
    part = await downloaded(grete.page, tmp_path / "part.zip")
    assert titles(part) < titles(own)
    jwks = json.dumps(site.world.house.keyring.public_jwks())
    assert all(verify_archive(file, jwks).holds for file in (own, part))
    for door in ("export", "export/plan.zip", "import"):
        answer = await marte.page.goto(f"{site.plan('roar')}/{door}")
        assert answer is not None
        assert answer.status == 404
        assert PEOPLE["roar"]["name"] not in await marte.page.content()
    async with open_elsewhere(ground, site) as there:
        await _bring_in(there, browser, own, code)
    for person in (roar, grete, marte):
        assert not person.errors or person is marte
        await person.context.close()


async def _bring_in(there: Site, browser: Browser, own: Path, code: str) -> None:
    roar, grete = [await there.person(browser, name, **PHONE) for name in ("roar", "grete")]
    await grete.page.goto(there.plan("roar"))
    before = await grete.page.locator("#live-sections h2").all_inner_texts()
    await roar.page.goto(f"{there.plan('roar')}/export")
    await roar.page.get_by_role("link", name="Hent inn en plan fra en annen kommune").click()
    await judge(roar.page, "bringing a plan in")
    await send(roar.page, own, "FEIL-KODE-HERE-2345")
    await expect(roar.page.locator("#code-error")).to_contain_text("Koden passer ikke")
    await judge(roar.page, "a plan with a wrong code")
    await send(roar.page, own, code.lower())
    await expect(roar.page.get_by_role("heading", name="Dette kommer inn i planen")).to_be_visible()
    await judge(roar.page, "what comes in")
    await roar.page.get_by_role("button", name="Hent inn").click()
    await expect(roar.page).to_have_url(re.compile(r"/plans/[0-9a-f-]+$"))
    await expect(roar.page.get_by_text("Hentet inn").first).to_be_attached()
    await grete.page.reload()
    assert await grete.page.locator("#live-sections h2").all_inner_texts() == before
    assert len(roar.errors) == 1, "the wrong code alone"
    for person in (roar, grete):
        await person.context.close()


async def send(page: Page, archive: Path, code: str) -> None:
    await page.get_by_label("Fila du lastet ned").set_input_files(archive)
    await page.get_by_label("Koden").fill(code)
    await page.get_by_role("button", name="Se hva som kommer").click()


async def downloaded(page: Page, where: Path) -> Path:
    async with page.expect_download() as begun:
        await page.get_by_role("link", name="Last ned", exact=True).click()
    download: Any = await begun.value
    await download.save_as(where)
    return where


def titles(archive: Path) -> set[str]:
    with zipfile.ZipFile(archive) as file:
        return {one["title"] for one in json.loads(file.read("view.json"))["sections"]}
