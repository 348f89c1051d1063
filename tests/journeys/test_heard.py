"""What others change is told politely to who hears the page: who and where; and not where it is muted."""

from playwright.async_api import Browser, expect

from tests.journeys.steps import at_plan, part
from tests.page.test_editions import write_goal
from tests.site import Site


async def test_it_is_told_who_changed_something_and_where_and_not_what(site: Site, browser: Browser) -> None:
    leila, own = await site.client("leila"), await site.client("marte")
    page = (await at_plan(site, browser, "marte")).page
    told = page.locator("#heard")
    await write_goal(site, own, "Mitt eget", "health")
    await expect(part(site, page, "health")).to_contain_text("Mitt eget")
    assert await told.inner_text() == "", "what one writes oneself one knows"
    await write_goal(site, leila, "Lære å hinke", "health")
    title = await part(site, page, "health").locator("h2").inner_text()
    await expect(told).to_have_text(f"Leila Hosseini endret {title}")
    await page.context.close()


async def test_where_it_is_muted_nothing_is_told(site: Site, browser: Browser) -> None:
    leila, own = await site.client("leila"), await site.client("marte")
    assert (await own.post("/settings", data={"announce": "off"})).status_code == 303
    page = (await at_plan(site, browser, "marte")).page
    await page.clock.install()
    await write_goal(site, leila, "Lære å hinke", "health")
    await expect(part(site, page, "health")).to_contain_text("Lære å hinke")
    await page.clock.run_for(10_000)
    assert await page.locator("#heard").inner_text() == ""
    await page.context.close()
