"""What every browser must be able to do for a Tab, and the pointer and the keys as WebDriver has them."""

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

KEYS = {"Enter": "\ue007", "Tab": "\ue004", "Escape": "\ue00c", "ArrowDown": "\ue015"}
"""WebDriver's letters for keys that write none."""


class Failed(Exception):
    """The browser could not: often since a page was just then giving way to another."""


class Engine(Protocol):
    """One person's browser, with cookies of its own and one page."""

    errors: list[str]
    """What went wrong in its pages' scripts."""

    async def open(self, address: str) -> None: ...

    async def call(self, function: str, *arguments: Any) -> Any:
        """What a JavaScript function answers, as JSON can tell it."""

    async def point(self, x: int, y: int) -> None:
        """Press and release the pointer there, from the window's upper left corner."""

    async def type(self, keys: Sequence[str]) -> None:
        """Press and release one key after the other: a letter, or a name in ``KEYS``."""

    async def put_files(self, function: str, argument: Any, files: Sequence[Path]) -> None:
        """Choose files in the field that a JavaScript function answers."""

    async def resize(self, width: int, height: int) -> None: ...

    async def picture(self) -> bytes:
        """The window's, as PNG."""

    async def take_cookie(self, name: str, value: str, address: str) -> None: ...

    async def close(self) -> None: ...


Opener = Callable[[], Awaitable[Engine]]
"""A browser that has been started: opens it for one person more."""


def press(x: int, y: int) -> list[dict[str, Any]]:
    """The pointer's actions."""
    steps: list[dict[str, Any]] = [
        {"type": "pointerMove", "x": x, "y": y, "duration": 0},
        {"type": "pointerDown", "button": 0},
        {"type": "pointerUp", "button": 0},
    ]
    return [{"type": "pointer", "id": "hand", "parameters": {"pointerType": "mouse"}, "actions": steps}]


def typed(keys: Sequence[str]) -> list[dict[str, Any]]:
    """The keyboard's actions."""
    steps = [{"type": kind, "value": KEYS.get(key, key)} for key in keys for kind in ("keyDown", "keyUp")]
    return [{"type": "key", "id": "keys", "actions": steps}]
