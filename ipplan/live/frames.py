"""Frames: what is sent to make one screen equal to the page as it would be rendered now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from ipplan.live.wire import framed
from ipplan.memory import Memory

SECTIONS = "live-sections"
SECTION = "live-section-"
NOTHING = "<div hidden></div>"
"""Where no section is left: htmx passes over a message without elements, and what was there would stay."""
_made: Memory[tuple[str, str, str], bytes] = Memory(1_000, most=16 * 2**20, weigh=len)


@dataclass(frozen=True, slots=True)
class Fragment:
    """One part of a page: its element's id, a digest of what it shows, and the element itself."""

    name: str
    digest: str
    html: str
    encoded: bytes = field(compare=False, repr=False)
    """The same as bytes, made once for all to whom it is sent."""

    @classmethod
    def of(cls, name: str, digest: str, html: str) -> "Fragment":
        """A fragment with its bytes."""
        return cls(name, digest, html, html.encode())


def frames(shown: Mapping[str, str], now: tuple[Fragment, ...]) -> list[bytes]:
    """The frames that bring a screen showing ``shown`` (digest by element id, in order) to ``now``.

    Same digest, no frame. Where sections came, went or changed places, their container is sent whole.
    """
    sections = [one for one in now if one.name.startswith(SECTION)]
    moved = [one.name for one in sections] != [name for name in shown if name.startswith(SECTION)]
    out = []
    if moved:
        out.append(_framed(SECTIONS, "innerMorph", "".join(one.html for one in sections) or NOTHING))
    for one in now:
        if shown.get(one.name) != one.digest and not (moved and one.name.startswith(SECTION)):
            out.append(_framed(one.name, "outerMorph", one.html))
    return out


def _framed(target: str, swap: str, html: str) -> bytes:
    """One WebSocket message as htmx reads it; encoded once for all who get the same."""
    made = _made.get((target, swap, html))
    if made is None:
        message = {"target": f"#{target}", "swap": swap, "content": html}
        made = _made.put((target, swap, html), framed(json.dumps(message, ensure_ascii=False)))
    return made
