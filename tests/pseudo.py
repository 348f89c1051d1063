"""A language in which every message stands between marks: whatever is outside of them came past gettext."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import write_po

from ipplan import language
from tests import catalogues

PSEUDO = "fo"
"""The tag that it goes by: one that Babel knows, and that has no catalogue."""
MARKED = re.compile("Ƿ[^Ƿƿ]*ƿ")
SHAPE = re.compile(r"(?:(?:EEEE|d\.|d|MMMM?|LLLL|y|HH|mm|'[^']*')[ .:,]*)+")
"""How a day is written, in the letters of Unicode."""


def marked(message: str) -> str:
    """The message between marks; in what says how days are written they stand as letters of their own."""
    return f"'Ƿ'{message}'ƿ'" if SHAPE.fullmatch(message) else f"Ƿ{message}ƿ"


def outside(text: str) -> str:
    """What is left without the messages, also where one stands in another."""
    while (left := MARKED.sub(" ", text)) != text:
        text = left
    return text


@contextmanager
def spoken(tag: str, words: Callable[[str], str | None], folder: Path) -> Iterator[None]:
    """While it lasts there is one language more: one file beside the others. ``words``: what it says."""
    for path in catalogues.catalogues():
        (folder / path.name).symlink_to(path)
    made = Catalog(locale=tag, fuzzy=False)
    known = [catalogues.id_of(one) for one in catalogues.read(language.CATALOGUES / "nn.po") if one.id]
    for one in [*known, *catalogues.in_files()]:
        forms = [words(part) or "" for part in ([one] if isinstance(one, str) else one)]
        if all(forms):
            made.add(one, forms[0] if isinstance(one, str) else tuple(forms[-1:] * made.num_plurals))
    with (folder / f"{tag}.po").open("wb") as file:
        write_po(file, made, omit_header=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "CATALOGUES", folder)
        _forget()
        yield
    _forget()


def _forget() -> None:
    language.languages.cache_clear()
    language.translations.cache_clear()


def saying(words: Mapping[str, str]) -> Callable[[str], str | None]:
    """A language that says a few messages, and leaves the rest to the source."""
    return words.get
