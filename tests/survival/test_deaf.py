"""Somebody who never reads keeps nobody back, is not stored up for, and is let go."""

import asyncio
import os
import re
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

import httpx2

from ipplan.live.connection import BEHIND
from tests.bench.crowd import masked
from tests.survival.screens import Screen, screen
from tests.survival.stage import Durable, Stage, open_stage
from tests.survival.told import told

READERS = 5
LONG = "Vi øver hver dag. " * 500
NO_PONG = 1011
AT_ONCE = 40
"""Changes one after the other, until nothing more goes into the line to who does not read."""
WITHIN = 8.0
"""Seconds in which each change reaches everybody who reads: who does not is waited for longer."""


async def test_who_never_reads_keeps_nobody_back_and_is_let_go(durable: Durable) -> None:
    async with open_stage(durable, 1) as stage, AsyncExitStack() as stack:
        plan, server = stage.plans[0], stage.servers[0]
        home = f"/plans/{plan.space_id}"
        owner, other = await stage.cookies([plan.people[0], plan.people[1]])
        readers = [
            await stack.enter_async_context(screen(stage.settings, server, other, home))
            for _ in range(READERS)
        ]
        deaf = stack.enter_context(_deaf(stage, other, home))
        client = await stack.enter_async_context(stage.client(owner))
        section = f"{home}/sections/{plan.sections[0]}"
        async with asyncio.timeout(120):
            while (await told(server))["ipplan_sockets"] < READERS + 1:
                pass
            turn = 0
            while (await told(server))["ipplan_sockets"] == READERS + 1:
                turn += 1
                await _change(client, home, section, readers, f"merke-{turn}-")
                if turn > AT_ONCE:
                    await asyncio.sleep(0.5)  # what is waited for takes ten seconds: not all are to be filled
        assert all(not one.closed for one in readers)
        assert not [one for one in stage.said() if one["level"] == "error"]
        # Whichever is noticed first; it is cut off without a word where it takes no farewell.
        assert _last_words(deaf) in (BEHIND, NO_PONG, None)


async def _change(
    client: httpx2.AsyncClient, home: str, section: str, readers: list[Screen], mark: str
) -> None:
    page = (await client.get(home)).text.split(f'id="live-section-{section.rsplit("/", 1)[1]}"')[1]
    item = re.search(r'id="item-([0-9a-f-]+)"', page)
    assert item
    base = re.search(
        r'name="base" value="([0-9a-f-]+)"', (await client.get(f"{section}/items/{item[1]}/edit")).text
    )
    assert base
    form = {"kind": "goal", "title": mark, "body": LONG, "status": "active", "base": base[1]}
    answer = await client.post(f"{section}/items/{item[1]}", data=form)
    assert answer.status_code == 303, answer.text
    await asyncio.gather(*(one.bears(mark, WITHIN) for one in readers))


@contextmanager
def _deaf(stage: Stage, cookie: str, home: str) -> Iterator[socket.socket]:
    """A screen that says hello, and takes in nothing after that."""
    server = stage.servers[0].settings
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        one.settimeout(20)
        one.connect((server.host, server.port))
        lines = (
            f"GET {home}/live HTTP/1.1",
            f"host: {server.host}:{server.port}",
            "upgrade: websocket",
            "connection: Upgrade",
            f"sec-websocket-key: {b64encode(os.urandom(16)).decode()}",
            "sec-websocket-version: 13",
            f"origin: {stage.settings.base_url}",
            f"cookie: ipplan={cookie}",
        )
        one.sendall("\r\n".join((*lines, "", "")).encode())
        assert one.recv(12) == b"HTTP/1.1 101"
        one.sendall(masked(b'{"seen": {}}'))
        yield one


def _last_words(deaf: socket.socket) -> int | None:
    """The code of the close frame at the end of what was sent; ``None`` where there is none."""
    came = b""
    try:
        while data := deaf.recv(1 << 20):
            came = (came + data)[-200:]
    except ConnectionResetError:
        return None
    at = came.rfind(b"\x88")
    return int.from_bytes(came[at + 2 : at + 4], "big") if at >= 0 else None
