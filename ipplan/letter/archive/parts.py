"""What an archive is made of: its parts by name, and the bounds that hold for all that comes in."""

import re
import zipfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

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
PACKED_ALREADY = ("application/pdf", "application/zip", "image/", "video/", "audio/")


@dataclass(frozen=True, slots=True)
class File:
    """A file of the plan that goes along: its name in the archive (``files/…``), and its bytes when asked."""

    name: str
    media_type: str
    read: Callable[[], AsyncIterator[bytes]]


def is_name(name: str) -> bool:
    """Whether a part may be called so: nothing that leads out of the folder it is unpacked in."""
    return name in (*MADE, MANIFEST, SEAL) or bool(FILE.fullmatch(name) and name[6:] not in (".", ".."))


def packing(media_type: str) -> int:
    """How zip keeps it: what is packed already is kept as it is."""
    return zipfile.ZIP_STORED if media_type.startswith(PACKED_ALREADY) else zipfile.ZIP_DEFLATED
