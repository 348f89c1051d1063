"""Words for people: gettext catalogues, with bokmål as the language of the source.

A language is a tag of RFC 5646. ``nb-x-easy`` is bokmål that is easy to read: its catalogue says what it
says in shorter words, and leaves the rest to ``nb``. A new language is one file beside the others.
"""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

SOURCE = "nb"
CATALOGUES = Path(__file__).parent / "translations"
EASY = "-x-easy"
COUNTRY = {"nb": "nb_NO", "nn": "nn_NO", "en": "en_GB"}
"""Where a language is written in several ways: whose dates and numbers."""


def N_(message: str) -> str:
    """Mark a string for translation where it is written; it is translated where it is shown."""
    return message


@cache
def languages() -> Mapping[str, str]:
    """The languages that one may choose, each by its own name; the forms of Norwegian first."""
    others = {one.stem for one in CATALOGUES.glob("*.po") if not is_easy(one.stem)}
    return {tag: _own_name(tag) for tag in (SOURCE, *sorted(others, key=lambda tag: (tag != "nn", tag)))}


def _own_name(tag: str) -> str:
    name = str(Locale.parse(tag).display_name).removeprefix("norsk ")
    return name[:1].upper() + name[1:]


def plain(tag: str) -> str:
    """The language itself, however it is read."""
    return tag.removesuffix(EASY)


def is_easy(tag: str) -> bool:
    """Whether the short words are asked for."""
    return tag.endswith(EASY)


def easy(tag: str) -> str:
    """The same language in short words."""
    return plain(tag) + EASY


def first_known(accepted: str) -> str:
    """The first of ours among what a browser says it reads (RFC 9110, 12.5.4, in its order); else bokmål."""
    for one in accepted.split(","):
        tag = one.partition(";")[0].strip().lower().partition("-")[0]
        if (tag := {"no": SOURCE}.get(tag, tag)) in languages():
            return tag
    return SOURCE


@cache
def locale_of(tag: str) -> Locale:
    """How dates and numbers are written in it."""
    return Locale.parse(COUNTRY.get(plain(tag), plain(tag)))


def said(texts: Mapping[str, str], tag: str) -> str:
    """What a file of ours says in several languages, in this one; else as its catalogue has it, or bokmål."""
    words = texts.get(plain(tag), "")
    return words or str(translations(tag).gettext(texts[SOURCE]))


@cache
def translations(tag: str) -> NullTranslations:
    """The catalogue of a language; what it lacks is said by the language itself, and then by the source."""
    path = CATALOGUES / f"{tag}.po"
    found: NullTranslations = Translations(_compiled(path)) if path.exists() else NullTranslations()
    if is_easy(tag):
        found.add_fallback(translations(plain(tag)))
    return found


def _compiled(path: Path) -> BytesIO:
    made = BytesIO()
    with path.open("rb") as file:
        write_mo(made, read_po(file))
    made.seek(0)
    return made
