"""A Firefox as the distribution has it, by WebDriver BiDi, which it speaks itself: no driver between."""

import asyncio
import base64
import itertools
import json
import os
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect

from tests.browsers.engine import Failed, Opener, press, typed
from tests.browsers.process import running
from tests.waiting import free_port

NO_ERROR = re.compile(r"\(default-src\)|^Failed to load .* ServiceWorker")
"""Firefox has no directive for what is fetched ahead, and fetches it later; and who leaves a page before it
is all there breaks off what the worker fetches for it."""
MOST = 64 * 2**20
"""Bytes of one message: a picture is one."""


@asynccontextmanager
async def firefox(path: str, folder: Path) -> AsyncIterator[Opener]:
    """A Firefox with its profile in ``folder``, for as many people as come."""
    (folder / "user.js").write_text('user_pref("intl.accept_languages", "nb-NO, nb");\n')
    port = free_port()
    command = [path, "--headless", "--no-remote", "--profile", str(folder), f"--remote-debugging-port={port}"]
    home = {**os.environ, "HOME": str(folder)}
    async with running(command, home, folder / "said") as process, _connected(port, process) as socket:
        wire = Wire(socket)
        listening = asyncio.create_task(wire.listen())
        await wire.ask("session.new", capabilities={})
        await wire.ask("session.subscribe", events=["log.entryAdded"])
        yield wire.open_for_one
        listening.cancel()


@asynccontextmanager
async def _connected(port: int, process: asyncio.subprocess.Process) -> AsyncIterator[ClientConnection]:
    """It answers some seconds after it was started."""
    async with asyncio.timeout(120):
        while True:
            assert process.returncode is None, "Firefox stopped by itself"
            with suppress(OSError):
                socket = await connect(f"ws://127.0.0.1:{port}/session", max_size=MOST, proxy=None)
                break
            await asyncio.sleep(0.05)
    async with socket:
        yield socket


class Wire:
    """Questions to the browser, their answers, and what it tells unasked: the errors of each page."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Any]] = {}
        self._errors: dict[str, list[str]] = defaultdict(list)

    async def listen(self) -> None:
        async for message in self._socket:
            told = json.loads(message)
            if told["type"] == "event":
                self._note(told["params"])
            elif told["type"] == "success":
                self._asked.pop(told["id"]).set_result(told["result"])
            else:
                self._asked.pop(told["id"]).set_exception(Failed(f"{told['error']}: {told['message']}"))

    def _note(self, entry: dict[str, Any]) -> None:
        text = entry["text"] or ""
        if entry["level"] == "error" and not NO_ERROR.search(text):
            self._errors[entry["source"].get("context", "")].append(text)

    async def ask(self, method: str, **params: Any) -> Any:
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        return await asyncio.wait_for(answer, 60)

    async def open_for_one(self) -> "Firefox":
        user = (await self.ask("browser.createUserContext"))["userContext"]
        # A window, not a tab: what is behind another tab is hidden, and its clock is slowed.
        tab = await self.ask("browsingContext.create", type="window", userContext=user)
        return Firefox(self, user, tab["context"], self._errors[tab["context"]])


class Firefox:
    """One person's Firefox."""

    def __init__(self, wire: Wire, user: str, tab: str, errors: list[str]) -> None:
        self._wire, self._user, self._tab, self.errors = wire, user, tab, errors

    async def open(self, address: str) -> None:
        await self._wire.ask("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    async def call(self, function: str, *arguments: Any) -> Any:
        answer = await self._run(
            f"told => JSON.stringify(({function})(...JSON.parse(told)) ?? null)", arguments
        )
        return json.loads(answer["value"])

    async def _run(self, function: str, arguments: Sequence[Any]) -> Any:
        done = await self._wire.ask(
            "script.callFunction",
            functionDeclaration=function,
            arguments=[{"type": "string", "value": json.dumps(arguments)}],
            target={"context": self._tab},
            awaitPromise=True,
        )
        if done["type"] == "exception":
            raise Failed(done["exceptionDetails"]["text"])
        return done["result"]

    async def point(self, x: int, y: int) -> None:
        await self._wire.ask("input.performActions", context=self._tab, actions=press(x, y))

    async def type(self, keys: Sequence[str]) -> None:
        await self._wire.ask("input.performActions", context=self._tab, actions=typed(keys))

    async def put_files(self, function: str, argument: Any, files: Sequence[Path]) -> None:
        field = await self._run(f"told => ({function})(...JSON.parse(told))", [argument])
        paths = [str(file) for file in files]
        await self._wire.ask(
            "input.setFiles", context=self._tab, element={"sharedId": field["sharedId"]}, files=paths
        )

    async def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        await self._wire.ask("browsingContext.setViewport", context=self._tab, viewport=size)

    async def picture(self) -> bytes:
        taken = await self._wire.ask("browsingContext.captureScreenshot", context=self._tab)
        return base64.b64decode(taken["data"])

    async def take_cookie(self, name: str, value: str, address: str) -> None:
        cookie = {
            "name": name,
            "value": {"type": "string", "value": value},
            "domain": urlsplit(address).hostname,
            "httpOnly": True,
        }
        partition = {"type": "storageKey", "userContext": self._user}
        await self._wire.ask("storage.setCookie", cookie=cookie, partition=partition)

    async def close(self) -> None:
        await self._wire.ask("browser.removeUserContext", userContext=self._user)
