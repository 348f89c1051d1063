"""A load generator that costs less than what it measures: raw sockets, one selector, requests made before."""

import selectors
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from statistics import quantiles

END = b"\r\n\r\n"
LENGTH = b"content-length: "


@dataclass
class Load:
    """What one run brought: answers in order of arrival, by seconds each took."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    size: int = 0
    """Bytes of the last body."""

    @property
    def rate(self) -> float:
        """Answers per second."""
        return len(self.times) / self.seconds

    @property
    def p99(self) -> float:
        return quantiles(self.times, n=100)[98]


@dataclass
class _Lane:
    """One connection, and the answer that it is receiving."""

    sock: socket.socket
    sent_at: float = 0.0
    wanted: int = -1
    """Bytes of the whole answer; -1 until its head has come."""
    got: int = 0
    head: bytes = b""


def run(port: int, requests: Iterator[bytes], *, count: int, connections: int = 16) -> Load:
    """Send ``count`` requests over keep-alive connections; ``AssertionError`` for any but 200."""
    # Made beforehand: new sessions' logins are no part of what is measured.
    pending = iter(list(islice(requests, count)))
    lanes, load = [_open(port) for _ in range(connections)], Load()
    selector = selectors.DefaultSelector()
    for lane in lanes:
        selector.register(lane.sock, selectors.EVENT_READ, lane)
    buffer = bytearray(1 << 20)
    started = time.perf_counter()
    waiting = sum(_next(lane, pending) for lane in lanes)
    while waiting:
        for key, _ in selector.select(10):
            if _receive(key.data, buffer, load):
                waiting += _next(key.data, pending) - 1
    load.seconds = time.perf_counter() - started
    selector.close()
    for lane in lanes:
        lane.sock.close()
    return load


def get(path: str, cookie: str = "") -> bytes:
    """The bytes of one GET, as a browser would send it."""
    lines = [f"GET {path} HTTP/1.1", "host: 127.0.0.1", "accept: text/html", "accept-encoding: gzip"]
    if cookie:
        lines.append(f"cookie: ipplan={cookie}")
    return ("\r\n".join(lines)).encode() + END


def _open(port: int) -> _Lane:
    sock = socket.create_connection(("127.0.0.1", port))
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return _Lane(sock)


def _next(lane: _Lane, pending: Iterator[bytes]) -> int:
    request = next(pending, None)
    if request is None:
        return 0
    lane.sent_at, lane.wanted, lane.got, lane.head = time.perf_counter(), -1, 0, b""
    lane.sock.sendall(request)
    return 1


def _receive(lane: _Lane, buffer: bytearray, load: Load) -> bool:
    """Take in what has come; whether the answer is whole."""
    taken = lane.sock.recv_into(buffer)
    assert taken, "the server hung up"
    lane.got += taken
    if lane.wanted < 0:
        lane.head += bytes(buffer[:taken])
        end = lane.head.find(END)
        if end < 0:
            return False
        assert lane.head.startswith(b"HTTP/1.1 200"), lane.head[:300]
        at = lane.head.index(LENGTH) + len(LENGTH)
        load.size = int(lane.head[at : lane.head.index(b"\r\n", at)])
        lane.wanted = end + len(END) + load.size
    if lane.got < lane.wanted:
        return False
    load.times.append(time.perf_counter() - lane.sent_at)
    return True
