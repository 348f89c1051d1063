"""A keyboard and nothing else: where focus goes, what stands there, and what is pressed."""

from playwright.async_api import Page

SAID = """
() => {
  const one = document.activeElement;
  const named = [one.getAttribute('aria-label'), ...[...(one.labels || [])].map(label => label.innerText)];
  return [...named, one.innerText, one.value].filter(Boolean).join(' ').replace(/\\s+/g, ' ').trim();
}
"""
INSIDE = "what => Boolean(document.activeElement.closest(what))"


async def said(page: Page) -> str:
    """What is said of where focus is."""
    return str(await page.evaluate(SAID))


async def to(page: Page, words: str, *, within: str = "body", most: int = 150, back: bool = False) -> None:
    """Tab until focus is on what says ``words``; within what a selector finds."""
    heard = []
    for _ in range(most):
        await page.keyboard.press("Shift+Tab" if back else "Tab")
        heard.append(await said(page))
        if words in heard[-1] and await page.evaluate(INSIDE, within):
            return
    raise AssertionError(f"no way to {words} by the keyboard, but to {heard}")


async def press(page: Page, words: str, *, within: str = "body", most: int = 150, back: bool = False) -> None:
    """Go there and press Enter."""
    await to(page, words, within=within, most=most, back=back)
    await page.keyboard.press("Enter")


async def follow(page: Page, words: str, *, within: str = "body", most: int = 150) -> None:
    """Press what leads to another page, and come there."""
    await to(page, words, within=within, most=most)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def fill(page: Page, words: str, text: str, *, within: str = "body") -> None:
    """Go to a field and write in it."""
    await to(page, words, within=within)
    await page.keyboard.type(text)
