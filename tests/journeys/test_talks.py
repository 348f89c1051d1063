"""Two write to each other, live; a third who shares the section is not named, and nothing tells her of it."""

from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.journeys.judging import judge
from tests.journeys.steps import live
from tests.page.test_diary import room_for
from tests.site import Site

ASKED, ANSWERED = "Skal vi bytte dag for treningen?", "Ja, tirsdag passer."
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}


async def test_two_talk_live_and_one_keeps_a_diary(site: Site, browser: Browser) -> None:
    await room_for(site, wenche="comment", kristin="read")
    wenche, sindre, kristin = [
        await site.person(browser, name, **PHONE) for name in ("wenche", "sindre", "kristin")
    ]
    for one in (sindre.page, kristin.page):
        await one.goto(f"{site.plan()}/messages")
        await live(one)
    await _begin(site, wenche.page)
    unread = sindre.page.locator("li.unread", has_text="Treningen")
    await expect(unread.locator(".talk-unread")).to_have_text("1 ulest melding")
    await unread.get_by_role("link").click()
    await live(sindre.page)
    field = sindre.page.get_by_label("Melding", exact=True)
    await field.fill(ANSWERED)
    await expect(sindre.page.locator(".draft-state")).to_contain_text("Utkast")
    await sindre.page.reload()
    await live(sindre.page)
    await expect(field).to_have_value(ANSWERED)
    await field.press("Control+Enter")
    await expect(field).to_have_value("")
    await expect(field).to_be_focused()
    await expect(wenche.page.locator(".said", has_text=ANSWERED)).to_be_visible()
    await _change(wenche.page, sindre.page)
    for person in (wenche, sindre):
        await judge(person.page, "a conversation")
    await sindre.page.goto(f"{site.plan()}/messages")
    await expect(sindre.page.locator("li.unread", has_text="Treningen")).to_have_count(0)
    assert not any("Trening" in frame for frame in kristin.frames.received)
    await expect(kristin.page.locator("main")).not_to_contain_text("Trening")
    await _diary(site, wenche.page, kristin.page)
    for person in (wenche, sindre, kristin):
        assert not [one for one in person.errors if "422" not in one], person.errors
        await person.context.close()


async def _begin(site: Site, page: Page) -> None:
    """Wenche begins one with Sindre alone, and says the first word."""
    await page.goto(f"{site.plan()}/messages")
    await page.get_by_role("link", name="Ny samtale").click()
    await page.get_by_label("Hva gjelder det?").fill("Treningen")
    await page.get_by_label("Bare disse:").check()
    await page.get_by_label("Sindre Nygård").check()
    await page.get_by_role("button", name="Begynn samtalen").click()
    await live(page)
    await page.get_by_label("Melding", exact=True).fill(ASKED)
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".said.mine")).to_contain_text(ASKED)


async def _change(mine: Page, theirs: Page) -> None:
    """What one said is changed in its place, on both screens; what the other has typed stays."""
    await theirs.get_by_label("Melding", exact=True).fill("Halvveis")
    await mine.locator(".said.mine summary").click()
    await mine.get_by_role("link", name="Endre").click()
    await mine.locator(".said .editor textarea").fill("Skal vi bytte dag?")
    await mine.locator(".said .editor").get_by_role("button", name="Lagre").click()
    await expect(theirs.locator(".said", has_text="Skal vi bytte dag?")).to_be_visible()
    await expect(theirs.get_by_label("Melding", exact=True)).to_have_value("Halvveis")


async def _diary(site: Site, wenche: Page, kristin: Page) -> None:
    """A day is written down, shared with one, and taken back."""
    await wenche.goto(f"{site.plan()}/messages")
    await wenche.get_by_role("link", name="Dagbok").click()
    await wenche.get_by_role("link", name="Skriv i dagboken").click()
    await wenche.get_by_label("Hva vil du skrive om dagen?").fill("En stille dag.")
    await wenche.get_by_role("button", name="Lagre").click()
    await expect(wenche.get_by_text("Bare du ser dette")).to_be_visible()
    await judge(wenche, "a diary")
    for among, shown in (("Bare disse:", 1), ("Bare jeg", 0)):
        await wenche.get_by_role("link", name="Del med …" if shown else "Endre deling").click()
        await wenche.get_by_label(among).check()
        if shown:
            await wenche.get_by_label("Kristin Brekke").check()
            await judge(wenche, "whom a day is shared with")
        await wenche.get_by_role("button", name="Lagre").click()
        await kristin.goto(f"{site.plan()}/diary")
        await expect(kristin.get_by_text("En stille dag.")).to_have_count(shown)
