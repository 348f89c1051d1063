"""The test persons one may log in as. They do not exist, and their numbers say so (month + 80)."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class TestPerson:
    """``pid`` is ``None`` for a person without an identity number, who comes without one in the token too."""

    __test__ = False  # pytest: not a test, in spite of the name

    id: str
    name: str
    pid: str | None
    about: str = ""


def load_people(path: Path) -> list[TestPerson]:
    """Those ``[[person]]`` of the file that have a login; keys that are not ours are left alone."""
    document = tomllib.loads(path.read_text("utf-8"))
    return [_person(row) for row in document.get("person", []) if row.get("login", True)]


def _person(row: dict[str, Any]) -> TestPerson:
    pid = str(row.get("pid") or "") or None
    if pid is not None and not is_synthetic(pid):
        # A real number must never be something one can log in as by pressing a button.
        raise ValueError(f"the test person {row.get('id')} has a number that is not synthetic")
    about = str(row.get("about", "")).strip()
    return TestPerson(id=str(row["id"]), name=str(row["name"]), pid=pid, about=about)


def is_synthetic(pid: str) -> bool:
    """Eleven digits with a month no calendar has: + 80 (the tax authority's test numbers)."""
    return len(pid) == 11 and pid.isdigit() and 81 <= int(pid[2:4]) <= 92
