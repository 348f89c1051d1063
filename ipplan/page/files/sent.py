"""A form with a file, read while it comes in; the file goes sealed into a spool."""

from collections.abc import Callable
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.exceptions import HTTPException
from starlette.requests import Request

from ipplan.page.plan.item import typed_in
from ipplan.page.request.body import BodyTooLarge
from ipplan.plan.filetypes import LARGEST, TOO_LARGE, BadFile, name_of
from ipplan.store.spool import Spool, TooLarge

MOST_FIELDS = 20
LONGEST_FIELD = 64 * 1024
"""Bytes of a field that is no file."""


@dataclass
class Sent:
    """A form as it has come in. ``name``: the file's, as its sender has it; empty: there is none."""

    typed: dict[str, str] = field(default_factory=dict)
    name: str = ""


@dataclass
class _Part:
    """One field of the form."""

    head: bytearray = field(default_factory=bytearray)
    value: bytearray = field(default_factory=bytearray)
    told: bytes = b""
    name: str = ""
    filename: str | None = None


class _Form:
    """What the parser calls as the form comes in."""

    def __init__(self, sent: Sent, write: Callable[[bytes], None]) -> None:
        self.sent, self._write, self._part, self._files = sent, write, _Part(), 0

    def on_part_begin(self) -> None:
        self._part = _Part()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._part.head += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._part.value += data[start:end]

    def on_header_end(self) -> None:
        if bytes(self._part.head).lower() == b"content-disposition":
            self._part.told = bytes(self._part.value)
        self._part.head.clear()
        self._part.value.clear()

    def on_headers_finished(self) -> None:
        _, options = parse_options_header(self._part.told)
        self._part.name = _text(options.get(b"name", b""))
        if b"filename" in options:
            self._part.filename = _text(options[b"filename"])
            self._files += bool(self._part.filename)
        if self._files > 1 or len(self.sent.typed) > MOST_FIELDS:
            raise HTTPException(400)

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._part.filename:
            self._write(data[start:end])
            return
        self._part.value += data[start:end]
        if len(self._part.value) > LONGEST_FIELD:
            raise HTTPException(400)

    def on_part_end(self) -> None:
        if self._part.filename:
            self.sent.name = name_of(self._part.filename)
        elif self._part.filename is None:
            self.sent.typed[self._part.name] = _text(bytes(self._part.value))


async def read_form(request: Request, spool: Spool, sent: Sent) -> None:
    """Read the form to its end; raises `BadFile` for a file that is too large, as soon as that is known.

    Raises ``ClientDisconnect`` where its sender went away half-way. What came until then stands in ``sent``.
    """
    told = request.headers.get("content-type", "")
    if not told.startswith("multipart/form-data"):
        sent.typed |= await typed_in(request)
        return
    _, options = parse_options_header(told)
    # The fields come first: what was typed is kept, also where what follows is known to be too much.
    known = int(request.headers.get("content-length", "0")) > LARGEST + LONGEST_FIELD * MOST_FIELDS
    form = _Form(sent, _refuse if known else spool.write)
    calls = {name: getattr(form, name) for name in dir(form) if name.startswith("on_")}
    try:
        parser = MultipartParser(options[b"boundary"], calls)  # type: ignore[arg-type]
        async for piece in request.stream():
            parser.write(piece)
        parser.finalize()
    except (TooLarge, BodyTooLarge):
        raise BadFile(TOO_LARGE) from None
    except (FormParserError, KeyError):
        raise HTTPException(400) from None
    spool.end()


def _refuse(data: bytes) -> None:
    raise TooLarge


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace").replace("\x00", "")
