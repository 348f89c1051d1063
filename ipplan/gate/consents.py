"""The texts that are consented to: versioned, in each language, hashed, and part of what is signed."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ipplan.gate.claims import TextRef
from ipplan.language import SOURCE, plain

FILE = Path(__file__).with_name("consents.toml")


@dataclass(frozen=True, slots=True)
class ConsentText:
    """The exact text that was shown; its hash is part of what is signed."""

    text_id: str
    version: int
    language: str
    text: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def ref(self) -> TextRef:
        """The text as signed statements name it."""
        return TextRef(self.text_id, self.version, self.sha256)

    @property
    def lang(self) -> str:
        """The language of its markup."""
        return plain(self.language)

    def read_in(self, language: str) -> "ConsentText":
        """The same version in a reader's language, for who reads what somebody has signed in another."""
        return _in(language, {one.language: one for one in ALL if one.number == self.number}) or self

    @property
    def number(self) -> tuple[str, int]:
        """Which text it is, in whatever language."""
        return self.text_id, self.version


ALL = tuple(
    ConsentText(one["id"], one["version"], one["language"], one["text"])
    for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["text"]
)
"""Every text that has been shown, also those that are shown no more."""
NEWEST = dict(sorted(one.number for one in ALL))
"""By text, the version that is shown now."""
FIRST = ("plan", "coordination", "expecting")
"""The consents on one of which a space rests, without which nothing is made: its kind is called the same."""
APART = "sharing-coordination"
"""The consent to share where there is no plan to speak of."""
CRISIS = "crisis"
"""What is shown when a code to the crisis page is signed; it rests on the consent to share."""


def text_for(kind: str, space_kind: str, language: str, shown: str = "") -> ConsentText:
    """What is shown, and signed, when a consent is given in a space of that kind.

    ``shown``: the hash of what stood on her page: she signs it, also if her language is another by now.
    """
    text = newest(APART if kind == "sharing" and space_kind != "plan" else kind, language)
    seen = text_of(shown)
    return seen if seen is not None and seen.number == text.number else text


def newest(text_id: str, language: str) -> ConsentText:
    """A text as it reads now, in a reader's language, or in bokmål where it has none in it."""
    found = {one.language: one for one in ALL if one.number == (text_id, NEWEST[text_id])}
    return _in(language, found) or found[SOURCE]


def _in(language: str, found: Mapping[str, ConsentText]) -> ConsentText | None:
    return found.get(language) or found.get(plain(language))


def text_of(sha256: str) -> ConsentText | None:
    """The very text that was shown, by the hash that was signed."""
    return next((one for one in ALL if one.sha256 == sha256), None)
