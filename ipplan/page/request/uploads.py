"""A file that somebody sends: kept in memory alone, and taken for what it is by its content."""

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from ipplan.language import N_
from ipplan.page.plan.item import typed_in
from ipplan.page.request.body import LARGEST_BODY, LARGEST_FILE

KINDS = (
    ("application/pdf", b"%PDF-", b"%%EOF"),
    ("image/png", b"\x89PNG\r\n\x1a\n", b"IEND"),
    ("image/jpeg", b"\xff\xd8\xff", b"\xff\xd9"),
)
"""What a sheet may be: its media type, how it begins, and what stands at its end."""
TAIL = 1_024
"""Bytes in which that end is looked for: some scanners write more after it."""
ENDINGS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


class BadFile(ValueError):
    """A file that is not taken; the message says why, in words."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form with one file."""

    typed: dict[str, str]
    data: bytes


async def sent_in(request: Request, name: str = "sheet", largest: int = LARGEST_FILE) -> Sent:
    """The form's text fields, and the file in its field ``name``; no file is an empty one."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return Sent(await typed_in(request), b"")
    parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=20)
    # What is on paper is as private as what is in the plan: it is never put on a disk in clear.
    parser.spool_max_size = largest + LARGEST_BODY
    try:
        form = await parser.parse()
    except (MultiPartException, UnicodeError):
        raise HTTPException(400) from None
    typed = {field: value.replace("\x00", "") for field, value in form.items() if isinstance(value, str)}
    file = form.get(name)
    data = b"" if file is None or isinstance(file, str) else await file.read()
    await form.close()
    return Sent(typed, data)


def media_type_of(data: bytes) -> str:
    """The media type by what the file holds, whatever its name says; raises `BadFile`."""
    if not data:
        raise BadFile(N_("Velg fila med det signerte arket."))
    if len(data) > LARGEST_FILE:
        raise BadFile(N_("Fila er for stor. Den kan være på høyst 5 MB."))
    for media_type, begins, ends in KINDS:
        if data.startswith(begins) and ends in data[-TAIL:]:
            return media_type
    raise BadFile(N_("Fila må være en PDF, eller et bilde (PNG eller JPEG), og hel."))
