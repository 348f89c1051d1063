"""The app's icons, drawn from web/static/icon.svg. `python -m tests.icons` draws them anew."""

import asyncio
from io import BytesIO

from PIL import Image
from playwright.async_api import Browser, async_playwright

from ipplan.config import ROOT
from tests.browser import chromium_path

STATIC = ROOT / "web" / "static"
GROUND = "#0b5c6b"
ICONS = {
    "icon-192.png": (192, 1.0, "transparent"),
    "icon-512.png": (512, 1.0, "transparent"),
    "icon-180.png": (180, 1.0, GROUND),
    "icon-maskable-512.png": (512, 0.75, GROUND),
}
"""Size, how much of it the drawing takes, and what is behind it: devices cut the last two to shape."""


async def drawn(browser: Browser, size: int, share: float, ground: str) -> Image.Image:
    """The drawing as a browser shows it at that size."""
    page = await browser.new_page(viewport={"width": size, "height": size})
    inner, picture = round(size * share), (STATIC / "icon.svg").read_text()
    behind = f"margin: 0; height: {size}px; background: {ground}; display: grid; place-items: center"
    sized = f"width: {inner}px; height: {inner}px"
    await page.set_content(f"<style>body {{ {behind} }} svg {{ {sized} }}</style>{picture}")
    shot = await page.screenshot(omit_background=True)
    await page.close()
    return Image.open(BytesIO(shot)).convert("RGBA")


async def draw() -> None:
    """All of them, with no more colours than it takes."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        for name, how in ICONS.items():
            picture = await drawn(browser, *how)
            picture.quantize(64, method=Image.Quantize.FASTOCTREE).save(STATIC / name, optimize=True)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(draw())
