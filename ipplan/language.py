"""Words for people: gettext catalogues, with bokmål as the language of the source."""

from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

LANGUAGES = ("nb", "nn", "en")
CATALOGUES = Path(__file__).parent / "translations"


def N_(message: str) -> str:
    """Mark a string for translation where it is written; it is translated where it is shown."""
    return message


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of ``language``; bokmål, and what a catalogue lacks, is the source text itself."""
    return Translations.load(CATALOGUES, [language], domain="ipplan")
