"""Tables for spreadsheets."""

from typing import Any


def cell(value: Any) -> str:
    """A value as a cell: a spreadsheet would take somebody's name or title for a formula."""
    text = ", ".join(value) if isinstance(value, list) else str("" if value is None else value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
