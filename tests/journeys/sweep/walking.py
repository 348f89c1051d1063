"""Walking: a page in somebody's browser that takes the steps of a walk one after the other."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from playwright.async_api import Browser, Page, Response

from tests.journeys.sweep.ids import Ids
from tests.journeys.sweep.steps import Step
from tests.site import Site, _hint

SEND = """
([path, fields]) => {
  const form = Object.assign(document.createElement('form'), {method: 'post', action: path});
  if (path.endsWith('/files') || path.endsWith('/file')) form.enctype = 'multipart/form-data';
  for (const [name, value] of fields) {
    const field = Object.assign(document.createElement('input'), {type: 'hidden', name, value});
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}
"""


async def page_of(site: Site, browser: Browser, who: str, **more: Any) -> Page:
    """A page in a browser of her own; of nobody's, where there is no name."""
    context = await browser.new_context(locale="nb-NO", **more)
    page = await context.new_page()
    cookie = await site.session(who) if who else None
    if cookie:
        await context.add_cookies([{"name": site.cookie, "value": cookie, "url": site.address}])
    elif who:
        await page.goto(f"{site.address}/login?{urlencode(_hint(who))}")
    return page


async def wear(page: Page, look: dict[str, Any]) -> None:
    """See the same document in another look: what a width hides and shows is a matter of style sheets."""
    await page.set_viewport_size(look["viewport"])
    await page.emulate_media(color_scheme=look["color_scheme"])


async def take(site: Site, page: Page, step: Step, ids: Ids) -> list[str]:
    """Go there; what is wrong with the status, or nothing."""
    address = step.address.format(**ids)
    if step.method == "GET":
        answer: Response | None = await page.goto(site.address + address, wait_until="load")
    else:
        answer = await _sent(site, page, address)
    status = answer.status if answer else 0
    return [] if status == step.status else [f"answered {status}, not {step.status}"]


async def _sent(site: Site, page: Page, address: str) -> Response | None:
    path, _, query = address.partition("?")
    if not page.url.startswith(site.address):
        await page.goto(site.address)
    async with page.expect_navigation() as going:
        await page.evaluate(SEND, [path, parse_qsl(query, keep_blank_values=True)])
    return await going.value
