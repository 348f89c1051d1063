"""Marte approves on a telephone; who coordinates is asked, sees what is new in words, and approves."""

from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, Page, expect

from tests.journeys.judging import judge
from tests.journeys.steps import seldom
from tests.page.asking import Answer
from tests.page.test_editions import COORDINATOR, OWNER, write_goal
from tests.site import Site

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
ASKED, APPROVED = "Vil du godkjenne planen?", "Ingenting er endret siden da"


async def test_two_approve_and_see_what_is_new_since_the_last_time(site: Site, browser: Browser) -> None:
    writer = await site.client(OWNER)
    goal = await write_goal(site, writer, "Sykle", "meetings")
    marte, wenche = await site.person(browser, OWNER, **PHONE), await site.person(browser, COORDINATOR)
    await marte.page.goto(site.plan())
    await (await seldom(marte.page)).get_by_role("link", name="Godkjenning").click()
    await _approve(marte.page)
    await _home(wenche.page)
    await wenche.page.get_by_role("button", name="Godkjenn", exact=True).click()
    await marte.page.reload()
    await expect(marte.page.get_by_text(APPROVED)).to_be_visible()
    await write_goal(site, writer, "Sykle til skolen", "meetings", goal)
    await write_goal(site, writer, "Svømme alene", "meetings")
    await marte.page.reload()
    await _told(marte.page)
    await judge(marte.page, "what is new since, on a phone")
    await _approve(marte.page)
    await expect(marte.page.get_by_role("button", name="Godkjenn planen")).to_have_count(0)
    await judge(marte.page, "it waits, on a phone")
    await wenche.page.goto(site.address)
    await judge(wenche.page, "the first page of who is asked to approve")
    await _home(wenche.page)
    await _told(wenche.page)
    await judge(wenche.page, "whether she approves")
    await wenche.page.get_by_role("button", name="Godkjenn", exact=True).click()
    await expect(wenche.page.get_by_text(APPROVED)).to_be_visible()
    await wenche.page.get_by_role("link", name="Utgave 2").first.click()
    await _told(wenche.page)
    await expect(wenche.page.get_by_text("Planen er godkjent slik den sto")).to_be_visible()
    await judge(wenche.page, "an edition")
    await wenche.page.goto(site.address)
    await expect(wenche.page.get_by_text(ASKED)).to_have_count(0)
    await _shut_out(site)
    for person in (marte, wenche):
        assert person.errors == []
        await person.context.close()


async def _approve(page: Page) -> None:
    """Who decides approves what stands on her screen; the coordinator is asked."""
    await page.get_by_role("button", name="Godkjenn planen slik den står nå").click()
    await expect(page.get_by_role("heading", name="Venter på koordinator")).to_be_visible()


async def _home(page: Page) -> None:
    """From her first page to what she is asked."""
    await page.goto(page.url.partition("/plans")[0])
    asked = page.get_by_role("listitem").filter(has_text=ASKED)
    await expect(asked).to_contain_text("Planen til Tiril")
    await asked.get_by_role("link").click()
    await expect(page.get_by_role("heading", name=ASKED)).to_be_visible()


async def _told(page: Page) -> None:
    """What became of the two goals, in words."""
    changed = page.locator(".difference-changed:visible", has_text="Sykle til skolen")
    await expect(changed.locator("ins")).to_contain_text("til skolen")
    await expect(changed).to_contain_text("Endret")
    await expect(page.locator(".difference-new:visible", has_text="Svømme alene")).to_contain_text("Nytt")


async def _shut_out(site: Site) -> None:
    """Who has nothing there is answered as if there were no plan."""
    for name in ("roar", "solveig"):
        client = await site.client(name)
        nowhere = Answer.of(await client.get(f"/plans/{uuid4()}/approval"))
        assert nowhere.status == 404
        for path in ("approval", "approval/1", "approval/9"):
            assert Answer.of(await client.get(f"{site.plan()}/{path}")) == nowhere, (name, path)
        refused = await client.post(f"{site.plan()}/approval/2/answer", data={"answer": "approved"})
        assert Answer.of(refused) == nowhere
        await client.aclose()
