"""Reading PDFs in tests: their text, and the tags of their structure tree."""

import io
import re
from typing import Any

from pypdf import PdfReader


def reader_of(made: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(made))


def words_of(made: bytes) -> str:
    """All text, with every run of white space as one space."""
    return flat(" ".join(page.extract_text() for page in reader_of(made).pages))


def flat(text: str) -> str:
    return " ".join(text.replace("\u200b", "").split())


def tags(made: bytes, pattern: str) -> list[str]:
    """Tags that match, in the order of the structure tree."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            if re.fullmatch(pattern, tag := str(node.get("/S", ""))[1:]):
                found.append(tag)
            walk(node.get("/K", []))

    root: Any = reader_of(made).trailer["/Root"]
    walk(root["/StructTreeRoot"]["/K"])
    return found


def is_accessible(made: bytes, *, language: str, title: str) -> bool:
    """Tagged, with a language and a title that is shown, and said to be PDF/UA."""
    reader = reader_of(made)
    root: Any = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert str(root["/Lang"]).startswith(language)
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert "pdfuaid" in root["/Metadata"].get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == title
    return True
