"""Axe's judgement of a page in a look: all rules on all of it, and the same piece's colours only once."""

import os
from hashlib import sha256
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SEEN = ("color-contrast", "target-size")
"""The rules about what an element looks like: they take most of the time."""
EVERY_LOOK: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "320 px in the dark": {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"},
}
NARROW = "320 px in the dark"
SWEEP: dict[str, dict[str, Any]] = {
    **EVERY_LOOK,
    "400 %": {"viewport": {"width": 320, "height": 256}, "color_scheme": "light"},
}
"""Enlarged four times, a window of 1280 x 1024 has room for 320 x 256."""
LOOKS = EVERY_LOOK if os.environ.get("IPPLAN_TESTS") else {NARROW: EVERY_LOOK[NARROW]}
"""A short run walks all pages in the look in which most goes wrong; many journeys judge them on a desk."""
JUDGED: set[bytes] = set()
"""Digests of the pieces that were well, each in its look and between its neighbours."""

PIECES = """
() => {
  const articles = [...document.querySelectorAll('article')];
  const named = one => [one.tagName, one.id, one.className, ...['size', 'color', 'variant', 'color-scheme']
    .map(name => one.getAttribute(`data-${name}`))].join(' ');
  const box = one => { const {width, height} = one.getBoundingClientRect(); return `${width} ${height}`; };
  const field = one => [one.value, one.checked, one.disabled, one.indeterminate].join(' ');
  const state = one => [one.matches(':hover'), one.matches(':focus-within'), box(one),
    ...[...one.querySelectorAll('input, select, textarea, button, option')].map(field),
    ...[...one.querySelectorAll('*')].filter(inner => inner.matches(':hover, :focus')).map(named)];
  const screen = [innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches,
    document.querySelectorAll('dialog[open], :popover-open').length];
  return articles.filter(one => !one.parentElement.closest('article')).map(one => {
    const above = [];
    for (let up = one.parentElement; up; up = up.parentElement) above.push(named(up));
    const near = [one.previousElementSibling, one, one.nextElementSibling];
    return JSON.stringify([screen, above, state(one), near.map(each => each && each.outerHTML)]);
  });
}
"""
MARK = """
well => [...document.querySelectorAll('article')].filter(one => !one.parentElement.closest('article'))
  .forEach((one, number) => one.toggleAttribute('data-judged', well[number] === true))
"""
AXE = """
([context, options]) => {
  const told = node => [node.target.join(' '), node.html.slice(0, 200),
    ...[...node.any, ...node.all, ...node.none].map(one => one.message)].join('\\n    ');
  return axe.run(context || document, options).then(found => found.violations.map(
    one => `${one.id} (${one.help})\\n    ${one.nodes.slice(0, 5).map(told).join('\\n    ')}`));
}
"""


async def look_at(page: Page, address: str, status: int = 200) -> None:
    """Go there and let axe judge it."""
    answer = await page.goto(address)
    assert answer is not None
    assert answer.status == status, address
    await judge(page, address)


async def judge(page: Page, what: str) -> None:
    """All rules on all of the page as it stands, and that it fits its window.

    A plan is judged in many states and for many people, and most of its items are the same in all of them:
    what such a piece looks like is judged once for all pages that show it alike, in the same look and
    between the same neighbours.
    """
    pieces = [sha256(one.encode()).digest() for one in await page.evaluate(PIECES)]
    well = [one in JUDGED for one in pieces]
    # Only violations are told in full: to describe every element that is well takes half of the time.
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    if any(well):
        options["rules"] = {rule: {"enabled": False} for rule in SEEN}
    _assert_well(await _axe(page, None, options), what)
    if any(well):
        _assert_well(await _the_rest(page, well), what)
    JUDGED.update(pieces)
    width = await page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], f"{what} scrolls sideways: {width}"


async def _the_rest(page: Page, well: list[bool]) -> list[str]:
    """The rules about looks, on all but the pieces that are known."""
    await page.evaluate(MARK, well)
    options = {"runOnly": {"type": "rule", "values": list(SEEN)}, "resultTypes": ["violations"]}
    found = await _axe(page, {"exclude": [["[data-judged]"]]}, options)
    await page.evaluate(MARK, [])
    return found


async def _axe(page: Page, context: dict[str, Any] | None, options: dict[str, Any]) -> list[str]:
    """What is wrong, in axe's words. The document keeps axe until it is left."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    return list(await page.evaluate(AXE, [context, options]))


def _assert_well(found: list[str], what: str) -> None:
    assert found == [], f"{what}: " + "\n".join(found)
