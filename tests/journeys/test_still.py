"""What one reads stands still while others write: twenty pushes move nothing that is in view."""

from uuid import uuid4

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.steps import at_plan, part
from tests.site import Site

SEE = """() => {
  window.moved = 0;
  const see = (found) => { for (const one of found) if (!one.hadRecentInput) moved += one.value; };
  window.shifts = new PerformanceObserver((list) => see(list.getEntries()));
  shifts.observe({ type: "layout-shift" });
  window.flush = () => see(shifts.takeRecords());
}"""
"""Sums what moved without the reader's doing, as browsers' own measure of it does."""
UNANCHORED = """(() => {
  const known = CSS.supports;
  CSS.supports = (name, value) => name !== "overflow-anchor" && known(name, value);
})()"""
UNHELD = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { overflow-anchor: none !important; }");
  document.adoptedStyleSheets = [sheet];
}"""
FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


async def reading(site: Site, browser: Browser, *, anchors: bool = True, width: int = 1280) -> Page:
    """Marte in the middle of the plan. ``anchors``: whether her browser itself holds still what she reads."""
    marte = await site.person(browser, "marte", viewport={"width": width, "height": 780})
    page = marte.page
    if not anchors:
        await page.add_init_script(UNANCHORED)
    await page.goto(site.plan())
    await expect(page.locator("#plan[data-live=on]")).to_be_attached()
    if not anchors:
        await page.evaluate(UNHELD)
    await part(site, page, "work").locator(".item").nth(3).evaluate("(item) => item.scrollIntoView()")
    await page.evaluate(FRAMES)
    await page.evaluate(SEE)
    return page


async def moved(page: Page) -> float:
    """How much has moved by now."""
    await page.evaluate(FRAMES)
    return float(await page.evaluate("(flush(), moved)"))


async def test_nothing_in_view_moves_while_others_write(site: Site, browser: Browser) -> None:
    pages = [await reading(site, browser), await reading(site, browser, anchors=False, width=390)]
    wenche = await site.client("wenche")
    before = [await page.evaluate("scrollY") for page in pages]
    for number in range(5):  # three new ones, and one that goes
        made = {area: str(uuid4()) for area in ("needs", "home", "leisure")}
        for area, item in made.items():
            form = {
                "kind": "text",
                "item": item,
                "under": "",
                "title": f"Nytt {number}",
                "body": "Ord. " * 60,
            }
            assert (await wenche.post(f"{site.section(area)}/items", data=form)).status_code == 303
        assert (await wenche.post(f"{site.section('home')}/items/{made['home']}/closure")).status_code == 303
    for page in pages:
        await expect(part(site, page, "leisure")).to_contain_text("Nytt 4")
        await expect(part(site, page, "home")).not_to_contain_text("Nytt 4")
    assert [await moved(page) for page in pages] == [0, 0]
    after = [await page.evaluate("scrollY") for page in pages]
    assert all(now > then for then, now in zip(before, after, strict=True)), "much came above"
    for page in pages:
        await page.locator("main").evaluate("(main) => { scrollTo(0, 0); main.style.paddingTop = '200px'; }")
        assert await moved(page) > 0, "what moves is seen"
        await page.context.close()


@pytest.mark.long
async def test_nothing_moves_when_somebody_comes_and_goes(site: Site, browser: Browser) -> None:
    page = await reading(site, browser, width=390)
    berit = await at_plan(site, browser, "berit")
    await expect(page.locator("#live-people .here-now")).to_have_count(1)
    await berit.context.close()
    await expect(page.locator("#live-people .here-now")).to_have_count(0)
    assert await moved(page) == 0
    await page.context.close()
