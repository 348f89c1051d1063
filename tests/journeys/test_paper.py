"""An owner without electronic id: coordinator, unit, helper and readers, at once at their screens."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from ipplan.plan.periods import OSLO
from tests.journeys.steps import live, seldom
from tests.page.test_paper import PDF, on_paper
from tests.page.test_together_writing import together
from tests.site import Person, Site
from tests.world import PEOPLE

OWN = "Roar Myklebust sine egne ord, skrevet av Leila Hosseini"


async def test_what_is_signed_on_paper_opens_the_readers_screen_and_goes_by_post(
    site: Site, browser: Browser, tmp_path: Path
) -> None:
    scan = tmp_path / "ark.pdf"
    scan.write_bytes(PDF)
    unit, grete = await site.person(browser, "ingeborg"), await site.person(browser, "grete")
    leila = await _at_plan(site, browser, "leila")
    await expect(_part(site, leila.page, "economy")).to_have_count(0)
    await unit.page.goto(f"{site.address}/unit/plans/{site.world.spaces['roar']}")
    await unit.page.get_by_text("Registrer …").click()
    await unit.page.get_by_role("button", name="Signer at det er slik").click()
    await expect(unit.page.locator("main")).to_contain_text("er registrert som uten elektronisk ID")
    page = grete.page
    await page.goto(site.plan("roar"))
    await (await seldom(page)).get_by_role("link", name="Hvem bestemmer").click()
    await page.get_by_role("link", name="Registrer samtykke på papir").click()
    await page.locator("summary", has_text=PEOPLE["leila"]["name"]).click()
    hers = page.get_by_role("group", name=f"Hva skal {PEOPLE['leila']['name']} se?")
    await hers.get_by_label("Økonomi").select_option("read")
    await page.get_by_role("button", name="Lag arket").click()
    await expect(hers.locator(".ds-validation-message")).to_contain_text("Velg hvor lenge")
    await hers.get_by_label("Hvor lenge?").select_option("6m")
    await page.get_by_role("button", name="Lag arket").click()
    async with page.expect_download() as printed:
        await page.get_by_role("link", name="Last ned arket").click()
    assert (await (await printed.value).path()).read_bytes().startswith(b"%PDF-")
    await expect(_part(site, leila.page, "economy")).to_have_count(0)
    await page.get_by_label("Når ble det signert?").fill(_today(site))
    await page.get_by_label("Vitnets navn").fill("Nina Nabo")
    await page.get_by_label("Hva er vitnet?").fill("Nabo")
    await page.get_by_label("Det signerte arket").set_input_files(scan)
    await page.get_by_role("button", name="Registrer og signer").click()
    await expect(page.get_by_role("heading", name="Attestert")).to_be_visible()
    await expect(_part(site, leila.page, "economy")).to_have_count(1)
    await unit.page.goto(f"{site.address}/unit/post")
    letter = unit.page.get_by_role("listitem").filter(has_text="Kvittering")
    async with unit.page.expect_download() as receipt:
        await letter.get_by_role("button", name="Skriv ut (PDF)").click()
    assert b"kvittering.json" in (await (await receipt.value).path()).read_bytes()
    await unit.page.reload()
    await letter.get_by_role("button", name="Brevet er sendt").click()
    await expect(letter).to_have_count(0)
    roar = await site.person(browser, "roar")
    await roar.page.goto(f"{site.plan('roar')}/sharing")
    await expect(roar.page.locator(f"#person-{site.world.accounts['leila']}")).to_contain_text("Attestert")
    await roar.page.goto(f"{site.plan('roar')}/deciding")
    await roar.page.get_by_role("button", name="Jeg har elektronisk ID").click()
    await expect(roar.page.get_by_role("button", name="Jeg har elektronisk ID")).to_have_count(0)
    await expect(_part(site, leila.page, "economy")).to_have_count(1)
    # The form that was not taken is an error to the browser.
    assert len(grete.errors) == 1
    assert "422" in grete.errors[0]
    for person in (unit, grete, leila, roar):
        assert person is grete or person.errors == []
        await person.context.close()


@pytest.mark.long
async def test_a_helper_writes_the_owners_words_and_the_hour_ends_on_her_open_screen(
    site: Site, browser: Browser
) -> None:
    await (await on_paper(site)).aclose()
    leila, thea = await _at_plan(site, browser, "leila"), await _at_plan(site, browser, "thea")
    page = leila.page
    about = _part(site, page, "about")
    await expect(_add(about)).to_have_count(0)
    await (await seldom(page)).get_by_role("link", name="Skriv sammen med Roar").click()
    await page.get_by_label("sitter her sammen med meg").check()
    await page.get_by_role("button", name="Start økten").click()
    await live(page)
    await expect(page.locator("#live-asked")).to_contain_text("Dere skriver sammen, til")
    await _add(about).first.click()
    await about.locator("textarea").first.fill("Jeg vil hjem til Bjørk.")
    await about.get_by_role("button", name="Lagre").click()
    for screen in (page, thea.page):
        await expect(_part(site, screen, "about")).to_contain_text("Jeg vil hjem til Bjørk.")
        await expect(_part(site, screen, "about")).to_contain_text(OWN)
    for minutes in (20, 20, 19.7):
        site.clock.move(timedelta(minutes=minutes))
        for person in (leila, thea):
            assert (await person.context.request.get(f"{site.address}/sessions")).ok, "they are still here"
    # Somebody else's change wakes the screens, at the time it now is; the rest is the clock's work alone.
    roar = await site.client("roar")
    form = {"kind": "text", "item": str(uuid4()), "body": "Det ble kaffe."}
    assert (await roar.post(f"{site.section('about', 'roar')}/items", data=form)).status_code == 303
    await expect(about).to_contain_text("Det ble kaffe.")
    await expect(page.locator("#live-asked")).not_to_contain_text("Dere skriver sammen")
    await expect(_add(about)).to_have_count(0)
    await expect(about).to_contain_text("Jeg vil hjem til Bjørk.")
    for person in (leila, thea):
        assert person.errors == []
        await person.context.close()


@pytest.mark.long
async def test_the_helper_ends_it_with_one_press_and_another_login_of_hers_never_had_it(
    site: Site, browser: Browser
) -> None:
    await (await on_paper(site)).aclose()
    await (await together(site)).aclose()
    leila = await _at_plan(site, browser, "leila")
    await expect(leila.page.locator("#live-asked")).not_to_contain_text("Dere skriver sammen")
    await (await seldom(leila.page)).get_by_role("link", name="Skriv sammen med Roar").click()
    await leila.page.get_by_label("sitter her sammen med meg").check()
    await leila.page.get_by_role("button", name="Start økten").click()
    await leila.page.get_by_role("button", name="Avslutt økten").click()
    await live(leila.page)
    await expect(leila.page.locator("#live-asked")).not_to_contain_text("Dere skriver sammen")
    await expect((await seldom(leila.page)).get_by_role("link", name="Skriv sammen med Roar")).to_be_visible()
    assert leila.errors == []
    await leila.context.close()


async def _at_plan(site: Site, browser: Browser, name: str) -> Person:
    person = await site.person(browser, name)
    await person.page.goto(site.plan("roar"))
    await live(person.page)
    return person


def _part(site: Site, page: Page, area: str) -> Locator:
    return page.locator(f"#live-section-{site.world.sections['roar'][area]}")


def _add(section: Locator) -> Locator:
    return section.get_by_role("link", name="Skriv en tekst")


def _today(site: Site) -> str:
    return site.clock.now().astimezone(OSLO).date().isoformat()
