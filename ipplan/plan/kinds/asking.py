"""What a shape's fields ask: a shape is a frozen dataclass, which is also what its kind's form asks for."""

from collections.abc import Mapping
from dataclasses import field
from typing import Any


def _asks(
    label: str,
    *,
    widget: str,
    required: bool = False,
    longest: int = 10_000,
    hint: str = "",
    asked: bool = True,
    shown: bool = True,
    choices: Mapping[str, str] | None = None,
) -> Any:
    about = {"label": label, "widget": widget, "required": required, "longest": longest, "hint": hint}
    about |= {"asked": asked, "shown": shown, "choices": choices or {}}
    return field(metadata=about) if required else field(default="", metadata=about)


def line(label: str, *, required: bool = False, hint: str = "") -> Any:
    """A one-line answer, at most 200 characters."""
    return _asks(label, widget="line", required=required, longest=200, hint=hint)


def words(label: str, *, required: bool = False, hint: str = "") -> Any:
    """A longer answer, at most 10,000 characters."""
    return _asks(label, widget="words", required=required, hint=hint)


def choice(label: str, choices: Mapping[str, str], *, hint: str = "") -> Any:
    """One of several answers, or none: words by the names that are kept."""
    return _asks(label, widget="choice", longest=200, hint=hint, choices=choices)


def fixed(label: str, *, shown: bool = True) -> Any:
    """What no form asks for: it is written with the item. ``shown``: whether it says anything to people."""
    return _asks(label, widget="line", longest=200, asked=False, shown=shown)
