"""The sentences of letters: a file for each language, whole sentences with places for names and days."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from ipplan.letter.case.shapes import Written
from ipplan.render import WEEKDAY, day_in_words

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Words:
    """One language, said to one person. ``about``: whom it is about, if not her."""

    language: Written
    about: str = ""

    def __call__(self, key: str, **values: str) -> str:
        """The sentence at ``key`` (``decided.title``), with its places filled in."""
        said = sentences(self.language)
        sentence = said.get(key) or said[f"{key}.{'other' if self.about else 'you'}"]
        return sentence.format(about=self.about, **values)

    def day(self, day: date) -> str:
        """10. mars 2027."""
        return day_in_words(day, self.language)

    def last(self, day: date) -> str:
        """The same with its weekday, for what must be done by then."""
        return day_in_words(day, self.language, WEEKDAY)

    def of(self, rule: Any, name: str = "name") -> str:
        """What a rule is called."""
        return str(getattr(rule, f"{name}_{self.language}"))


def lines(text: str) -> tuple[str, ...]:
    """What somebody wrote, a paragraph for each line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@cache
def sentences(language: Written) -> Mapping[str, str]:
    """All of them, by key."""
    text = (HERE / f"{language}.toml").read_text(encoding="utf-8")
    return dict(_leaves(tomllib.loads(text)))


def _leaves(table: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, str):
            yield above + name, value
        else:
            yield from _leaves(value, f"{above}{name}.")
