"""Consents withdrawn and given with the people concerned at their screens; and a mandate given, and ended."""

import asyncio

from playwright.async_api import Browser, expect

from tests.journeys.steps import at_plan, live, seldom
from tests.site import Site

PAUSED = "Planen er satt på pause."


async def test_a_plan_is_put_to_rest_and_taken_up_again_live(site: Site, browser: Browser) -> None:
    marte, leila, wenche = await asyncio.gather(
        *(at_plan(site, browser, name) for name in ("marte", "leila", "wenche"))
    )
    tab = await marte.context.new_page()
    await tab.goto(f"{site.plan()}/deciding")
    card = tab.locator("section", has=tab.locator("#consent-plan"))
    await card.get_by_text("Trekk tilbake …").click()
    await card.get_by_role("button", name="Trekk samtykket tilbake").click()
    await expect(card.get_by_text("Trukket tilbake", exact=True)).to_be_visible()
    # On every screen that was open, without anybody's doing anything.
    await expect(leila.page.locator("#gone")).to_be_visible()
    await expect(leila.page.locator("main")).not_to_contain_text("Kroppen min")
    for screen in (marte, wenche):
        await expect(screen.page.locator("#live-asked")).to_contain_text(PAUSED)
    await expect(marte.page.locator("#live")).to_contain_text("Kroppen min")
    await expect(marte.page.locator(".edit-button")).to_have_count(0)
    await card.get_by_role("button", name="Samtykk igjen, og ta opp planen").click()
    await expect(card.get_by_text("Gitt", exact=True)).to_be_visible()
    await expect(marte.page.locator("#live-asked")).not_to_contain_text(PAUSED)
    await expect(marte.page.locator(".edit-button").first).to_be_attached()
    await leila.page.reload()
    await live(leila.page)
    await expect(leila.page.locator("main")).to_contain_text("Kroppen min")
    # Hers asks, once, whether it is let in again: that it is not is an error to the browser.
    assert len(leila.errors) == 1
    assert "404" in leila.errors[0]
    for person in (marte, wenche):
        assert person.errors == []
    for person in (marte, leila, wenche):
        await person.context.close()


async def test_an_owner_gives_a_mandate_by_the_form_and_ends_it(site: Site, browser: Browser) -> None:
    roar, leila = await site.person(browser, "roar"), await site.person(browser, "leila")
    page = roar.page
    await page.goto(site.plan("roar"))
    await (await seldom(page)).get_by_role("link", name="Hvem bestemmer").click()
    await page.get_by_role("link", name="Gi noen fullmakt").click()
    await page.get_by_label("Hvem?").select_option(label="Leila Hosseini, Fastlege")
    await page.get_by_label("På grunnlag av").select_option(label="Fullmakt fra planeier")
    await page.get_by_label("Hele planen").check()
    await page.get_by_label("Siste dag").fill(f"{site.clock.now().year + 1}-01-31")
    await page.get_by_role("button", name="Signer fullmakten").click()
    await expect(page.get_by_role("heading", name="Leila Hosseini")).to_be_visible()
    await leila.page.goto(site.plan("roar"))
    await live(leila.page)
    await expect(leila.page.locator(".acting")).to_contain_text("på fullmakt")
    economy = leila.page.locator(f"#live-section-{site.world.sections['roar']['economy']}")
    await expect(economy).to_be_attached()
    await page.get_by_text("Avslutt …").click()
    await page.get_by_role("button", name="Avslutt fullmakten").click()
    await expect(economy).not_to_be_attached()
    for person in (roar, leila):
        assert person.errors == []
        await person.context.close()
