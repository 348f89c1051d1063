"""What pages promise to eyes, fingers and keyboards: room, a focus, menus, paper, choice, progress."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.journeys.judging import judge
from tests.page.sending import paper
from tests.site import Site

ROOMS = ("", "/overview", "/meetings", "/messages", "/minute", "/week", "/files", "/network", "/search")
OTHERS = (
    "/sharing",
    "/log",
    "/deciding",
    "/people",
    "/coordinator",
    "/approval",
    "/pulse",
    "/export",
    "/crisis",
)
OWN = ("/", "/settings", "/notifications", "/sessions", "/calendar")
UNIT = ("/unit", "/unit/cases", "/unit/people", "/unit/coordinators", "/unit/training", "/unit/services")
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True}

SMALL = """() => {
  const seen = one => one.checkVisibility({visibilityProperty: true})
    && one.getBoundingClientRect().width > 1;
  const inWords = one => one.tagName === 'A' && getComputedStyle(one).display === 'inline'
    && one.parentElement.textContent.trim().length > one.textContent.trim().length;
  const size = one => { const label = one.labels?.[0] ?? one; const box = one.getBoundingClientRect();
    const more = ['checkbox', 'radio'].includes(one.type) ? label.getBoundingClientRect() : box;
    return [Math.max(box.width, more.width), Math.max(box.height, more.height)]; };
  const all = 'a[href], button, summary, input:not([type=hidden]), select, textarea';
  return [...document.querySelectorAll(all)]
    .filter(one => !one.closest('svg') && seen(one) && !inWords(one) && Math.min(...size(one)) < 43)
    .map(one => `${one.tagName}.${one.className} ${size(one)} ${one.textContent.trim().slice(0, 40)}`);
}"""
"""Controls smaller than a fingertip; not links within a sentence, nor marks of a picture that has a list."""

FOCUS = """() => {
  const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const at = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height / 2, 10));
  return { what: one.outerHTML.slice(0, 90),
    outline: parseFloat(style.outlineWidth) || 0, line: style.outlineStyle,
    over: !!at && (one.contains(at) || at.contains(one)), inside: box.bottom > 0 && box.top < innerHeight };
}"""


async def _small(page: Page, addresses: list[str]) -> dict[str, list[str]]:
    found = {}
    for address in addresses:
        await page.goto(address)
        if small := await page.evaluate(SMALL):
            found[address] = small
    return found


async def test_a_finger_finds_room_on_everything_it_may_press(shared: Site, browser: Browser) -> None:
    marte = await shared.person(browser, "marte", **PHONE)
    some = [f"{shared.plan()}{one}" for one in ("/overview", "/week")]
    assert await _small(marte.page, [f"{shared.address}/", *some]) == {}


@pytest.mark.long
async def test_a_finger_finds_room_on_all_pages(shared: Site, browser: Browser) -> None:
    marte, unit = (
        await shared.person(browser, "marte", **PHONE),
        await shared.person(browser, "ingeborg", **PHONE),
    )
    inside = [f"{shared.plan()}{one}" for one in (*ROOMS, *OTHERS)]
    assert await _small(marte.page, [*inside, *(shared.address + one for one in OWN)]) == {}
    assert await _small(unit.page, [shared.address + one for one in UNIT]) == {}


@pytest.mark.long
async def test_the_largest_letters_fit_the_narrowest_screen(shared: Site, browser: Browser) -> None:
    marte = await shared.person(browser, "marte", viewport={"width": 320, "height": 640})
    for address in [
        *(f"{shared.plan()}{one}" for one in (*ROOMS, *OTHERS)),
        *(shared.address + one for one in OWN),
    ]:
        await marte.page.goto(address)
        await marte.page.evaluate("document.documentElement.dataset.text = 'larger'")
        width = await marte.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], f"{address} scrolls sideways: {width}"


async def test_where_one_is_by_keyboard_is_always_seen(shared: Site, browser: Browser) -> None:
    berit = await shared.person(browser, "berit")
    page = berit.page
    await page.goto(shared.plan())
    for _ in range(40):
        await page.keyboard.press("Tab")
        now = await page.evaluate(FOCUS)
        assert now["outline"] >= 2, now
        assert now["line"] != "none", now
        assert now["inside"], now
        assert now["over"], now


async def test_menus_open_by_keyboard_and_give_the_focus_back(shared: Site, browser: Browser) -> None:
    marte = await shared.person(browser, "marte", **PHONE)
    page = marte.page
    await page.goto(shared.plan())
    for menu, first in (
        (".who-menu", "Innstillinger"),
        (".doors-menu", "Hvem har sett"),
        (".rooms-more", "Siden sist"),
    ):
        summary = page.locator(f"{menu} > summary")
        link = page.locator(menu).get_by_role("link", name=first)
        await expect(link).to_be_hidden()
        await summary.focus()
        await page.keyboard.press("Enter")
        await expect(link).to_be_visible()
        await link.focus()
        await page.keyboard.press("Escape")
        await expect(link).to_be_hidden()
        await expect(summary).to_be_focused()


async def test_without_scripts_the_menus_open_too(shared: Site, browser: Browser) -> None:
    leila = await shared.person(browser, "leila", java_script_enabled=False, **PHONE)
    page = leila.page
    await page.goto(shared.plan())
    await page.locator(".rooms-more > summary").click()
    await page.get_by_role("link", name="Filer", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Filer")
    await expect(page.locator(".rooms-more > summary")).to_contain_text("Filer")
    await page.locator(".who-menu > summary").click()
    await expect(page.get_by_role("button", name="Logg ut")).to_be_visible()


@pytest.mark.parametrize(
    "chosen",
    [{"colours": "dark", "text_size": "larger"}, pytest.param({"contrast": "more"}, marks=pytest.mark.long)],
    ids=str,
)
async def test_what_was_chosen_is_how_it_looks(site: Site, browser: Browser, chosen: dict[str, str]) -> None:
    client = await site.client("leila")
    assert (await client.post("/settings", data=chosen)).status_code == 303
    await client.aclose()
    leila = await site.person(browser, "leila", viewport={"width": 390, "height": 844})
    plain = await site.person(browser, "berit", viewport={"width": 390, "height": 844})
    style = "[document.body, document.querySelector('h1')].map(one => getComputedStyle(one))"
    style += ".map(one => one.backgroundColor + one.fontSize).join()"
    line = "getComputedStyle(document.querySelector('.asked')).borderTopWidth"
    for person in (leila, plain):
        await person.page.goto(site.plan())
    if "contrast" in chosen:
        assert (await leila.page.evaluate(line), await plain.page.evaluate(line)) == ("2px", "1px")
    else:
        assert await leila.page.evaluate(style) != await plain.page.evaluate(style)
    await judge(leila.page, f"a plan with {chosen}")


async def test_paper_bears_what_was_written_in_black_and_nothing_to_press(
    shared: Site, browser: Browser
) -> None:
    berit = await shared.person(browser, "berit", color_scheme="dark")
    page = berit.page
    await page.goto(shared.plan())
    await page.emulate_media(media="print", color_scheme="dark")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert await page.locator(".section").first.is_visible()
    for one in (
        ".bar",
        ".plan-rooms",
        ".plan-doors",
        ".plan-outline",
        ".site-end",
        ".foot-tools",
        ".section summary",
    ):
        assert not await page.locator(one).first.is_visible(), one
    inks = await page.evaluate(
        "[...new Set([...document.querySelectorAll('.section *')].map(one => getComputedStyle(one).color))]"
    )
    assert inks == ["rgb(0, 0, 0)"]


async def test_a_file_on_its_way_says_how_far_it_has_come(site: Site, browser: Browser) -> None:
    marte = await site.person(browser, "marte", **PHONE)
    page = marte.page
    held: list[Route] = []
    await page.route("**/files*", lambda route: held.append(route) if _posts(route) else route.continue_())
    await page.goto(f"{site.section('work')}/files/new?kind=document")
    await page.get_by_label("Filen").set_input_files(
        {"name": "Plan.pdf", "mimeType": "application/pdf", "buffer": paper(1)}
    )
    button = page.get_by_role("button", name="Lagre")
    await button.click()
    await expect(page.get_by_role("progressbar")).to_be_visible()
    await expect(button).to_have_attribute("aria-busy", "true")
    await held.pop().abort()
    await expect(page.get_by_role("status").filter(has_text="Sendingen stoppet.")).to_be_visible()
    assert await page.get_by_label("Filen").evaluate("one => one.files[0].name") == "Plan.pdf", "it is kept"
    await page.unroute("**/files*")
    await button.click()
    await expect(page.locator(".item.document")).to_contain_text("Plan")


def _posts(route: Route) -> bool:
    return route.request.method == "POST"


async def test_a_file_that_is_made_says_so_until_it_is_there(shared: Site, browser: Browser) -> None:
    leila = await shared.person(browser, "leila", **PHONE)
    page = leila.page
    held: list[Route] = []
    await page.route("**/oversikt.pdf", lambda route: held.append(route))
    await page.goto(f"{shared.plan()}/minute")
    link = page.locator("a[href$='oversikt.pdf']")
    await link.click()
    await expect(link).to_have_attribute("aria-busy", "true")
    await expect(page.get_by_role("status").filter(has_text="Lager filen")).to_be_visible()
    async with page.expect_download() as coming:
        await held.pop().continue_()
    download = await coming.value
    assert download.suggested_filename.startswith("kort-oversikt")
    await expect(page.get_by_role("status").filter(has_text=download.suggested_filename)).to_be_visible()
    await expect(link).not_to_have_attribute("aria-busy", "true")
