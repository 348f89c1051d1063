"""What axe has judged once is judged again as soon as it, or what is around it, looks otherwise."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.journeys.judging import EVERY_LOOK, JUDGED, judge

PAGE = """
<!doctype html><html lang="nb"><title>Plan</title>
<style>
  button { padding: 12px; margin: 12px }
  .faint p { color: #ccc }
  .tight button { width: 12px; height: 12px; padding: 0; margin: 0 }
  @media (prefers-color-scheme: dark) { body { background: #111 } }
</style>
<body><main><h1>Plan</h1>
<article><h2>Mål</h2><p>Sykle</p><button>a</button><button>b</button></article>
<article><h2>Tiltak</h2><p>Øve</p></article>
</main></body></html>
"""
FAULTS = {
    "color-contrast": "document.querySelectorAll('article p')[1].style.color = '#ccc'",
    "color-contrast around": "document.body.className = 'faint'",
    "target-size": "document.querySelector('main').className = 'tight'",
    "button-name": "document.querySelector('button').textContent = ''",
    "heading-order": "document.querySelectorAll('h2')[1].outerHTML = '<h5>Tiltak</h5>'",
}


@pytest.fixture
async def page(browser: Browser) -> AsyncIterator[Page]:
    page = await browser.new_page(**EVERY_LOOK["desk"])
    await page.set_content(PAGE)
    yield page
    await page.close()


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_fault_in_a_piece_that_was_well_is_found(page: Page, fault: str) -> None:
    await judge(page, "at first")
    known = len(JUDGED)
    await judge(page, "the same again")
    assert len(JUDGED) == known
    await page.evaluate(FAULTS[fault])
    with pytest.raises(AssertionError, match=fault.split()[0]):
        await judge(page, "with a fault")
    assert len(JUDGED) == known, "what is not well is not remembered"


async def test_another_look_is_judged_anew(page: Page) -> None:
    await judge(page, "in the light")
    await page.emulate_media(color_scheme="dark")
    with pytest.raises(AssertionError, match="color-contrast"):
        await judge(page, "black on black")


async def test_what_stands_beside_the_pieces_is_judged(page: Page) -> None:
    await judge(page, "at first")
    await page.evaluate("document.querySelector('main').append(document.querySelector('p').cloneNode(true))")
    await page.evaluate("document.querySelector('main > p').style.color = '#ccc'")
    with pytest.raises(AssertionError, match="color-contrast"):
        await judge(page, "beside the pieces")
