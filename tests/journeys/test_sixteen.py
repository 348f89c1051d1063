"""She comes to decide herself: at the birthday, through the ninety days after, and when they are over."""

from datetime import timedelta

from playwright.async_api import Browser, expect

from tests.gate.test_takeover import SIXTEEN
from tests.journeys.steps import at_plan, part
from tests.journeys.test_keeping import tirils
from tests.page.test_takeover import marte_goes_on
from tests.site import Site


async def test_nothing_goes_dark_on_a_birthday_and_what_she_does_not_renew_ends_by_itself(
    site: Site, browser: Browser
) -> None:
    await marte_goes_on(site)
    site.clock.move(SIXTEEN - timedelta(seconds=20) - site.clock.now())
    marte, leila = [await at_plan(site, browser, name) for name in ("marte", "leila")]
    tiril = await tirils(site, browser)
    await tiril.page.goto(f"{site.plan()}/sharing")
    await expect(tiril.page.get_by_text("Her er det ingenting å se")).to_be_visible()
    site.clock.move(SIXTEEN - site.clock.now())
    site.world.house.hub.gap()
    await expect(marte.page.locator("#gone")).to_be_visible()
    await expect(part(site, leila.page, "health")).to_be_visible()
    await tiril.page.goto(f"{site.plan()}/sharing")
    row = tiril.page.locator("main")
    await expect(row).to_contain_text("Leila Hosseini")
    # Ninety days later, on a login of that day.
    site.clock.move(timedelta(days=90) - timedelta(seconds=20))
    await leila.context.close()
    leila = await at_plan(site, browser, "leila")
    await expect(part(site, leila.page, "health")).to_be_visible()
    site.clock.move(timedelta(seconds=25))
    site.world.house.hub.gap()
    await expect(leila.page.locator("#gone")).to_be_visible()
    for person in (marte, leila, tiril):
        assert not [one for one in person.errors if "404" not in one], person.errors
        await person.context.close()
