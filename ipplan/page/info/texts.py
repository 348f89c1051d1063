"""The words of the pages for everybody, a file for each form of the language, and the law under each part."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ipplan.language import SOURCE, easy, plain
from ipplan.rules import Rules
from ipplan.store.municipalities import Municipality
from ipplan.unit.catalogue import AREAS

FOLDER = Path(__file__).parent / "texts"
FORMS = ("nb", "nn", "en", "easy")


class _Text(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Part(_Text):
    """A heading and what stands under it, in this order."""

    heading: str
    text: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Sheet(_Text):
    """One page."""

    short: str
    """Its name among the others."""
    title: str
    lead: str
    part: Mapping[str, Part] = Field(default_factory=dict)


class Form(_Text):
    """All pages in one form of the language."""

    lang: Literal["nb", "nn", "en"]
    """The language of the page's markup."""
    name: str
    words: Mapping[str, str]
    areas: Mapping[str, str]
    sheet: Mapping[str, Sheet]


@cache
def laws() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Pages, their parts in order, and the keys of the paragraphs that stand under each."""
    return {
        sheet: {part: tuple(keys) for part, keys in parts.items()} for sheet, parts in _read("laws").items()
    }


@cache
def forms() -> Mapping[str, Form]:
    """The forms by name; raises ``ValueError`` where one says more or less than the others."""
    found = {name: Form.model_validate(_read(name)) for name in FORMS}
    for name, form in found.items():
        if {sheet: list(one.part) for sheet, one in form.sheet.items()} != {
            sheet: list(parts) for sheet, parts in laws().items()
        }:
            raise ValueError(f"{name}.toml: other pages or parts than laws.toml")
        if set(form.words) != set(found["nb"].words) or list(form.areas) != list(AREAS):
            raise ValueError(f"{name}.toml: other words or areas than nb.toml")
    return found


def form_of(language: str) -> str:
    """The form that speaks a language best; for one that has none it is bokmål."""
    if language == easy(SOURCE):
        return "easy"
    return plain(language) if plain(language) in FORMS else SOURCE


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def filling(form: Form, place: Municipality, rules: Rules) -> dict[str, object]:
    """What stands in the texts as data: the municipality's name, its deadline, and the law's numbers."""
    return {
        "municipality": place.name,
        "weeks": _weeks(form, place.case_weeks),
        "complaint": _weeks(form, rules.complaint_weeks.value),
        "heard": rules.heard_from.value,
        "weight": rules.weight_from.value,
        "own": rules.own_decision_from.value,
        "adult": rules.of_age_from.value,
    }


def _weeks(form: Form, number: int) -> str:
    return f"{number} {form.words['week' if number == 1 else 'weeks']}"
