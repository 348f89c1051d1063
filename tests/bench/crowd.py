"""A crowd of sockets in one selector: raw, so that receiving costs as little as can be."""

import os
import selectors
import socket
import struct
import time
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Self

TEXT, PING, PONG = 0x81, 0x89, 0x8A
BEAT = len('{"beat": true}')
"""A heartbeat's size: it tells nothing, and is not counted."""


@dataclass(eq=False)
class Seat:
    """One socket that listens."""

    sock: socket.socket
    left: int = 0
    """Bytes of the frame under way that have not come yet."""
    rest: bytes = b""
    frames: int = 0
    size: int = 0
    """Bytes of payload of the last frame."""

    def take(self, data: bytes) -> bool:
        """Count whole frames, of which nothing is kept; answer pings, as browsers do.

        Returns whether there was anything but pings.
        """
        stirred = False
        data = self.rest + data if self.rest else data
        self.rest, at = b"", 0
        while at < len(data):
            if self.left == 0:
                head = _head(data, at)
                if head is None:
                    self.rest = data[at:]
                    break
                if data[at] == PING:
                    end = at + head[0] + head[1]
                    if end > len(data):
                        self.rest = data[at:]
                        break
                    self.sock.send(masked(data[at + head[0] : end], PONG))
                    at = end
                    continue
                at, self.left = at + head[0], head[1]
                self.size = self.left
            step = min(self.left, len(data) - at)
            self.left, at = self.left - step, at + step
            self.frames += self.left == 0 and self.size != BEAT
            stirred = True
        return stirred


@dataclass
class Crowd:
    """Sockets connected to one server."""

    seats: list[Seat] = field(default_factory=list)
    selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    stirred: int = 0
    """How often anything but pings has come."""

    def join(
        self, port: int, path: str, *, cookie: str = "", say: Sequence[str] = (), answers: int = 0
    ) -> Seat:
        """Connect, say something, and wait for so many frames in answer."""
        sock = socket.create_connection(("127.0.0.1", port))
        key = b64encode(os.urandom(16)).decode()
        lines = [
            f"GET {path} HTTP/1.1",
            f"host: 127.0.0.1:{port}",
            "upgrade: websocket",
            "connection: Upgrade",
        ]
        lines += [
            f"sec-websocket-key: {key}",
            "sec-websocket-version: 13",
            f"origin: http://127.0.0.1:{port}",
        ]
        lines += [f"cookie: ipplan={cookie}"] if cookie else []
        sock.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        head = b""
        while b"\r\n\r\n" not in head:
            head += sock.recv(4096)
        assert head.startswith(b"HTTP/1.1 101"), head[:200]
        seat = Seat(sock)
        seat.take(head.split(b"\r\n\r\n", 1)[1])
        for text in say:
            sock.sendall(masked(text.encode()))
        while seat.frames < answers:
            seat.take(sock.recv(1 << 16))
        sock.setblocking(False)
        self.selector.register(sock, selectors.EVENT_READ, seat)
        self.seats.append(seat)
        return seat

    def settle(self, quiet: float = 1.0) -> None:
        """Take in whatever comes, until nothing but pings has for a while."""
        last = time.perf_counter()
        while (left := last + quiet - time.perf_counter()) > 0:
            before = self.stirred
            self._round(left)
            if self.stirred != before:
                last = time.perf_counter()
        for seat in self.seats:
            seat.frames = 0

    def take_until(self, moment: float) -> None:
        """Take in what comes until ``moment`` on the performance counter."""
        while (left := moment - time.perf_counter()) > 0:
            self._round(left)

    def until_all(self, trigger: Callable[[], float], *, frames: int = 1) -> float:
        """Seconds from when ``trigger`` returns until every socket has so many whole frames more."""
        for seat in self.seats:
            seat.frames = 0
        start = trigger()
        while not all(seat.frames >= frames for seat in self.seats):
            assert self._round(20), f"only {sum(s.frames >= frames for s in self.seats)} were told"
        return time.perf_counter() - start

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        self.selector.close()
        for seat in self.seats:
            seat.sock.close()

    def _round(self, wait: float) -> bool:
        ready = self.selector.select(wait)
        for key, _ in ready:
            data = key.fileobj.recv(1 << 20)  # type: ignore[union-attr]
            assert data, "the server hung up"
            self.stirred += key.data.take(data)
        return bool(ready)


def masked(payload: bytes, kind: int = TEXT) -> bytes:
    """A client's frame (RFC 6455, 5.3); the mask is all zeros, which is as good as any here."""
    short = len(payload) < 126
    length = struct.pack("!B", 0x80 | len(payload)) if short else struct.pack("!BH", 0xFE, len(payload))
    return bytes([kind]) + length + bytes(4) + payload


def _head(data: bytes, at: int) -> tuple[int, int] | None:
    """Length of a frame's head and of its payload; ``None`` where the head is not whole."""
    if len(data) - at < 2:
        return None
    short = data[at + 1] & 0x7F
    more = {126: 2, 127: 8}.get(short, 0)
    if len(data) - at < 2 + more:
        return None
    return 2 + more, int.from_bytes(data[at + 2 : at + 2 + more], "big") if more else short
