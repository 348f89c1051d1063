"""Wait for something to become true, with a deadline that fails the test."""

import os
import socket
import time
from collections.abc import Callable

GIVEN: set[int] = set()


def until(holds: Callable[[], object], what: str, seconds: float = 20) -> None:
    """Return as soon as ``holds()`` is true; fail, naming ``what``, when ``seconds`` have passed."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    """Whether the process ``pid`` exists and has not ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"  # an orphan nobody reaps has ended too
    except FileNotFoundError:
        return os.path.isdir("/proc/self") is False


def free_port() -> int:
    """A TCP port that nothing listens on at this moment, and that was not given before in this run."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port not in GIVEN:
            GIVEN.add(port)
            return port


def answers(port: int) -> bool:
    """Whether something accepts connections on ``port``."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
