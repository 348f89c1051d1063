"""A letter on paper: a tagged PDF (PDF/UA-1) that anybody's screen reader can read, its data within."""

import json
import re
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from ipplan.language import N_, plain, translations
from ipplan.letter.told import Part

LETTER = "letter/letter.typ"
UNDRAWN = re.compile("[^\t\n\x20-\x7e\xa0-\u024f\u0300-\u045f\u1e00-\u1eff\u2010-\u2027\u20a0-\u20bf□]")
"""What the letter's font may have no picture of; a test holds it to the rest: Latin, Greek and Cyrillic."""
LACKING_ALONE = N_("Tegn som skriften på papiret mangler, står som □.")
LACKING = N_("Tegn som skriften på papiret mangler, står som □. Datafilen har dem slik de ble skrevet.")


def pdf(
    templates: Path,
    *,
    title: str,
    language: str,
    parts: list[Part],
    data: dict[str, Any] | None,
    file: str = "kvittering.json",
) -> bytes:
    """The PDF's bytes, with ``data`` within as ``file``, if there is any.

    All text reaches typst as data, so that no word of anybody's is taken for markup.
    """
    said = translations(language).gettext(LACKING if data is not None else LACKING_ALONE)
    letter = {
        **drawn({"title": title, "parts": [asdict(part) for part in parts]}, said),
        "language": plain(language),
        "data": None if data is None else json.dumps(data, ensure_ascii=False, indent=1),
        "file": file,
    }
    return compiled(templates / LETTER, letter)


def compiled(template: Path, letter: dict[str, Any], at: datetime | None = None) -> bytes:
    """The PDF that a typst template makes of ``letter``. ``at``: what it says of when it was made."""
    import typst  # not before it is needed: a web process that starts is waited for

    made: Any = typst.compile(
        str(template),
        root=str(template.parent),
        format="pdf",
        sys_inputs={"letter": json.dumps(letter)},
        pdf_standards="ua-1",
        ignore_system_fonts=True,
        timestamp=at,
    )
    return bytes(made)


def drawn(letter: dict[str, Any], lacking: str) -> dict[str, Any]:
    """The letter with a mark for each character that the font has no picture of; ``note`` says so, if any.

    PDF/UA demands a picture of each character: one emoji in a title, and there would be no PDF.
    """
    marked: dict[str, Any] = _marked(letter)
    return marked | {"note": lacking if marked != letter else ""}


def _marked(value: Any) -> Any:
    if isinstance(value, str):
        return UNDRAWN.sub("□", value)
    if isinstance(value, dict):
        return {name: _marked(one) for name, one in value.items()}
    return type(value)(_marked(one) for one in value) if isinstance(value, list | tuple) else value
