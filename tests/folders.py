"""Folders for servers: pytest's own are closed to the account that PostgreSQL runs as under root."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 2 * 2**30
"""Bytes; a worker's databases fill a fraction of it, and containers often have next to nothing there."""


def quickest() -> Path:
    """Where files cost least: in memory, where the system has a folder for that with room in it.

    A database is copied for every test. On a disk that takes twenty times as long.
    """
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK | os.X_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return Path(tempfile.gettempdir())


@contextmanager
def open_folder(within: Path | None = None) -> Iterator[Path]:
    """A new folder (in the system's temporary one unless told) that everybody may pass; removed after."""
    path = Path(tempfile.mkdtemp(prefix="ipplan-test-", dir=within))
    path.chmod(0o711)
    try:
        yield path
    finally:
        shutil.rmtree(path)
