"""What a file may be: told by what it holds, and held against what its name says."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BufferedReader

import puremagic

from ipplan.language import N_

LARGEST = 50 * 1024 * 1024
"""Bytes of a file."""
LONGEST_NAME = 180
"""Letters of a file's name that are kept."""
MOST_UNPACKED = 500 * 1024 * 1024
"""Bytes that an office file may hold when it is unpacked: it is a packed folder."""
MOST_PARTS = 5_000
MOST_TIMES = 200
"""How many times larger than itself it may become; XML seldom becomes twenty."""
SLIGHT = 1024 * 1024
"""Bytes up to which it may become as many times larger as it likes."""


class BadFile(ValueError):
    """A file that is not taken; the message says why, in words."""


@dataclass(frozen=True)
class FileType:
    """One type of file that is taken: in plain words, and the endings that its name may have."""

    word: str
    endings: tuple[str, ...]
    picture: bool = False


OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
TYPES: Mapping[str, FileType] = {
    "application/pdf": FileType("PDF", ("pdf",)),
    "image/jpeg": FileType(N_("Bilde (JPEG)"), ("jpg", "jpeg", "jfif"), picture=True),
    "image/png": FileType(N_("Bilde (PNG)"), ("png",), picture=True),
    "image/webp": FileType(N_("Bilde (WebP)"), ("webp",), picture=True),
    "image/heic": FileType(N_("Bilde (HEIC)"), ("heic", "heif")),
    f"{OFFICE}wordprocessingml.document": FileType(N_("Word-dokument"), ("docx",)),
    f"{OFFICE}spreadsheetml.sheet": FileType(N_("Excel-ark"), ("xlsx",)),
    f"{OFFICE}presentationml.presentation": FileType(N_("PowerPoint"), ("pptx",)),
    f"{OPEN}text": FileType(N_("Tekstdokument (ODT)"), ("odt",)),
    f"{OPEN}spreadsheet": FileType(N_("Regneark (ODS)"), ("ods",)),
    f"{OPEN}presentation": FileType(N_("Presentasjon (ODP)"), ("odp",)),
    "text/plain": FileType(N_("Ren tekst"), ("txt", "md", "csv")),
}
"""What is taken, by media type: nothing that a browser or an office program would run."""
PARTS = {"word/document.xml": "wordprocessingml.document", "xl/workbook.xml": "spreadsheetml.sheet"}
PARTS |= {"ppt/presentation.xml": "presentationml.presentation"}
SAME = {"image/heif": "image/heic", "image/x-png": "image/png"}
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<body", b"#!")
UNSEEN = bytes(set(range(32)) - {9, 10, 12, 13, 27})
"""What no text holds."""
END, BEFORE_END, TAIL = b"PK\x05\x06", b"PK\x06\x07", 22 + 2**16
"""Where a packed folder says how long its list of parts is, what stands before that in one of many gigabytes,
and bytes in which both are found."""
LONGEST_LIST = 2 * 1024 * 1024
"""Bytes of that list, which is read as a whole."""

EMPTY = N_("Filen er tom. Velg en annen.")
UNKNOWN = N_(
    "Denne typen fil kan vi ikke ta imot. Lagre den som PDF, og prøv igjen. Bilder, Word, Excel, PowerPoint,"
    " OpenDocument og ren tekst går også."
)
MISMATCH = N_("Filen er noe annet enn navnet sier. Lagre den på nytt med riktig type, og prøv igjen.")
BROKEN = N_("Filen ser ut til å være ødelagt. Prøv å lagre den på nytt.")
BOMB = N_("Filen blir altfor stor når den pakkes ut. Lagre den som PDF, og prøv igjen.")
MACROS = N_("Filen har makroer, små programmer, i seg. Lagre den uten makroer eller som PDF, og prøv igjen.")
TOO_LARGE = N_("Filen er for stor. Den kan være på høyst 50 MB.")


def type_of(file: BufferedReader, size: int, name: str) -> str:
    """The media type by what the file holds; raises `BadFile`, also where its name says something else."""
    if not size:
        raise BadFile(EMPTY)
    found = _found(file, size)
    if found is None:
        raise BadFile(UNKNOWN)
    ending = ending_of(name)
    if ending and ending not in TYPES[found].endings:
        known = any(ending in one.endings for one in TYPES.values())
        raise BadFile(MISMATCH if known else UNKNOWN)
    return found


def name_of(told: str) -> str:
    """A file's name without folders, and without what would end a line; its ending stays."""
    name = " ".join(told.replace("\\", "/").rpartition("/")[2].split())
    name = "".join(one for one in name if one.isprintable())
    stem, point, ending = name.rpartition(".")
    if not point or len(ending) > 10:
        return name[:LONGEST_NAME] or "fil"
    return f"{stem[: LONGEST_NAME - len(ending) - 1] or 'fil'}.{ending}"


def ending_of(name: str) -> str:
    """What stands after a name's last point, in small letters; empty: there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _found(file: BufferedReader, size: int) -> str | None:
    head = file.read(4_096)
    if head.startswith(b"PK"):
        return _office(file, size)
    file.seek(0)
    try:
        matches = puremagic.magic_stream(file)
    except puremagic.PureError:
        matches = []
    sure = {SAME.get(one.mime_type, one.mime_type) for one in matches if one.byte_match}
    told = next((one for one in TYPES if one in sure), None)
    if told is not None and (TYPES[told].picture or told in ("application/pdf", "image/heic")):
        return told
    return "text/plain" if _is_text(file, head) else None


def _is_text(file: BufferedReader, head: bytes) -> bool:
    """Text has no mark to be known by: all of it is looked at. What a browser would run is none."""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(MARKUP):
        return False
    file.seek(0)
    while piece := file.read(2**16):
        if len(piece.translate(None, UNSEEN)) < len(piece):
            return False
    return True


def _office(file: BufferedReader, size: int) -> str | None:
    """Which office program's file a packed folder is; raises `BadFile`. Nothing in it is unpacked."""
    _check_list(file, size)
    try:
        with zipfile.ZipFile(file) as packed:
            parts = {one.filename: one for one in packed.infolist()}
            _check_parts(list(parts.values()), size, len(packed.infolist()))
            if any(name.lower().endswith("vbaproject.bin") for name in parts):
                raise BadFile(MACROS)
            kind = parts.get("mimetype")
            if kind is not None and kind.file_size < 100:
                said = packed.read(kind).decode("ascii", "replace").strip()
                return said if said in TYPES and said.startswith(OPEN) else None
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError) as error:
        if isinstance(error, BadFile):
            raise
        raise BadFile(BROKEN) from None
    if "[Content_Types].xml" not in parts:
        return None
    return next((OFFICE + kind for part, kind in PARTS.items() if part in parts), None)


def _check_list(file: BufferedReader, size: int) -> None:
    """Raises `BadFile` for a list of parts that would fill the memory of who reads it."""
    file.seek(max(0, size - TAIL))
    tail = file.read()
    for at in (len(tail) - 22, tail.rfind(END)):
        if at < 0 or tail[at : at + 4] != END:
            continue
        length = int.from_bytes(tail[at + 12 : at + 16], "little")
        if length > LONGEST_LIST or tail[max(0, at - 20) : max(0, at - 16)] == BEFORE_END:
            raise BadFile(BOMB)
    file.seek(0)


def _check_parts(parts: list[zipfile.ZipInfo], size: int, count: int) -> None:
    """Raises `BadFile` for what would fill a disk; parts that lie over each other are no office file's."""
    unpacked, packed = sum(one.file_size for one in parts), sum(one.compress_size for one in parts)
    if count > MOST_PARTS or unpacked > MOST_UNPACKED or packed > size:
        raise BadFile(BOMB)
    if unpacked > SLIGHT and unpacked > MOST_TIMES * size:
        raise BadFile(BOMB)
