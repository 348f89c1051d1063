"""Files that tests send: small real ones of each type that is taken, and such as nobody should send."""

import io
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator

import httpx2
import pypdfium2
from PIL import Image

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **more: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (40, 120, 90)).save(made, kind, **more)
    return made.getvalue()


def taken_at_home() -> bytes:
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "Hjemme hos Tiril"
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 54.0, 12.0), 3: "E", 4: (10.0, 44.0, 9.0)})
    return picture(exif=exif)


def paper(pages: int = 1) -> bytes:
    document, made = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _ in range(pages):
        document.new_page(595, 842)
    document.save(made)
    return made.getvalue()


def word(**parts: bytes) -> bytes:
    """A Word document, as far as anybody looks at it here; with more parts by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>", **parts}.items():
            file.writestr(name, content)
    return made.getvalue()


def long_list() -> bytes:
    """One that says of itself that it has millions of parts."""
    whole = word()
    return whole[:-10] + (2**27).to_bytes(4, "little") + whole[-6:]


def opendocument() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("content.xml", "<x/>")
    return made.getvalue()


def huge_picture(side: int = 50_000) -> bytes:
    """A few bytes that become gigabytes where they are shown."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(bytes(side)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rows + chunk(b"IEND", b"")


async def send(
    client: httpx2.AsyncClient, path: str, name: str, data: bytes, **typed: str
) -> httpx2.Response:
    """Send a file as a browser's form does."""
    return await client.post(path, data=typed, files={"file": (name, data)})


async def streamed(boundary: str, size: int, fields: dict[str, str]) -> AsyncIterator[bytes]:
    """A form with a text file of that many bytes, made while it is sent."""
    for name, value in fields.items():
        yield f'--{boundary}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
    yield f'--{boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'.encode()
    piece = b"Det er mye som staar her, og det er like langt.\n" * 1365
    while size > 0:
        yield piece[: min(size, len(piece))]
        size -= len(piece)
    yield f"\r\n--{boundary}--\r\n".encode()
