"""Static files as browsers keep them: a file's address says its content, and it is packed once a process."""

import gzip
import os
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its bytes, the same packed by gzip where that is smaller, and the mark of its content."""

    body: bytes
    packed: bytes | None
    mark: str


def address(static: Path, name: str) -> str:
    """Where the file ``name`` (such as ``vendor/htmx.js``) is, as it is now; raises `FileNotFoundError`."""
    path = static / name
    return f"/static/{asset(path, path.stat()).mark}/{name}"


def asset(path: Path | str, stat: os.stat_result) -> Asset:
    """The file at ``path``, read anew when it has changed since."""
    return _read(str(path), stat.st_mtime_ns, stat.st_size)


# Not brotli: of what all pages ask for it would spare a first visit some 6 kB, for one more dependency.
@lru_cache(maxsize=512)
def _read(path: str, changed: int, size: int) -> Asset:
    body = Path(path).read_bytes()
    packed = gzip.compress(body, 9, mtime=0)
    return Asset(body, packed if len(packed) < len(body) else None, sha256(body).hexdigest()[:16])
