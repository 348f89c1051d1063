"""Easy reading: large letters, a symbol beside the words, one thing at a time; and the page read aloud."""

from playwright.async_api import Browser, Page, expect

from tests.journeys.judging import judge
from tests.journeys.steps import live
from tests.site import Site

PHONE = {"viewport": {"width": 390, "height": 844}}
VOICE = """
window.spoken = [];
class Utterance { constructor(text) { this.text = text; } }
const voice = {
  getVoices: () => [
    { lang: "nb-NO", name: "Elsewhere", localService: false },
    { lang: "en-GB", name: "English", localService: true },
    { lang: "no-NO", name: "Norsk", localService: true },
  ].filter((one) => !window.silent || !one.localService),
  speak(one) { window.spoken.push([one.text, one.lang, one.voice?.name]); window.last = one; },
  cancel() { window.last = null; },
};
Object.defineProperty(window, "speechSynthesis", { value: voice });
window.SpeechSynthesisUtterance = Utterance;
"""
"""No machine that runs tests has a voice: this one keeps what it is given to say."""


async def choose_easy(page: Page, site: Site) -> None:
    await page.goto(f"{site.address}/settings")
    await page.get_by_label("Lettlest").check()
    await page.get_by_role("button", name="Lagre").click()
    await expect(page.get_by_text("Lagret.")).to_be_visible()


async def test_a_plan_that_is_easy_to_read(site: Site, browser: Browser) -> None:
    page = (await site.person(browser, "marte", **PHONE)).page
    await choose_easy(page, site)
    await page.goto(site.plan())
    await live(page)
    parts = page.locator("details.part")
    first, second = parts.nth(0), parts.nth(1)
    await expect(page.locator("h2 > .sign").first).to_be_visible()
    await expect(page.get_by_role("heading", name="Svar på dette")).to_be_visible()
    await first.locator(".when-shut").click()
    await expect(first.locator(".item").first).to_be_visible()
    await judge(page, "a plan that is easy to read, on a phone")
    await second.locator(".when-shut").click()
    await expect(first).not_to_have_attribute("open", "")


async def test_what_others_change_leaves_open_what_is_open(site: Site, browser: Browser) -> None:
    page = (await site.person(browser, "marte", **PHONE)).page
    await choose_easy(page, site)
    await page.goto(site.plan())
    await live(page)
    about = page.locator(f"#live-section-{site.world.sections['tiril']['about']} > section > details.part")
    await about.locator("> summary .when-shut").click()
    other = await site.client("marte")
    typed = {
        "kind": "text",
        "item": "0198a000-0000-7000-8000-00000000e451",
        "title": "Nytt",
        "body": "Hun ler mye.",
    }
    answer = await other.post(f"{site.section('about')}/items", data=typed)
    assert answer.status_code in (200, 303), answer.text
    await expect(about.get_by_text("Hun ler mye.")).to_be_visible()


async def test_a_page_is_read_aloud_block_by_block_and_stops(site: Site, browser: Browser) -> None:
    page = (await site.person(browser, "marte", **PHONE)).page
    await page.add_init_script(VOICE)
    await page.goto(f"{site.address}/settings")
    await page.get_by_role("button", name="Les høyt").click()
    await expect(page.locator(".is-read")).to_have_count(1)
    await page.evaluate("window.last.onend()")
    await page.evaluate("window.last.onend()")
    spoken = await page.evaluate("window.spoken")
    assert spoken[1] == ["Innstillinger", "nb", "Norsk"]
    assert len(spoken) == 3
    await page.keyboard.press("Escape")
    await expect(page.locator(".is-read")).to_have_count(0)
    await expect(page.get_by_role("button", name="Les høyt")).to_have_attribute("aria-pressed", "false")
    assert len(await page.evaluate("window.spoken")) == 3
    await page.add_init_script("window.silent = true")
    await page.reload()
    await expect(page.get_by_role("heading", name="Innstillinger")).to_be_visible()
    await expect(page.locator("#aloud")).to_be_hidden()
