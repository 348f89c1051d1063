"""Pages are light, and ask nobody but us: at most 250 kB the first time, and 40 kB after that."""

import json
import re

from playwright.async_api import Browser, BrowserContext

from tests.journeys.wire import Wire
from tests.site import Site

FIRST, LATER = 250_000, 40_000
MAIN = ("", "/overview", "/minute", "/week", "/messages", "/network", "/meetings", "/sharing", "/log")
"""Of a plan; with the front page they are ten."""
ELSEWHERE = "http://elsewhere.invalid/"


async def enter(site: Site, context: BrowserContext) -> None:
    """Marte is logged in, and her browser has nothing of ours."""
    cookie = await site.session("marte") or ""
    await context.add_cookies([{"name": "ipplan", "value": cookie, "url": site.address}])


async def kept_besides(site: Site, wire: Wire) -> int:
    """How many bytes the service worker fetches when it is installed: itself, and what pages have not."""
    client = await site.client()
    worker = await client.get("/sw.js")
    kept = re.search(r"const KEPT = (\[.*?\]);", worker.text)
    assert kept
    paths = [path for path in json.loads(kept[1]) if path not in wire.paths]
    assert paths, "pages for when there is no net"
    answers = [worker, *[await client.get(path) for path in paths]]
    assert {answer.status_code for answer in answers} == {200}
    return sum(int(one.headers["content-length"]) + len(str(one.headers)) for one in answers)


async def test_the_ten_main_pages_are_light_and_ask_no_other_host(shared: Site, browser: Browser) -> None:
    context = await browser.new_context(locale="nb-NO", service_workers="block")
    page = await context.new_page()
    errors: list[str] = []
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    wire = await Wire.of(page)
    first = await wire.visit(page, f"{shared.address}/") + await kept_besides(shared, wire)
    await enter(shared, context)
    pages = [f"{shared.address}/", *(shared.plan() + there for there in MAIN)]
    cost = {address: await wire.visit(page, address) for address in pages}
    assert 40_000 < first <= FIRST, "it was a first visit"
    assert max(cost.values()) <= LATER, cost
    assert min(cost.values()) > 1_000, "nothing came past what counts"
    assert wire.hosts == {shared.address.partition("//")[2]}
    assert not errors
    await context.close()


async def test_the_heaviest_page_is_light_as_the_first_also_from_a_link_of_another_site(
    shared: Site, browser: Browser
) -> None:
    context = await browser.new_context(locale="nb-NO", service_workers="block")
    await enter(shared, context)
    page = await context.new_page()
    link = f"<a href='{shared.plan()}'>Planen</a>"
    await page.route(ELSEWHERE, lambda route: route.fulfill(content_type="text/html", body=link))
    await page.goto(ELSEWHERE)
    wire = await Wire.of(page)
    await page.get_by_role("link", name="Planen").click()
    await page.wait_for_url(shared.plan())
    cost = await wire.settled(page)
    assert 40_000 < cost <= FIRST
    await context.close()


async def test_every_main_page_forbids_its_browser_to_ask_another_host(shared: Site) -> None:
    client = await shared.client("marte")
    for there in ("/", *(shared.plan() + there for there in MAIN)):
        policy = (await client.get(there)).headers["content-security-policy"]
        rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
        assert rules.pop("default-src") == "'none'", there
        rules.pop("form-action")  # leads to the providers: a login is a page of theirs
        assert set(rules.values()) <= {"'self'", "'none'", "'self' data:"}, (there, rules)
