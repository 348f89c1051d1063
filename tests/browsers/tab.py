"""What a person does at a page and sees there, the same in every browser."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import Any

from tests.browsers.engine import Engine, Failed

FIND = (Path(__file__).parent / "find.js").read_text()
SPOT = f"""how => {{
  const [one] = ({FIND})(how);
  if (!one) return null;
  one.scrollIntoView({{ block: "center", behavior: "instant" }});
  const box = one.getClientRects()[0];
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  const top = document.elementFromPoint(x, y);
  return {{ x, y, free: Boolean(top) && (one.contains(top) || top.contains(one)) && !one.disabled }};
}}"""
TEXTS = f"how => ({FIND})(how).map((one) => one.innerText)"
FIRST = f"how => ({FIND})(how)[0]"
SELECT = f"how => {{ const one = ({FIND})(how)[0]; one.focus(); one.select(); }}"
CHOOSE = f"""(how, words) => {{
  const one = ({FIND})(how)[0];
  one.value = [...one.options].find((option) => option.text.includes(words)).value;
  for (const kind of ["input", "change"]) one.dispatchEvent(new Event(kind, {{ bubbles: true }}));
}}"""
SECONDS = 40
"""Two cores may be busy with other tests, and a WebKit without a graphics card is slow."""


class Tab:
    """One person's page. What to look for: ``css``, or ``role`` and ``name``; ``within`` a part of it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    async def goto(self, address: str) -> None:
        await self.engine.open(address)

    async def until(self, ask: Callable[[], Awaitable[Any]], what: str) -> Any:
        """The first true answer; a page that just then gives way to another has none yet."""
        deadline, last = monotonic() + SECONDS, None
        while True:
            try:
                if last := await ask():
                    return last
            except Failed as failed:
                last = failed
            assert monotonic() < deadline, f"not within {SECONDS} s: {what} ({last}, {await self._where()})"
            await asyncio.sleep(0.02)

    async def _where(self) -> Any:
        return await self.engine.call("() => location.href + ': ' + document.body.innerText.slice(0, 300)")

    async def holds(self, condition: str, *arguments: Any) -> Any:
        """Wait until a JavaScript function answers something true, and return that."""
        return await self.until(lambda: self.engine.call(condition, *arguments), condition)

    async def sees(self, text: str, css: str = "body") -> None:
        """Wait until what is shown has the text."""

        async def shown() -> bool:
            return any(text in one for one in await self.texts(css=css))

        await self.until(shown, f"{text} in {css}")

    async def lacks(self, css: str) -> None:
        """Wait until nothing of the page is that any longer, shown or not."""
        await self.holds("css => !document.querySelector(css)", css)

    async def texts(self, **how: Any) -> list[str]:
        """What stands in each part that is shown."""
        return list(await self.engine.call(TEXTS, how))

    async def click(self, **how: Any) -> None:
        """Press where it is, as soon as it stands still and nothing is before it."""
        spots: list[Any] = [None]

        async def still() -> Any:
            spots.append(await self.engine.call(SPOT, how))
            last, before = spots[-1], spots[-2]
            return last if last and last == before and last["free"] else None

        spot = await self.until(still, f"something to press: {how}")
        await self.engine.point(spot["x"], spot["y"])

    async def fill(self, text: str, **how: Any) -> None:
        """Write by the keys, in place of what stands in a field."""
        await self.click(**how)
        await self.engine.call(SELECT, how)
        await self.engine.type(text)

    async def press(self, *keys: str) -> None:
        await self.engine.type(keys)

    async def choose(self, words: str, **how: Any) -> None:
        """An option, by its words: the list that drops down is the system's, and no page's."""
        await self.until(lambda: self.texts(**how), f"a list: {how}")
        await self.engine.call(CHOOSE, how, words)

    async def put(self, *files: Path, **how: Any) -> None:
        """Choose files in a field."""
        await self.until(lambda: self.engine.call(TEXTS, how), f"a field for files: {how}")
        await self.engine.put_files(FIRST, how, files)

    async def width(self) -> tuple[int, int]:
        """How wide the page is, and its window."""
        page, window = await self.engine.call("() => [document.documentElement.scrollWidth, innerWidth]")
        return page, window
