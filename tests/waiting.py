"""Wait for something to become true, with a deadline that fails the test; and which day it is meanwhile."""

import itertools
import os
import socket
import time
from collections.abc import Callable
from datetime import date, datetime

from ipplan.clock import OSLO

WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
PORTS = (12_000 + 1_000 * WORKER + (os.getpid() + step) % 1_000 for step in itertools.count())
"""Each worker's own, below those that systems hand out themselves: nobody takes one before its test does."""


def until(holds: Callable[[], object], what: str, seconds: float = 20, pause: float = 0.02) -> None:
    """Return as soon as ``holds()`` is true; fail, naming ``what``, when ``seconds`` have passed."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(pause)


def today_in_oslo() -> date:
    """The day that it is for whoever uses the site: for an hour or two of each day not the machine's."""
    return datetime.now(OSLO).date()


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
    """A TCP port that nothing listens on, and that no test of this run was given lately."""
    return next(filter(_free, PORTS))


def _free(port: int) -> bool:
    with socket.socket() as probe:
        # As servers do: a port whose last connection is still dying away counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether something accepts connections on ``port``."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
