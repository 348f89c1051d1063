"""The letter on paper takes whatever people write; what its font lacks is marked, the rest is as written."""

import io
import re
import unicodedata

import pytest
from pypdf import PdfReader

from ipplan.config import Settings
from ipplan.letter.paper import LACKING, UNDRAWN, pdf
from ipplan.letter.told import Part

TEMPLATES = Settings(env="test").web / "templates"


def drawn(*words: str) -> str:
    """The text of a letter about ``words``."""
    parts = [Part(words[0], ((words[0], words[-1]),)), Part("Slutt", sentences=words)]
    made = pdf(TEMPLATES, title=words[0], language="nb", parts=parts, data={"words": words})
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)


@pytest.mark.parametrize(
    "title", ["Trening 💪", "中文", "ＡＢ", "\x07", "\u202e\u2066", "👩‍👩‍👧", "\ud7ff", "\ue000"]
)
def test_a_title_with_characters_that_the_font_lacks_still_makes_a_letter(title: str) -> None:
    said = drawn(title)
    assert "□" in said
    assert _closed(LACKING) in _closed(said)


def test_what_the_font_has_is_left_as_it_is() -> None:
    """Every character that is not marked really can be drawn: this is the whole set of them."""
    every = [chr(code) for code in range(0x110000) if not UNDRAWN.match(chr(code))]
    kept = [one for one in every if unicodedata.category(one) != "Cn"]
    assert len(kept) > 1_000
    said = drawn(" ".join(kept))
    assert _closed(LACKING) not in _closed(said)
    assert all(one in said for one in "æøåÆØÅŋđšžčéñüßΩЖ€–«»…")


def _closed(text: str) -> str:
    return re.sub(r"\s", "", text)
