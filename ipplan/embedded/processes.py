"""Run a handful of child commands as one: they stop together, in order, and none dies unnoticed."""

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Self

import typer

from ipplan.embedded.guard import die_with_parent

PATIENCE = 10.0  # seconds from SIGTERM to SIGKILL, for all children together


@dataclass(frozen=True)
class Ended:
    """Why a watch ended: the child ``name`` ended with ``code``, or (no name) we were asked to stop."""

    name: str = ""
    code: int = 0


class Processes:
    """Children that share our output. A context manager, to be entered in the main thread.

    Inside it Ctrl-C and SIGTERM raise nothing; they end ``watch`` and ``run``. On the way out all children
    are stopped, the last started first.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._adopted: dict[str, subprocess.Popen[bytes]] = {}
        self._stack = contextlib.ExitStack()
        self._wakeups = -1

    def __enter__(self) -> Self:
        self._wakeups = self._stack.enter_context(_signals_as_bytes())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        with self._stack:
            self.stop()

    def start(self, name: str, argv: Sequence[str], env: Mapping[str, str] | None = None) -> None:
        """Start a child that is to live as long as we do."""
        self._children[name] = subprocess.Popen(
            argv,
            env=env,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # the terminal's Ctrl-C reaches us alone; we stop them in order
            preexec_fn=die_with_parent(signal.SIGTERM),
        )

    def adopt(self, name: str, child: subprocess.Popen[bytes]) -> None:
        """Watch a child that somebody else started and will stop."""
        self._adopted[name] = child

    def run(self, name: str, argv: Sequence[str], env: Mapping[str, str] | None = None) -> Ended:
        """Run a child to its end; return that, or what came in between."""
        self.start(name, argv, env)
        ended = self.watch()
        if ended is None:
            raise AssertionError("a watch without a time limit has ended without a reason")
        if ended.name == name:
            del self._children[name]
        return ended

    def watch(self, seconds: float | None = None) -> Ended | None:
        """Wait until a child ends or we are asked to stop; None when ``seconds`` have passed first."""
        deadline = None if seconds is None else time.monotonic() + seconds
        while True:
            for name, child in (self._children | self._adopted).items():
                if (code := child.poll()) is not None:
                    return Ended(name, code)
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            if not select.select([self._wakeups], [], [], left)[0]:
                return None
            if {signal.SIGINT, signal.SIGTERM} & set(os.read(self._wakeups, 512)):
                return Ended()

    def stop(self) -> None:
        """Ask the children to stop, the last started first; kill those that have not after ``patience``."""
        deadline = time.monotonic() + self.patience
        for name, child in reversed(self._children.items()):
            child.terminate()
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                typer.echo(f"{name} stoppet ikke av seg selv, og ble avbrutt.", err=True)
                child.kill()
                child.wait()
        self._children.clear()


@contextlib.contextmanager
def _signals_as_bytes() -> Iterator[int]:
    """Turn SIGINT, SIGTERM and SIGCHLD into bytes to select on, so that none is missed between two looks."""
    readable, writable = os.pipe()
    os.set_blocking(writable, False)
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD)
    before = {number: signal.signal(number, _do_nothing) for number in numbers}
    wakeup_before = signal.set_wakeup_fd(writable, warn_on_full_buffer=False)
    try:
        yield readable
    finally:
        signal.set_wakeup_fd(wakeup_before)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(readable)
        os.close(writable)


def _do_nothing(number: int, frame: FrameType | None) -> None:
    """A signal must have a handler to become a byte."""
