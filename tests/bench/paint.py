"""Pages in a real browser: largest paint, time from a key to the next paint, and what pushes move.

Each beside a page of the same size that holds nothing but text, from the same server, in the same browser.
"""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from statistics import median
from uuid import uuid4

import httpx2
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.bench import serve
from tests.bench.ground import Ground
from tests.bench.measure import Figure, lower, ratio
from tests.bench.town import Plan
from tests.browser import chromium_path

MAIN = ("", "/overview", "/minute", "/week", "/messages", "/network", "/meetings", "/sharing", "/log")
PUSHES, KEYS = 20, 5
NUMBERS = count(1)
LCP = """() => new Promise((done) => {
  new PerformanceObserver((list) => done(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true });
})"""
LISTEN = """() => { window.delay = new Promise((done) => addEventListener("keydown", (event) => {
  requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => done(performance.now() - event.timeStamp);
    after.port2.postMessage(0);
  });
}, { capture: true, once: true })); }"""
SHIFTS = """() => {
  window.moved = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) moved += one.value;
  }).observe({ type: "layout-shift" });
}"""
IDLE = "() => new Promise((done) => requestIdleCallback(done))"
FRAMES = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
)


def measure(ground: Ground) -> Iterator[Figure]:
    """``paint_…`` and ``key_…``: of the plan's page, of the slowest of the other main pages; ``paint_first``:
    the plan's with nothing kept from before. ``shift_by_pushes``: what moves in view, to a window's height.
    """
    plan, web = ground.plans[0], ground.folder / "web"
    cookie = ground.cookies(plan)[0]
    shutil.copytree(ground.settings.web, web)
    with (
        serve.ipplan(ground.settings, IPPLAN_WEB=str(web)) as served,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        base = f"http://127.0.0.1:{served.port}"

        def entered() -> BrowserContext:
            context = browser.new_context(viewport={"width": 390, "height": 780})
            context.add_cookies([{"name": "ipplan", "value": cookie, "url": base}])
            return context

        page, home = entered().new_page(), f"{base}/plans/{plan.space_id}"
        addresses = {name: home + name for name in MAIN} | {"front": f"{base}/"}
        plain = {name: _plain(base, cookie, web, there) for name, there in addresses.items()}

        def against(look: Callable[[Page, str], float], name: str) -> float:
            return ratio(lambda: look(page, addresses[name]), lambda: look(page, plain[name]))

        def first(address: str) -> float:
            context = entered()
            took = _paint(context.new_page(), address)
            context.close()
            return took

        moved = _moved(page, plan, home, cookie)
        paints, keys = ({name: against(look, name) for name in addresses} for look in (_paint, _key))
        yield lower("paint_plan", paints.pop(""), 6, 3)
        yield lower("paint_other", max(paints.values()), 6, 3)
        yield lower("paint_first", ratio(lambda: first(home), lambda: first(plain[""])), 10, 5)
        yield lower("key_plan", keys.pop(""), 6, 3)
        yield lower("key_other", max(keys.values()), 6, 3)
        yield lower("shift_by_pushes", moved, 0, 0)
        browser.close()


def _plain(base: str, cookie: str, web: Path, address: str) -> str:
    """Where a page of text stands that is as long as the one at ``address``."""
    size = len(httpx2.get(address, cookies={"ipplan": cookie}).content)
    name = f"plain{next(NUMBERS)}.html"
    words = "<p>Ord på ord som står der, og ikke noe mer enn det.</p>\n"
    head = "<!doctype html><html lang=nb><meta charset=utf-8><title>Ord</title><h1>Ord</h1><a href=#x>Ord</a>"
    (web / "static" / name).write_text(head + words * max(1, (size - len(head)) // len(words.encode())))
    return f"{base}/static/{name}"


def _paint(page: Page, address: str) -> float:
    """Milliseconds until the largest thing in view had been painted."""
    page.goto(address)
    return float(page.evaluate(LCP))


def _key(page: Page, address: str) -> float:
    """Milliseconds from a key that moves the focus until that is painted: of five, in a page at rest."""
    page.goto(address)
    page.evaluate(IDLE)
    took = []
    for _ in range(KEYS):
        page.evaluate(FRAMES)
        page.evaluate(LISTEN)
        page.keyboard.press("Tab")
        took.append(float(page.evaluate("() => delay")))
    return median(took)


def _moved(page: Page, plan: Plan, home: str, cookie: str) -> float:
    """How much moves before somebody who reads in the middle of the plan, by changes around her."""
    page.goto(home)
    page.wait_for_selector("#plan[data-live=on]")
    page.locator(f"#live-section-{plan.sections[5]} .item").nth(2).evaluate("(item) => item.scrollIntoView()")
    page.evaluate(FRAMES)
    page.evaluate(SHIFTS)
    base = home.partition("/plans")[0]
    headers = {"origin": base, "sec-fetch-site": "same-origin"}
    with httpx2.Client(cookies={"ipplan": cookie}, headers=headers) as client:
        for number in range(PUSHES):
            section = plan.sections[(0, 2, 4, 8)[number % 4]]
            form = {"kind": "text", "item": str(uuid4()), "under": "", "body": "Ord. " * 60}
            form["title"] = f"Nytt {number}."
            answer = client.post(f"{home}/sections/{section}/items", data=form)
            assert answer.status_code == 303, answer.status_code
    page.get_by_text(f"Nytt {PUSHES - 1}.", exact=True).first.wait_for(state="attached")
    page.evaluate(FRAMES)
    return float(page.evaluate("() => moved"))
