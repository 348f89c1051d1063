"""A file on its way in: sealed chunk by chunk as it comes, never whole in memory, or in clear on a disk."""

import hashlib
import io
import json
import tempfile
from pathlib import Path
from uuid import UUID, uuid4

from ipplan.permit import Permit

CHUNK = 2**20
"""Bytes of each chunk, in clear; the last may be shorter."""
WHOLE, SMALL = "whole", "small"
"""A file's own bytes, and the small picture of it."""


class TooLarge(Exception):
    """More is sent than a file may hold."""


class Spool:
    """A file that is being sent: sealed as it comes, into a file without a name. Cut off, nothing is left."""

    def __init__(self, permit: Permit, folder: Path | None, most: int) -> None:
        self.blob_id, self.size, self.chunks = uuid4(), 0, 0
        self.permit, self._most = permit, most
        self._waiting, self._digest = bytearray(), hashlib.sha256()
        self._file, self._ends = tempfile.TemporaryFile(dir=folder), [0]  # noqa: SIM115 (see `close`)

    @property
    def key_id(self) -> UUID:
        return self.permit.box.key_id

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        """Take what has come; raises `TooLarge`."""
        self.size += len(data)
        if self.size > self._most:
            raise TooLarge
        self._digest.update(data)
        self._waiting += data
        # One chunk is always kept back: the last says under its seal that it is.
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]

    def end(self) -> None:
        """All has come."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def close(self) -> None:
        self._file.close()

    def _put(self, plain: bytes, *, last: bool) -> None:
        bound = bound_to(self.permit, self.blob_id, WHOLE, self.chunks, last)
        sealed = self.permit.box.seal(plain, bound)
        self._file.seek(self._ends[-1])
        self._file.write(sealed)
        self._ends.append(self._file.tell())
        self.chunks += 1

    def sealed(self, number: int) -> bytes:
        """One chunk, as it is to be kept."""
        self._file.seek(self._ends[number])
        return self._file.read(self._ends[number + 1] - self._ends[number])

    def plain(self, number: int) -> bytes:
        """One chunk, opened again."""
        bound = bound_to(self.permit, self.blob_id, WHOLE, number, number == self.chunks - 1)
        return self.permit.box.open(self.key_id, self.sealed(number), bound)

    def opened(self) -> io.BufferedReader:
        """The file to read in, a chunk at a time."""
        return io.BufferedReader(_Reading(self), 2**16)


class _Reading(io.RawIOBase):
    """A spool as a file that one can seek in; one chunk of it is held open."""

    def __init__(self, spool: Spool) -> None:
        self._spool, self._at = spool, 0
        self._number, self._plain = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._spool.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        number, within = divmod(self._at, CHUNK)
        if number >= self._spool.chunks:
            return 0
        if number != self._number:
            self._number, self._plain = number, self._spool.plain(number)
        piece = self._plain[within : within + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def bound_to(permit: Permit, blob_id: UUID, part: str, number: int, last: bool) -> bytes:
    """The associated data of a chunk: one moved, left out, or cut off at the end, does not open."""
    place = (permit.space_id, permit.section_id, blob_id)
    return json.dumps(["file", *map(str, place), part, number, last]).encode()
