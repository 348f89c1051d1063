"""What an archive is made of: its parts by name, and the bounds that hold for all that comes in."""

import re
import zipfile
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from unicodedata import normalize
from uuid import UUID

FORMAT, VERSION = "ipplan-archive", 1
VIEW, PAPER, FHIR, ABOUT = "view.json", "plan.pdf", "fhir.json", "about.json"
MANIFEST, SEAL = "manifest.json", "manifest.jws"
MADE = (VIEW, PAPER, FHIR, ABOUT)
"""The parts that every archive has, besides the manifest and its seal."""
FILE = re.compile(r"files/[^/\\\x00-\x1f]{1,200}")
"""What any other part is called: a file of the plan."""
MEDIA_TYPES = {
    VIEW: "application/json",
    PAPER: "application/pdf",
    FHIR: "application/fhir+json",
    ABOUT: "application/json",
}
CHUNK = 64 * 1024
LARGEST_JSON = 40 * 1024 * 1024
"""Bytes of a part that is read, unpacked."""
LARGEST_WHOLE = 300 * 1024 * 1024
"""Bytes of all parts, unpacked."""
LARGEST_SEAL = 16 * 1024
MOST_PARTS = 2_000
LONGEST_STEM = 150
"""Bytes of a file's name in it, without what it ends in."""
PACKED_ALREADY = ("application/pdf", "application/zip", "image/", "video/", "audio/")


@dataclass(frozen=True, slots=True)
class File:
    """A file of the plan that goes along: its name in the archive (``files/…``), and its bytes when asked."""

    name: str
    media_type: str
    read: Callable[[], AsyncIterator[bytes]]
    item_id: UUID
    """The item that it belongs to."""


def file_names(wanted: Iterable[tuple[UUID, str]]) -> dict[UUID, str]:
    """What files are called in an archive, by item: safe on any disk, and no two alike."""
    found: dict[UUID, str] = {}
    for item_id, name in wanted:
        tidy, taken = _tidy(name), {one.casefold() for one in found.values()}
        short = f"files/{item_id.hex[:8]}-{tidy}"
        found[item_id] = f"files/{item_id.hex}-{tidy}" if short.casefold() in taken else short
    return found


def _tidy(name: str) -> str:
    """A name with letters and digits of any script, cut to what every file system takes."""
    plain = "".join(one if one.isalnum() or one in " .-_()" else "_" for one in normalize("NFC", name))
    stem, point, ending = plain.strip(" .").rpartition(".")
    stem, ending = (stem, point + ending[:10]) if point else (ending, "")
    return stem.encode()[:LONGEST_STEM].decode(errors="ignore").strip(" .") + ending


def is_name(name: str) -> bool:
    """Whether a part may be called so: nothing that leads out of the folder it is unpacked in."""
    return name in (*MADE, MANIFEST, SEAL) or bool(FILE.fullmatch(name) and name[6:] not in (".", ".."))


def packing(media_type: str) -> int:
    """How zip keeps it: what is packed already is kept as it is."""
    return zipfile.ZIP_STORED if media_type.startswith(PACKED_ALREADY) else zipfile.ZIP_DEFLATED
