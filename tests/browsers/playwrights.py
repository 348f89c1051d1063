"""A browser that Playwright brings or steers itself: its own Firefox and WebKit, and any Chromium."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import BrowserContext, ConsoleMessage, Error, Page, async_playwright

from tests.browsers.engine import KEYS, Failed, Opener


@asynccontextmanager
async def playwrights(family: str, path: str | None) -> AsyncIterator[Opener]:
    """For as many people as come."""
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-quic"] if family == "chromium" else []
        browser = await getattr(playwright, family).launch(executable_path=path, args=arguments)

        async def open_for_one() -> Steered:
            context = await browser.new_context(locale="nb-NO")
            return Steered(context, await context.new_page())

        yield open_for_one
        await browser.close()


class Steered:
    """One person's browser."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self._context, self._page = context, page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._note)

    def _note(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith(
            "Failed to load"
        ):  # a refusal is no script's error
            self.errors.append(said.text)

    async def open(self, address: str) -> None:
        await self._page.goto(address)

    async def call(self, function: str, *arguments: Any) -> Any:
        try:
            return await self._page.evaluate(f"told => ({function})(...told) ?? null", arguments)
        except Error as error:
            raise Failed(str(error)) from error

    async def point(self, x: int, y: int) -> None:
        await self._page.mouse.click(x, y)

    async def type(self, keys: Sequence[str]) -> None:
        for key in keys:
            await (self._page.keyboard.press(key) if key in KEYS else self._page.keyboard.type(key))

    async def put_files(self, function: str, argument: Any, files: Sequence[Path]) -> None:
        field = (await self._page.evaluate_handle(function, argument)).as_element()
        assert field is not None
        await field.set_input_files(list(files))

    async def resize(self, width: int, height: int) -> None:
        await self._page.set_viewport_size({"width": width, "height": height})

    async def picture(self) -> bytes:
        return await self._page.screenshot()

    async def take_cookie(self, name: str, value: str, address: str) -> None:
        await self._context.add_cookies([{"name": name, "value": value, "url": address}])

    async def close(self) -> None:
        await self._context.close()
