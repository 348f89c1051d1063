"""A WebKit as the distribution has it: WebKitGTK's small browser, by the WebDriver that comes with it."""

import asyncio
import base64
import json
import os
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2

from tests.browsers.engine import Engine, Failed, Opener, press, typed
from tests.browsers.process import running
from tests.waiting import free_port

WINDOW = ["--automation", "--full-screen"]
"""Its bar of tools would keep the window wider than a telephone."""
HEAR = """
if (!window.$heard) {
  window.$heard = [];
  const say = console.error;
  console.error = (...words) => { $heard.push(words.join(" ")); say(...words); };
  addEventListener("error", (event) => $heard.push(event.message));
  addEventListener("unhandledrejection", (event) => $heard.push(String(event.reason)));
}
"""
"""Nobody tells of errors in a page's scripts: the page is asked to keep them, once it is first spoken to."""
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


@asynccontextmanager
async def webkit(driver: str, browser: str, folder: Path) -> AsyncIterator[Opener]:
    """For as many people as come, each with a driver of her own: one driver has one browser."""
    home = {**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder), "LANG": "C"}
    async with AsyncExitStack() as stack:
        home["DISPLAY"] = await stack.enter_async_context(_display(home, folder))

        async def open_for_one() -> Engine:
            port = free_port()
            own = await stack.enter_async_context(AsyncExitStack())
            await own.enter_async_context(running([driver, f"--port={port}"], home, folder / "said"))
            client = await own.enter_async_context(
                httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=120, verify=False)
            )
            return WebKit(client, await _session(client, browser), own)

        yield open_for_one


@asynccontextmanager
async def _display(home: Mapping[str, str], folder: Path) -> AsyncIterator[str]:
    """A screen that nobody looks at; its name."""
    said = folder / "display"
    screen = ["Xvfb", "-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    async with running(screen, home, said) as process, asyncio.timeout(120):
        while not (number := re.search(r"^\d+$", said.read_text(), re.MULTILINE)):
            assert process.returncode is None, said.read_text()
            await asyncio.sleep(0.02)
        yield f":{number.group()}"


async def _session(client: httpx2.AsyncClient, browser: str) -> str:
    """The path of a new session; the driver answers soon after it was started."""
    options = {"binary": browser, "args": WINDOW}
    wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
    async with asyncio.timeout(120):
        while True:
            with suppress(httpx2.ConnectError):
                answer = await client.post("/session", json=wanted)
                assert answer.status_code == 200, answer.text
                return f"/session/{answer.json()['value']['sessionId']}"
            await asyncio.sleep(0.02)


class WebKit:
    """One person's WebKit."""

    def __init__(self, client: httpx2.AsyncClient, session: str, own: AsyncExitStack) -> None:
        self._client, self._session, self._own = client, session, own
        self.errors: list[str] = []

    async def _ask(self, path: str, method: str = "POST", **values: Any) -> Any:
        body = values if method == "POST" else None
        answer = await self._client.request(method, self._session + path, json=body)
        value = answer.json()["value"]
        if answer.status_code != 200:
            raise Failed(f"{value['error']}: {value['message']}")
        return value

    async def open(self, address: str) -> None:
        await self._ask("/url", url=address)

    async def call(self, function: str, *arguments: Any) -> Any:
        answer = f"JSON.stringify([$heard.splice(0), ({function})(...JSON.parse(arguments[0])) ?? null])"
        done = await self._ask(
            "/execute/sync", script=f"{HEAR} return {answer}", args=[json.dumps(arguments)]
        )
        errors, value = json.loads(done)
        self.errors += errors
        return value

    async def point(self, x: int, y: int) -> None:
        await self._ask("/actions", actions=press(x, y))

    async def type(self, keys: Sequence[str]) -> None:
        await self._ask("/actions", actions=typed(keys))

    async def put_files(self, function: str, argument: Any, files: Sequence[Path]) -> None:
        script = f"return ({function})(...JSON.parse(arguments[0]))"
        field = await self._ask("/execute/sync", script=script, args=[json.dumps([argument])])
        await self._ask(f"/element/{field[ELEMENT]}/value", text="\n".join(map(str, files)))

    async def resize(self, width: int, height: int) -> None:
        await self._ask("/window/rect", width=width, height=height)

    async def picture(self) -> bytes:
        return base64.b64decode(await self._ask("/screenshot", "GET"))

    async def take_cookie(self, name: str, value: str, address: str) -> None:
        await self.open(
            f"{address}/static/icon.svg"
        )  # a cookie is taken where it is for, and this weighs nothing
        await self._ask("/cookie", cookie={"name": name, "value": value, "path": "/", "httpOnly": True})

    async def close(self) -> None:
        await self._ask("", "DELETE")
        await self._own.aclose()
