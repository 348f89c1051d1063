"""A GP opens the link in her own system: she sees what is new, and answers what is asked, in a minute."""

import io
from typing import Any
from uuid import uuid4

from playwright.async_api import Browser, Page, expect
from pypdf import PdfReader

from tests.journeys.judging import judge, look_at
from tests.journeys.steps import at_plan, part
from tests.journeys.test_logins import press_person
from tests.page.test_minute import TITLE, ask, minute, write
from tests.site import Frames, Person, Site
from tests.world import PEOPLE

PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"}


async def test_a_minute_on_a_telephone_from_the_link_to_the_answer(site: Site, browser: Browser) -> None:
    writer, link = await site.client("marte"), f"{site.plan()}/minute"
    await minute(site, await site.client("leila"))
    goal = await write(site, writer, TITLE)
    duty = await ask(site, writer, "leila", goal)
    marte = await at_plan(site, browser, "marte")
    await marte.page.goto(f"{link}/summary")
    await marte.page.get_by_label(TITLE).check()
    await judge(marte.page, "the choice")
    await marte.page.get_by_role("button", name="Lagre").click()
    await expect(marte.page.locator("#summary")).to_contain_text(TITLE)
    await marte.page.goto(site.plan())
    await expect(marte.page.locator("#plan[data-live=on]")).to_be_attached()

    leila = await _by_link(browser, link, "leila")
    news = leila.page.get_by_role("region", name="Nytt siden sist")
    await expect(news).to_contain_text(PEOPLE["marte"]["name"])
    await expect(news.get_by_role("link", name=TITLE)).to_have_attribute("href", f"{_path(site)}#item-{goal}")
    await expect(leila.page.locator("#summary")).to_contain_text(TITLE)
    await judge(leila.page, "the minute")
    asked = leila.page.locator(f"#asked-{duty}")
    await asked.get_by_role("button", name="Ja, det gjør jeg").click()
    await expect(leila.page.get_by_role("status").filter(has_text="Svaret er lagret.")).to_be_visible()
    await expect(asked.get_by_role("button", name="Det er gjort")).to_be_visible()
    answered = part(site, marte.page, "health").locator(f"#item-{duty}")
    await expect(answered).to_contain_text("Har sagt ja")
    await _paper(leila.page)
    await _overview(site, leila.page, marte.page)
    for address in (link, f"{site.plan()}/overview"):
        await _shut_out(site, browser, address)
    for person in (marte, leila):
        assert person.errors == []
        await person.context.close()


async def _overview(site: Site, leila: Page, marte: Page) -> None:
    """Both see who has said yes; only she who decides is told what is lacking, and goes there."""
    for page in (leila, marte):
        await look_at(page, f"{site.plan()}/overview")
        goal = page.get_by_role("article").filter(has=page.get_by_role("link", name=TITLE))
        await expect(goal).to_contain_text("0 av 1 tiltak er gjort. 1 i gang.")
        duties = page.get_by_role("region", name="Hvem er spurt om hva").get_by_role("listitem")
        duty = duties.filter(has=page.get_by_role("link", name="Skrive søknad", exact=True))
        await expect(duty).to_contain_text("Har sagt ja")
    await expect(leila.get_by_text("Mangler:")).to_have_count(0)
    assert await leila.locator(".line-frame").evaluate("one => one.scrollLeft") > 0, "at today"
    await marte.get_by_role("link", name="Få det på plass: Planperioden").click()
    await expect(marte).to_have_url(f"{site.plan()}/pulse")


async def _by_link(browser: Browser, link: str, name: str) -> Person:
    """Somebody who is not logged in opens the link, logs in, and is where it leads."""
    context, frames, errors = await browser.new_context(locale="nb-NO", **PHONE), Frames(), []
    page = await context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.goto(link)
    await press_person(page, name)
    await expect(page).to_have_url(link)
    return Person(page, context, frames, errors)


async def _paper(page: Page) -> None:
    """What the press downloads."""
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Hent som PDF").click()
    path = await (await coming.value).path()
    assert TITLE in PdfReader(io.BytesIO(path.read_bytes())).pages[0].extract_text()


async def _shut_out(site: Site, browser: Browser, link: str) -> None:
    """Somebody without access is told the same of this link as of one that leads nowhere."""
    roar = await site.person(browser, "roar")
    told = []
    for address in (link, link.replace(link.split("/")[-2], str(uuid4()))):
        answer = await roar.page.goto(address)
        assert answer is not None
        told.append((answer.status, await roar.page.locator("main").inner_text()))
    assert told[0] == told[1]
    assert told[0][0] == 404
    await roar.context.close()


def _path(site: Site) -> str:
    return site.plan().removeprefix(site.address)
