"""An archive as it goes out: zipped while it is sent, with the manifest and its seal last.

Nothing is put on a disk, and no more than a piece of a part is held besides what is open already.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from ipplan.gate.tokens import Signer
from ipplan.letter.archive.parts import (
    CHUNK,
    FORMAT,
    MANIFEST,
    MEDIA_TYPES,
    SEAL,
    VERSION,
    File,
    packing,
)
from ipplan.plan.periods import OSLO


@dataclass(frozen=True)
class Head:
    """What the manifest says of the whole."""

    issuer: str
    keys: str
    """Where the public keys are."""
    at: datetime
    space_id: UUID
    kind: str
    owner_id: UUID
    exporter_id: UUID
    exporter: str
    municipality: str
    claim: str | None = None
    """What only she who has the code and is the owner can make anew; ``None``: not to be taken in."""


@dataclass
class Packed:
    """The zip as it grows. What is written is taken out at once."""

    at: datetime
    parts: list[dict[str, Any]] = field(default_factory=list)
    _sink: "_Sink" = field(default_factory=lambda: _Sink())

    def __post_init__(self) -> None:
        self._zip = zipfile.ZipFile(self._sink, "w")

    async def add(self, name: str, media_type: str, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """One part; gives what of the file is ready."""
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name, self.at.astimezone(OSLO).timetuple()[:6])
        info.compress_type = packing(media_type)
        with self._zip.open(info, "w") as part:
            async for piece in pieces:
                part.write(piece)
                digest.update(piece)
                size += len(piece)
                yield self._sink.taken()
        said = {"name": name, "media_type": media_type, "size": size, "sha256": digest.hexdigest()}
        self.parts.append(said)
        yield self._sink.taken()

    def end(self) -> bytes:
        """The rest of the file."""
        self._zip.close()
        return self._sink.taken()


class _Sink(io.RawIOBase):
    """Takes what zipfile writes; there is no way back in it, so zipfile keeps no place to come back to."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held += data
        return len(data)

    def taken(self) -> bytes:
        held, self._held = bytes(self._held), bytearray()
        return held


async def packed(
    head: Head, made: Mapping[str, bytes], files: Sequence[File], signer: Signer
) -> AsyncIterator[bytes]:
    """The archive, piece by piece. ``made``: the parts that every archive has, by name."""
    growing = Packed(head.at)
    for name, content in made.items():
        async for ready in growing.add(name, MEDIA_TYPES[name], _pieces(content)):
            yield ready
    for file in files:
        async for ready in growing.add(file.name, file.media_type, file.read()):
            yield ready
    manifest = json.dumps(_manifest(head, growing.parts), ensure_ascii=False, indent=1).encode()
    for name, content in ((MANIFEST, manifest), (SEAL, seal_of(head, manifest, signer).encode())):
        async for ready in growing.add(name, "application/json", _pieces(content)):
            yield ready
    yield growing.end()


def seal_of(head: Head, manifest: bytes, signer: Signer) -> str:
    """The signature over the manifest, and so over all that it names."""
    claims = {
        "jti": str(uuid4()),
        "iat": int(head.at.timestamp()),
        "sub": str(head.exporter_id),
        "space": str(head.space_id),
        "owner": str(head.owner_id),
        "sha256": hashlib.sha256(manifest).hexdigest(),
    }
    return signer.sign("export", claims)


def _manifest(head: Head, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "issuer": head.issuer,
        "keys": head.keys,
        "exported_at": head.at.isoformat(),
        "space": str(head.space_id),
        "kind": head.kind,
        "owner": str(head.owner_id),
        "exporter": {"account": str(head.exporter_id), "name": head.exporter},
        "municipality": head.municipality,
        "claim": head.claim,
        "parts": parts,
    }


async def _pieces(content: bytes) -> AsyncIterator[bytes]:
    for place in range(0, len(content), CHUNK):
        yield content[place : place + CHUNK]
