"""ipplan on the home screen; and while there is no net, a page that says so, beside which nothing is kept."""

import json
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.async_api import Browser, Page, expect

from ipplan.language import languages
from tests.icons import ICONS, STATIC, drawn
from tests.site import Site

STORES = """
async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) {
      const answer = await (await caches.open(name)).match(request);
      found.push([request.url.replace(location.origin, ''), await answer.text()]);
    }
  }
  return found;
}
"""
READY = "navigator.serviceWorker.ready.then(found => found.active.state)"
CONTROLLED = "() => navigator.serviceWorker.controller?.state === 'activated'"


async def at(browser: Browser, site: Site, name: str, **options: Any) -> Page:
    """Somebody's first page, with the worker at work."""
    page = (await site.person(browser, name, service_workers="allow", **options)).page
    await page.evaluate(READY)
    await page.wait_for_function(CONTROLLED)
    return page


async def test_the_manifest_says_what_a_device_needs_and_its_icons_are_there(shared: Site) -> None:
    client = await shared.client()
    answer = await client.get("/manifest.webmanifest")
    assert answer.headers["content-type"] == "application/manifest+json"
    told = json.loads(answer.text)
    assert (told["start_url"], told["scope"], told["lang"]) == ("/", "/", "nb")
    assert "individuell plan" in told["name"]
    for icon in told["icons"]:
        answer = await client.get(icon["src"])
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, icon["type"])
    assert {one.get("purpose", "any") for one in told["icons"]} == {"any", "maskable"}
    front = (await client.get("/")).text
    assert 'rel="manifest" href="/manifest.webmanifest"' in front
    assert 'rel="apple-touch-icon"' in front


@pytest.mark.parametrize("name", ICONS)
async def test_the_icons_are_the_drawing(browser: Browser, name: str) -> None:
    size, share, ground = ICONS[name]
    committed = Image.open(STATIC / name).convert("RGBA")
    assert committed.size == (size, size)
    apart = ImageStat.Stat(ImageChops.difference(committed, await drawn(browser, size, share, ground)))
    assert max(apart.mean) < 3


@pytest.mark.long
async def test_the_browser_finds_nothing_wrong_with_the_manifest(shared: Site, browser: Browser) -> None:
    page = await at(browser, shared, "marte")
    devtools = await page.context.new_cdp_session(page)
    told = await devtools.send("Page.getAppManifest")
    assert told["url"].endswith("/manifest.webmanifest")
    assert told["errors"] == []
    await page.context.close()


async def test_no_page_is_ever_kept_and_without_net_a_friendly_one_comes(
    shared: Site, browser: Browser
) -> None:
    page = await at(browser, shared, "marte")
    for address in (
        shared.plan(),
        f"{shared.plan()}/sharing",
        shared.section("health"),
        f"{shared.address}/sessions",
    ):
        await page.goto(address)
    stores = await page.evaluate(STORES)
    pages = {address for address, _ in stores if not address.startswith("/static/")}
    assert pages == {"/offline", *(f"/offline?language={one}" for one in languages())}
    assert not [address for address, words in stores if "Tiril" in words or "Marte" in words]
    await page.context.set_offline(True)
    await page.goto(shared.plan())
    await expect(page.get_by_role("heading", name="Du er uten nett")).to_be_visible()
    assert "Tiril" not in await page.content()
    assert page.url == shared.plan()
    styled = "getComputedStyle(document.querySelector('main a.ds-button')).minHeight"
    assert await page.evaluate(styled) == "44px", "what it looks like is kept beside it"
    await page.get_by_role("link", name="Prøv igjen").click()
    await expect(page.get_by_role("heading", name="Du er uten nett")).to_be_visible()
    await page.context.set_offline(False)
    await expect(page.locator("#live")).to_be_visible()
    await page.context.close()


async def test_it_speaks_the_readers_language(site: Site, browser: Browser) -> None:
    await site.world.sql(
        "UPDATE account SET language = 'nn' WHERE account_id = :who", who=site.world.accounts["marte"]
    )
    page = await at(browser, site, "marte")
    await page.wait_for_function(
        "async () => (await (await caches.match('/offline')).text()).includes('lang=\"nn\"')"
    )
    await page.context.set_offline(True)
    await page.goto(site.plan())
    assert await page.locator("html").get_attribute("lang") == "nn"
    await page.context.close()


@pytest.mark.long
async def test_an_older_store_goes_when_a_new_worker_comes(shared: Site, browser: Browser) -> None:
    context = await browser.new_context(service_workers="allow")
    page = await context.new_page()
    await page.goto(f"{shared.address}/offline")
    await page.evaluate("caches.open('ipplan-of-old').then(store => store.put('/plans', new Response('x')))")
    assert "ipplan-of-old" in await page.evaluate("caches.keys()")
    await page.evaluate("navigator.serviceWorker.getRegistration().then(found => found?.unregister())")
    await page.reload()
    await page.evaluate(READY)
    await page.wait_for_function("async () => (await caches.keys()).length === 1")
    assert "ipplan-of-old" not in await page.evaluate("caches.keys()")
    await context.close()


async def test_the_worker_is_asked_for_anew_and_is_the_same(shared: Site) -> None:
    client = await shared.client("marte")
    answer = await client.get("/sw.js")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "Marte" not in answer.text
    again = await client.get("/sw.js", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    for one in ("nb", "nn", "en"):
        words = (await client.get("/offline", params={"language": one})).text
        assert f'<html lang="{one}"' in words
        assert "Marte" not in words
