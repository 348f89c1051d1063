"""What a page costs: every byte that came over the wire for it, and whom it asked."""

import asyncio
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from playwright.async_api import Page


@dataclass
class Wire:
    """Counts what a page's browser receives: answers with their headers, and frames.

    Its context must block service workers: what comes through one is not seen by the page.
    """

    received: int = 0
    hosts: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    under_way: set[str] = field(default_factory=set)
    quiet: asyncio.Event = field(default_factory=asyncio.Event)

    @classmethod
    async def of(cls, page: Page) -> Self:
        wire, cdp = cls(), await page.context.new_cdp_session(page)
        await cdp.send("Network.enable")
        cdp.on("Network.requestWillBeSent", wire._asked)
        cdp.on("Network.webSocketCreated", lambda event: wire._note(event["url"]))
        cdp.on("Network.loadingFinished", wire._came)
        cdp.on("Network.loadingFailed", wire._ended)
        cdp.on("Network.webSocketFrameReceived", wire._frame)
        return wire

    async def visit(self, page: Page, address: str) -> int:
        """Open a page, and return how many bytes came until all that it asked for was there."""
        before = self.received
        answer = await page.goto(address)
        assert answer
        assert answer.status == 200, address
        return await self.settled(page) - before

    async def settled(self, page: Page) -> int:
        """Wait until all that a page asks for is there; returns how many bytes came by now."""
        await page.wait_for_load_state("load")
        if await page.locator("#plan").count():
            await page.locator("#plan[data-live=on]").wait_for(state="attached")
        await page.evaluate("new Promise((done) => requestIdleCallback(done))")
        await asyncio.wait_for(self.quiet.wait(), 20)
        return self.received

    def _asked(self, event: Any) -> None:
        self._note(event["request"]["url"])
        self.under_way.add(event["requestId"])
        self.quiet.clear()

    def _note(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "data":
            self.hosts.add(parts.netloc)
            self.paths.add(parts.path)

    def _came(self, event: Any) -> None:
        self.received += int(event["encodedDataLength"])
        self._ended(event)

    def _ended(self, event: Any) -> None:
        self.under_way.discard(event["requestId"])
        if not self.under_way:
            self.quiet.set()

    def _frame(self, event: Any) -> None:
        self.received += len(event["response"]["payloadData"].encode())
