"""A receipt on paper: a tagged PDF (PDF/UA-1) that anybody's screen reader can read, its data file within."""

import json
from pathlib import Path
from typing import Any

import typst

from ipplan.letter.told import Part

LETTER = "letter/letter.typ"


def pdf(templates: Path, *, title: str, language: str, parts: list[Part], data: dict[str, Any]) -> bytes:
    """The PDF's bytes. All text reaches typst as data, so that no word of anybody's is taken for markup."""
    letter = {
        "title": title,
        "language": language,
        "parts": [
            {
                "heading": part.heading,
                "pairs": [list(pair) for pair in part.pairs],
                "sentences": list(part.sentences),
                "quoted": part.quoted,
            }
            for part in parts
        ],
        "data": json.dumps(data, ensure_ascii=False, indent=1),
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
