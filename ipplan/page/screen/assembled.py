"""Pages put together from fragments that are there already: only the frame around them is rendered anew."""

import re
from collections.abc import Callable, Mapping, Sequence

from ipplan.live.frames import Fragment
from ipplan.memory import Memory

MARK = re.compile("\x00([a-z-]+)\x00")
"""What stands in a frame where a fragment goes. PostgreSQL lets no NUL into a text: nobody can write one."""
REMEMBERED = 2_000

Frame = Sequence[bytes | str]
"""Bytes to send, and names of what goes between them."""


def place(name: str) -> str:
    """What a template is given in place of a fragment."""
    return f"\x00{name}\x00"


class Frames:
    """Remembers frames by all that is written in them."""

    def __init__(self) -> None:
        self._kept: Memory[tuple[object, ...], Frame] = Memory(REMEMBERED)

    def frame(self, key: tuple[object, ...], render: Callable[[], str]) -> Frame:
        """The frame that ``render`` makes; ``key`` is all that it depends on."""
        kept = self._kept.get(key)
        if kept is None:
            pieces = MARK.split(render())
            kept = [piece if place % 2 else piece.encode() for place, piece in enumerate(pieces)]
            self._kept.put(key, kept)
        return kept


def assembled(frame: Frame, parts: Mapping[str, Sequence[Fragment]]) -> bytes:
    """The whole page."""
    out: list[bytes] = []
    for piece in frame:
        if isinstance(piece, bytes):
            out.append(piece)
        else:
            out += [one.encoded for one in parts[piece]]
    return b"".join(out)
