"""Every word that people are shown is a message, and every message has words in every language."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment

from ipplan.config import ROOT
from ipplan.language import is_easy
from tests import catalogues

TEMPLATES = ROOT / "web/templates"
TRANS = re.compile(r"{% trans.*?{% endtrans %}", re.DOTALL)
HOLE = "0"
"""Stands where a template puts a value."""
ATTRIBUTE = re.compile(r'[\w-]+="[^"]*"| data-\w+')
"""A macro may be one, outside of any tag."""
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")
READ_OUT = (
    "alt",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "content",
    "placeholder",
    "title",
)
SAME_EVERYWHERE = {
    "ipplan",
    # What files in a copy are called, a class, and parts of addresses.
    *(
        "plan",
        "pdf",
        "view",
        "json",
        "fhir",
        "about",
        "files",
        "manifest",
        "wide",
        "plans",
        "notifications",
        "PDF",
    ),
}
OPERATORS = (
    *(
        "commands",
        "demo",
        "embedded",
        "idp",
        "__main__.py",
        "config.py",
        "login/configured.py",
        "login/fits.py",
    ),
    *("gate/audit.py", "gate/holdings.py", "gate/keys.py", "gate/right_keys.py", "gate/rotation.py"),
    *("gate/words_gone.py", "letter/verify.py", "letter/archive/trusted.py", "plan/plan_templates.py"),
)
"""Say what they say to who runs an installation, on the command line, in bokmål."""
SETTLED = (
    # A standard has words of its own, and letters are in bokmål or nynorsk.
    *("letter/arkivmelding.py", "unit/drafting.py"),
    # Letters of the alphabet.
    *("plan/search.py", "unit/catalogue.py"),
)


class Shown(HTMLParser):
    """The words of a page that people see, or have read out to them."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(ATTRIBUTE.sub("", data))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.words += [value for name, value in attrs if name in READ_OUT and value]


def _outside(source: str) -> str:
    """A template without its own expressions and statements."""
    source = TRANS.sub("", source)
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    parts = ((kind, text) for _, kind, text in environment.lex(source))
    return "".join(
        text if kind == "data" else HOLE for kind, text in parts if kind in ("data", "variable_begin")
    )


def _straight(path: Path) -> list[str]:
    outside = _outside(path.read_text())
    if path.suffix == ".html":
        shown = Shown()
        shown.feed(outside)
        outside = " ".join(shown.words)
    return [word for word in re.findall(r"[^\W\d_]{2,}", outside) if word not in SAME_EVERYWHERE]


def _templates() -> Iterator[Path]:
    return (one for kind in ("html", "txt") for one in sorted(TEMPLATES.rglob(f"*.{kind}")))


def test_no_word_is_written_straight_into_a_template() -> None:
    found = {str(path.relative_to(TEMPLATES)): words for path in _templates() if (words := _straight(path))}
    assert found == {}


def _strings(path: Path) -> Iterator[str]:
    """The strings of a program that are neither its own notes nor marked for translation."""
    tree = ast.parse(path.read_text())
    marked: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in catalogues.KEYWORDS:
            marked |= {id(one) for one in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            marked.add(id(node.value))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in marked:
            yield node.value


def _name(call: ast.expr) -> str:
    return call.attr if isinstance(call, ast.Attribute) else call.id if isinstance(call, ast.Name) else ""


def test_no_norwegian_word_is_written_straight_into_a_program() -> None:
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "ipplan").rglob("*.py")):
        name = str(path.relative_to(ROOT / "ipplan"))
        if name.startswith((*OPERATORS, *SETTLED)):
            continue
        if words := [one for one in _strings(path) if re.search("[æøåÆØÅ]", one)]:
            found[name] = words
    assert found == {}


@pytest.mark.parametrize("path", list(catalogues.catalogues()), ids=lambda path: path.stem)
def test_a_catalogue_is_up_to_date_and_whole(path: Path) -> None:
    """``make words`` brings what is new; whoever adds a message says it in every language."""
    assert path.read_bytes() == catalogues.written(catalogues.renewed(path))
    if not is_easy(path.stem):
        assert [one.id for one in catalogues.read(path) if one.id and not catalogues.is_said(one)] == []


@pytest.mark.parametrize("path", list(catalogues.catalogues()), ids=lambda path: path.stem)
def test_a_translation_has_the_places_of_its_message(path: Path) -> None:
    wrong: list[Any] = []
    for message in catalogues.read(path):
        if not message.id:
            continue
        forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        known = {frozenset(PLACEHOLDER.findall(one)) for one in ids}
        most = frozenset().union(*known)
        for form in filter(None, forms):
            has = frozenset(PLACEHOLDER.findall(form))
            if has not in known if len(ids) == 1 else not has <= most:
                wrong.append(message.id)
    assert wrong == []


def test_a_new_catalogue_is_given_every_message_and_what_the_files_say(tmp_path: Path) -> None:
    (tmp_path / "se.po").write_text('msgid ""\nmsgstr ""\n')
    made = {catalogues.id_of(one) for one in catalogues.renewed(tmp_path / "se.po") if one.id}
    assert made == {*catalogues.messages(), *catalogues.in_files()}
    assert len(made) > len({*catalogues.messages()})
