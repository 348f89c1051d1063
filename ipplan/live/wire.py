"""The wire to a browser: frames that are encoded once are handed to each transport as they are.

Sending through ASGI frames the same text anew for every socket. A whole frame may be written between any two
others (RFC 6455, 5.4), and what a server sends is not masked, so that it is the same for all.
"""

from collections.abc import Callable
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State

EXTENSION = "ipplan.wire"


class Gone(Exception):
    """The browser at the other end has left, or is leaving."""


class Wire(WebSocketsSansIOProtocol):
    """uvicorn's protocol, with a door for frames that are made already."""

    on_ready: Callable[[], None] | None = None
    """Called when a transport that held too much has got rid of it."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if hasattr(self, "scope"):
            # The application starts later, in a task of its own, with this very scope.
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self

    @property
    def ready(self) -> bool:
        """Whether the transport takes more: it holds less than its high-water mark."""
        return self.writable.is_set()

    def write(self, frame: bytes) -> None:
        """Hand a frame to the transport; raises `Gone`."""
        if self.disconnected or self.close_sent or not self.handshake_complete or self.transport.is_closing():
            raise Gone
        self.transport.write(frame)

    def shutdown(self) -> None:
        """The server stops. A browser that is leaving already is told nothing more: that would raise."""
        if self.handshake_complete and not self.close_sent and self.conn.state is not State.OPEN:
            self.stop_keepalive()
            self.transport.close()
        else:
            super().shutdown()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.on_ready is not None:
            self.on_ready()


def framed(text: str) -> bytes:
    """One text message as the bytes of its frame."""
    return Frame(Opcode.TEXT, text.encode()).serialize(mask=False)
