"""Draws a small picture of a file; run as a process of its own, with hard limits, by pictures.py.

``python drawing.py MEDIA_TYPE LONGEST``: the file comes by standard input, a JPEG without what
cameras write into pictures (where it was taken, and when) leaves by standard output.
"""

import io
import resource
import sys

MEMORY = 1024 * 2**20
SECONDS = 15
MOST_PIXELS = 100_000_000
"""Of a picture: more than any telephone's; four bytes each stay within `MEMORY`."""
TOO_MANY, BROKEN = 3, 4
"""Exit codes: of a picture with too many pixels, and of one that does not open."""
WHITE = (255, 255, 255)


def main() -> int:
    """Draw; the limits come first, and everything that reads the file after them."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    media_type, longest = sys.argv[1], int(sys.argv[2])
    data = sys.stdin.buffer.read()
    try:
        drawn = _page(data, longest) if media_type == "application/pdf" else _picture(data, longest)
    except _TooMany:
        return TOO_MANY
    except Exception:
        return BROKEN
    sys.stdout.buffer.write(drawn)
    return 0


class _TooMany(Exception):
    """More pixels than anybody's camera makes."""


def _picture(data: bytes, longest: int) -> bytes:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # judged here, by its head, before anything is unpacked
    with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise _TooMany
        picture.draft("RGB", (longest, longest))
        picture.load()
        turned = ImageOps.exif_transpose(picture)
        turned.thumbnail((longest, longest))
        whole = turned.convert("RGBA")
    white = Image.new("RGB", whole.size, WHITE)
    white.paste(whole, mask=whole.getchannel("A"))
    return _jpeg(white)


def _page(data: bytes, longest: int) -> bytes:
    """The first page of a PDF, however many there are."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    page = document[0]
    scale = longest / max(page.get_width(), page.get_height(), 1.0)
    return _jpeg(page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB"))


def _jpeg(picture: object) -> bytes:
    from PIL.Image import Image

    assert isinstance(picture, Image)
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=82, optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    sys.exit(main())
