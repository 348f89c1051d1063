"""The messages of the source, and the catalogues that translate them. ``make words`` brings them together."""

import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from ipplan.config import ROOT
from ipplan.language import CATALOGUES, SOURCE, is_easy, plain
from ipplan.rules import LANGUAGES

FOLDERS = {
    "ipplan": [("**.py", "python")],
    "web/templates": [(f"**.{kind}", "jinja2") for kind in ("html", "txt", "json", "js")],
}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}

WRITTEN = ("nb", "name", "name_nb", "says_nb", "help_nb")
"""Where our files have their words in bokmål."""

Id = str | tuple[str, ...]


@cache
def messages() -> Mapping[Id, Path]:
    """Every message that the source marks, and a file that has it."""
    found: dict[Id, Path] = {}
    for folder, methods in FOLDERS.items():
        taken = extract_from_dir(ROOT / folder, methods, keywords=KEYWORDS)
        for name, _, message, _, _ in sorted(taken, key=lambda one: one[:2]):
            if message:
                found.setdefault(message, Path(folder) / name)
    return found


def in_files() -> Iterator[str]:
    """What files of ours say in three languages: a fourth says it in its catalogue."""
    for path in (ROOT / "ipplan/rules.toml", *sorted((ROOT / "ipplan/plan").rglob("*.toml"))):
        yield from _in_table(tomllib.loads(path.read_text(encoding="utf-8")))


def _in_table(table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, str) and name in WRITTEN:
            yield value
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                yield from _in_table(one)


def catalogues() -> Iterator[Path]:
    """The languages' files."""
    return iter(sorted(CATALOGUES.glob("*.po")))


def read(path: Path) -> Catalog:
    """A catalogue."""
    with path.open("rb") as file:
        return read_po(file)


def id_of(message: Message) -> Id:
    """A message as the source has it."""
    return message.id if isinstance(message.id, str) else tuple(message.id)


def is_said(message: Message) -> bool:
    """Whether each of its forms is translated."""
    forms = [message.string] if isinstance(message.string, str) else message.string
    return all(forms or [None])


def renewed(path: Path) -> Catalog:
    """The catalogue with every message of the source: what is new has no words yet, what is gone is left out.

    A catalogue of short words has only what it says otherwise.
    """
    known = {id_of(one): one for one in read(path) if one.id}
    made = Catalog(locale=SOURCE if is_easy(path.stem) else path.stem, fuzzy=False)
    for one in [*messages(), *(() if plain(path.stem) in LANGUAGES else in_files())]:
        if one in known:
            made.add(one, known[one].string)
        elif not is_easy(path.stem):
            made.add(one)
    return made


def written(catalogue: Catalog) -> bytes:
    """A catalogue as it stands in its file: in the order of the words, and nothing that changes by itself."""
    made = BytesIO()
    write_po(made, catalogue, omit_header=True, sort_output=True, width=0)
    return HEADER.format(catalogue.plural_forms).encode() + made.getvalue()


HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {}\\n"\n\n'


def main() -> None:
    for path in catalogues():
        made = renewed(path)
        path.write_bytes(written(made))
        lacking = 0 if is_easy(path.stem) else sum(not is_said(one) for one in made if one.id)
        sys.stdout.write(f"{path.stem}: {len(made)} messages, {lacking} without words\n")


if __name__ == "__main__":
    main()
