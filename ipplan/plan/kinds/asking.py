"""What a shape's fields ask: a shape is a frozen dataclass, which is also what its kind's form asks for."""

from collections.abc import Mapping
from dataclasses import Field, field
from typing import Any

from ipplan.language import N_


def _asks(
    label: str,
    *,
    widget: str,
    required: bool = False,
    longest: int = 10_000,
    hint: str = "",
    asked: bool = True,
    shown: bool = True,
    options: Mapping[str, str] | None = None,
) -> Any:
    about = {"label": label, "widget": widget, "required": required, "longest": longest, "hint": hint}
    about |= {"asked": asked, "shown": shown, "options": options or {}}
    return field(metadata=about) if required else field(default="", metadata=about)


def line(label: str, *, required: bool = False, hint: str = "") -> Any:
    """A one-line answer, at most 200 characters."""
    return _asks(label, widget="line", required=required, longest=200, hint=hint)


def words(label: str, *, required: bool = False, hint: str = "") -> Any:
    """A longer answer, at most 10,000 characters."""
    return _asks(label, widget="words", required=required, hint=hint)


def choice(label: str, options: Mapping[str, str], *, required: bool = False, hint: str = "") -> Any:
    """One of ``options``: its key is kept, and its word is shown."""
    return _asks(label, widget="choice", required=required, longest=200, hint=hint, options=options)


def chosen(asked: Field[Any], value: str) -> str | None:
    """The word of a choice; ``None`` for what was written, and for what is no choice any more."""
    word: str | None = asked.metadata["options"].get(value)
    return word


def participant(label: str) -> Any:
    """Who of those who take part in the plan it is, by account; or none."""
    return _asks(label, widget="participant", longest=36, shown=False)


def clock(label: str) -> Any:
    """A time of day, kept as 08:30."""
    return _asks(label, widget="clock", longest=20)


def day(label: str) -> Any:
    """A date that scheduling by the clear columns does not need, kept as 2027-12-31."""
    return _asks(label, widget="day", longest=20)


def days(label: str, *, hint: str = "") -> Any:
    """Dates, kept as 24.12.2027, 31.12.2027."""
    return _asks(label, widget="days", longest=1_000, hint=hint)


def weekdays(label: str) -> Any:
    """Days of the week, kept as mon wed."""
    return _asks(label, widget="weekdays", longest=50)


def fixed(label: str, *, shown: bool = True) -> Any:
    """What no form asks for: it is written with the item. ``shown``: whether it says anything to people."""
    return _asks(label, widget="line", longest=200, asked=False, shown=shown)


WEEKDAYS = {
    "mon": N_("mandag"),
    "tue": N_("tirsdag"),
    "wed": N_("onsdag"),
    "thu": N_("torsdag"),
    "fri": N_("fredag"),
    "sat": N_("lørdag"),
    "sun": N_("søndag"),
}
"""In the week's order."""
