"""A receipt on paper: a tagged PDF (PDF/UA-1) that anybody's screen reader can read, its data file within."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from ipplan.language import N_, translations
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
    import typst  # not before it is needed: a web process that starts is waited for

    if any(map(UNDRAWN.search, (title, *_texts(parts)))):
        # PDF/UA demands a picture of each character: one emoji in a title, and there would be no PDF.
        title, parts = UNDRAWN.sub("□", title), [_drawn(part) for part in parts]
        said = translations(language).gettext(LACKING if data is not None else LACKING_ALONE)
        parts[-1] = replace(parts[-1], sentences=(*parts[-1].sentences, said))
    letter = {
        "title": title,
        "language": language,
        "parts": [
            {
                "heading": part.heading,
                "pairs": [list(pair) for pair in part.pairs],
                "sentences": list(part.sentences),
                "quoted": part.quoted,
                "level": part.level,
                "sentences_first": part.sentences_first,
                "lines": list(part.lines),
            }
            for part in parts
        ],
        "data": None if data is None else json.dumps(data, ensure_ascii=False, indent=1),
        "file": file,
    }
    made: Any = typst.compile(
        str(templates / LETTER),
        root=str((templates / LETTER).parent),
        format="pdf",
        sys_inputs={"letter": json.dumps(letter)},
        pdf_standards="ua-1",
        ignore_system_fonts=True,
    )
    return bytes(made)


def _texts(parts: list[Part]) -> list[str]:
    return [text for part in parts for text in (part.heading, *sum(part.pairs, ()), *part.sentences)]


def _drawn(part: Part) -> Part:
    pairs = tuple((UNDRAWN.sub("□", term), UNDRAWN.sub("□", said)) for term, said in part.pairs)
    sentences = tuple(UNDRAWN.sub("□", one) for one in part.sentences)
    return replace(part, heading=UNDRAWN.sub("□", part.heading), pairs=pairs, sentences=sentences)
