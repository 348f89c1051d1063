"""Run one command that must not outlive its parent.

Started as ``python -I -S guard.py UID:GID FOLDER COMMAND …`` (``-`` for UID:GID: stay who we are) with a pipe
on standard input. The parent holds the other end; however it dies, SIGKILL included, the kernel closes that
end, and the guard stops the command. Standard library only: it is run by path, to start fast.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

# For PostgreSQL: fast shutdown; immediate shutdown, with recovery at the next start; the last resort.
LADDER = ((signal.SIGINT, 30), (signal.SIGQUIT, 5), (signal.SIGKILL, 5))

PR_SET_PDEATHSIG = 1


def main(argv: list[str]) -> int:
    """Run ``[identity, folder, *command]`` until it or standard input ends; return its exit code.

    The (socket) folder is removed afterwards.
    """
    identity, folder, *command = argv
    # Nothing is closed: what the parent let through (the folder's lock) must reach the command.
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        close_fds=False,
        preexec_fn=die_with_parent(signal.SIGINT),
        **_identity(identity),
    )
    # A machine going down sends SIGTERM to all; for PostgreSQL that would mean waiting for every client.
    signal.signal(signal.SIGTERM, lambda *_: child.send_signal(signal.SIGINT))
    threading.Thread(target=_stop_at_end_of_input, args=(child,), daemon=True).start()
    code = child.wait()
    shutil.rmtree(folder, ignore_errors=True)  # we still hold the lock: no successor is using it yet
    return code if code >= 0 else 128 - code


def die_with_parent(number: int) -> Callable[[], None] | None:
    """A ``preexec_fn`` asking Linux to send signal ``number`` when the parent dies; None elsewhere.

    The second line of defence, for a guard that is itself killed. The library is loaded before the fork:
    between fork and exec hardly anything is safe to do.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked, so no signal will come
            os._exit(1)

    return ask


def _identity(account: str) -> dict[str, Any]:
    """``Popen`` arguments that give up root for ``account`` (``uid:gid``); none for ``-``."""
    if account == "-":
        return {}
    user, group = account.split(":")
    return {"user": int(user), "group": int(group), "extra_groups": []}


def _stop_at_end_of_input(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 64):
            pass
    for number, seconds in LADDER:
        child.send_signal(number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
