"""Folders for servers: pytest's own are closed to the account that PostgreSQL runs as under root."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_folder() -> Iterator[Path]:
    """A new folder in the system's temporary one, that everybody may pass through; removed after."""
    path = Path(tempfile.mkdtemp(prefix="ipplan-test-"))
    path.chmod(0o711)
    try:
        yield path
    finally:
        shutil.rmtree(path)
