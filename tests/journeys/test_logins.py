"""Logging in as people do: two tabs at once, anew before signing, out at the provider, too much at once."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.conftest import Ground
from tests.journeys.judging import LOOKS, judge
from tests.journeys.steps import at_plan
from tests.page.test_fresh_login import OLD
from tests.page.two_doors import TwoDoors, two_doors
from tests.site import Site, open_site
from tests.world import PEOPLE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where pictures go: the folder that IPPLAN_PICTURES_LOGIN names, else one that is thrown away."""
    path = Path(os.environ.get("IPPLAN_PICTURES_LOGIN", tmp_path))
    path.mkdir(parents=True, exist_ok=True)
    return path


async def press_person(page: Page, name: str) -> None:
    """Choose a test person on the provider's page."""
    await page.locator(f"button[value='{PEOPLE[name]['id']}']").click()


async def test_two_tabs_log_in_at_once_and_going_back_is_no_disaster(site: Site, browser: Browser) -> None:
    context = await browser.new_context(locale="nb-NO")
    first, second = await context.new_page(), await context.new_page()
    plan = site.plan().removeprefix(site.address)
    await asyncio.gather(
        first.goto(f"{site.address}/login?return_to={plan}"), second.goto(f"{site.address}/login")
    )
    await press_person(first, "leila")
    await expect(first.locator("#plan[data-live=on]")).to_be_attached()
    await press_person(second, "leila")
    await expect(second.get_by_role("heading", name="Hei, Leila")).to_be_visible()
    # The first tab's session went on under the second's: it comes back by itself, with nothing covered.
    await expect(first.locator("#plan[data-live=on]")).to_be_attached()
    await expect(first.locator("#gone")).to_be_hidden()
    await expect(first.locator("#live")).to_be_attached()
    used = await context.new_page()
    await used.goto(f"{site.address}/login/callback?state=used&code=used")
    await expect(used.get_by_role("heading", name="Du er allerede logget inn")).to_be_visible()
    await context.close()


async def test_a_page_that_came_just_before_the_logout_does_not_stay(site: Site, browser: Browser) -> None:
    leila = await site.person(browser, "leila")

    async def logged_out_meanwhile(route: Route) -> None:
        answer = await route.fetch()
        await leila.page.request.post(
            f"{site.address}/logout", headers={"origin": site.address, "sec-fetch-site": "same-origin"}
        )
        await route.fulfill(response=answer)

    await leila.page.route(site.plan(), logged_out_meanwhile, times=1)
    await leila.page.goto(site.plan())
    await expect(leila.page.locator("#gone")).to_be_visible()
    await expect(leila.page.locator("#live")).to_have_count(0)
    await leila.context.close()


async def test_signing_asks_for_a_fresh_login_and_comes_back_to_it(site: Site, browser: Browser) -> None:
    marte = await at_plan(site, browser, "marte")
    who, section = site.world.accounts["leila"], site.world.sections["tiril"]["economy"]
    tab = await marte.context.new_page()
    await tab.goto(f"{site.plan()}/sharing")
    site.clock.move(OLD)
    await tab.select_option(f"[name='access-{who}-{section}']", "read")
    await tab.select_option(f"[name='until-{who}']", "6m")
    await tab.get_by_role("button", name="Se hva du er i ferd med").click()
    await tab.get_by_role("button", name="Signer").click()
    await tab.get_by_role("link", name="Logg inn på nytt").click()
    await press_person(tab, "marte")
    await expect(tab.get_by_role("heading", name="Les, og signer")).to_be_visible()
    await tab.get_by_role("button", name="Signer").click()
    await expect(tab).to_have_url(f"{site.plan()}/sharing")
    rows = await site.world.sql(
        "SELECT count(*) FROM access_grant WHERE participant_id = :who AND section_id = :section"
        " AND withdrawn_at IS NULL",
        who=who,
        section=section,
    )
    assert rows[0][0] == 1
    # The plan in the other tab went on by the new login.
    await expect(marte.page.locator("#plan[data-live=on]")).to_be_attached()
    await expect(marte.page.locator("#gone")).to_be_hidden()
    assert not [one for one in marte.errors if "WebSocket" not in one]


async def test_logging_out_at_the_provider_empties_every_page_within_a_second(
    site: Site, browser: Browser
) -> None:
    leila = await at_plan(site, browser, "leila", by_provider=True)
    other = await leila.context.new_page()
    await other.goto(site.plan())
    await expect(other.locator("#plan[data-live=on]")).to_be_attached()
    berit = await at_plan(site, browser, "berit")
    provider = await leila.context.new_page()
    await provider.goto(f"{site.world.house.settings.issuer}/endsession")
    await provider.locator("button").first.click()
    for page in (leila.page, other):
        await expect(page.locator("#gone")).to_be_visible()
        await expect(page.locator("#live")).to_have_count(0)
    await expect(berit.page.locator("#live")).to_be_attached()
    await other.reload()
    await expect(other.get_by_role("heading", name="Hvem vil du logge inn som?")).to_be_visible()


@pytest.fixture
async def slow(ground: Ground) -> AsyncIterator[Site]:
    """A site that takes few drafts."""
    name = ground.fresh()
    settings = ground.settings(name, rate_write="2/12 second")
    async with open_site(ground.postgres, name, settings) as site:
        yield site
    ground.postgres.drop_database(name)


@pytest.mark.long
async def test_a_draft_that_came_too_soon_is_sent_again_by_itself(slow: Site, browser: Browser) -> None:
    marte = await at_plan(slow, browser, "marte")
    page = marte.page
    await page.locator("article.goal > .item-view .edit-button").first.click()
    field = page.locator(".editor input[name=title]")
    await field.fill("En")
    state = page.locator(".draft-state")
    async with asyncio.timeout(60):
        # One draft a second is what the page sends; however slow that is, some three fall into one window.
        number = 0
        while "Utkastet lagres om" not in (await state.text_content() or ""):
            number += 1
            await field.press_sequentially(str(number % 10))
    await field.fill("En to tre")
    await expect(page.locator(".draft-state")).not_to_contain_text("Utkastet lagres om")
    await page.reload()
    await page.locator("article.goal > .item-view .edit-button").first.click()
    await expect(page.locator(".editor input[name=title]")).to_have_value("En to tre")


@pytest.fixture
async def two(ground: Ground, tmp_path: Path) -> AsyncIterator[TwoDoors]:
    async with two_doors(ground, tmp_path) as found:
        yield found


@pytest.mark.long
@pytest.mark.parametrize("look", LOOKS)
async def test_pages_of_logging_in_are_for_everybody(
    two: TwoDoors, browser: Browser, folder: Path, look: str
) -> None:
    site = two.site
    context = await browser.new_context(locale="nb-NO", **LOOKS[look])
    page = await context.new_page()
    await page.goto(f"{site.address}/login?return_to=/")
    await judge(page, "choosing a provider")
    await page.screenshot(path=folder / f"choose-{look[:4]}.png")
    await page.get_by_role("link", name="HelseID").click()
    await press_person(page, "leila")
    other = await site.client()
    await two.log_in(other, "leila", "idporten")
    await page.goto(f"{site.address}/sessions")
    await judge(page, "one's logins")
    await page.screenshot(path=folder / f"sessions-{look[:4]}.png", full_page=True)
    for address, what in (("/login?ended=1", "ended"), ("/login/callback?state=x", "already")):
        await page.goto(site.address + address)
        await judge(page, what)
    two.idporten.misbehaviour.unavailable = frozenset({"/par"})
    await page.goto(f"{site.address}/login?provider=idporten")
    await judge(page, "the provider down")
    await page.screenshot(path=folder / f"down-{look[:4]}.png")
    two.idporten.misbehaviour.unavailable = frozenset()
    await context.clear_cookies()
    await page.goto(f"{site.address}/login?provider=idporten")
    await press_person(page, "marte")
    site.clock.move(OLD)
    await page.goto(f"{site.plan()}/people")
    await judge(page, "people with their doors")
    await page.screenshot(path=folder / f"people-{look[:4]}.png", full_page=True)
    await page.goto(f"{site.address}/plans/new")
    await page.locator("#consent-plan").check()
    await page.get_by_role("button", name="Jeg samtykker").click()
    await expect(page.get_by_role("heading", name="Logg inn på nytt")).to_be_visible()
    await judge(page, "a fresh login")
    await page.screenshot(path=folder / f"fresh-{look[:4]}.png")
    await context.close()
