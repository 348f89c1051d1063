"""The wire to a browser: what it does when the server stops just as the browser leaves."""

import asyncio
from typing import Any

import uvicorn
from uvicorn.server import ServerState
from websockets.client import ClientProtocol
from websockets.uri import parse_uri

from ipplan.live.wire import Wire


class Line(asyncio.Transport):
    """A connection that keeps what was written to it; closed is only that it was asked to be."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None: ...

    def resume_reading(self) -> None: ...


async def test_a_server_stops_also_while_a_browser_is_leaving() -> None:
    accepted = asyncio.Event()

    async def accepting(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        accepted.set()
        await receive()

    config = uvicorn.Config(accepting, ws=Wire, ws_per_message_deflate=False, log_level="error")
    config.load()
    wire, line = Wire(config, ServerState(), {}), Line()
    wire.connection_made(line)
    browser = ClientProtocol(parse_uri("ws://localhost/"))
    browser.send_request(browser.connect())
    wire.data_received(b"".join(browser.data_to_send()))
    async with asyncio.timeout(20):
        await accepted.wait()
    browser.receive_data(line.written)
    browser.send_close(1001)
    wire.data_received(b"".join(browser.data_to_send()))
    assert line.closed
    wire.shutdown()  # the transport has not told yet that it is gone
    wire.connection_lost(None)
